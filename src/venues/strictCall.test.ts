import fc from 'fast-check';
import type { Hex } from 'viem';
import { concat, encodeFunctionData, pad, parseAbi } from 'viem';
import { expect, test } from 'vitest';
import { mutationsOf, stranger } from '../../test/mutations.js';
import { decodeStrictly, refuseParts } from './strictCall.js';
import { VenueRefusal } from './venue.js';

const abi = parseAbi([
  'function pay(address to, uint256 amount)',
  'function batch(bytes[] calls, address[] targets, uint8 kind, bool exact)',
]);
const till = { name: 'the Till', abi, alsoOffers: ['drain(address)'] };

const pay = encodeFunctionData({ abi, functionName: 'pay', args: [stranger, 5n] });
const batch = encodeFunctionData({ abi, functionName: 'batch', args: [[pay, '0x01'], [stranger], 3, true] });

test('default', () => {
  expect(decodeStrictly(till, pay)).toEqual({ functionName: 'pay', args: [stranger, 5n] });
  expect(decodeStrictly(till, pay.toUpperCase().replace('0X', '0x') as Hex)).toEqual(decodeStrictly(till, pay));
  expect(decodeStrictly(till, batch).args).toEqual([[pay, '0x01'], [stranger], 3, true]);
});

test('behavior: a function is called by its name where it is known, else by its selector', () => {
  const drain = concat(['0xece53132', pad(stranger)]);
  expect(() => decodeStrictly(till, drain)).toThrow(/calls the Till\.drain/);
  expect(() => decodeStrictly(till, '0x12345678')).toThrow(/calls the Till\.0x12345678/);
  expect(() => decodeStrictly(till, '0x')).toThrow(/calls the Till without a function/);
});

test('behavior: bytes that say the same in another way are refused', () => {
  const word = (index: number, value: string) =>
    `${batch.slice(0, 10 + 64 * index)}${value.padStart(64, '0')}${batch.slice(10 + 64 * (index + 1))}` as Hex;
  const other: Hex[] = [
    concat([pay, '0x00']),
    pay.slice(0, -2) as Hex,
    `${pay.slice(0, 10)}01${pay.slice(12)}` as Hex,
    // A kind of nine bits, a boolean that is 2, an array that ends far beyond the calldata.
    word(2, '103'),
    word(3, '2'),
    word(4, 'f'.repeat(64)),
    // The same array, one word further on.
    `${word(0, 'a0').slice(0, 10 + 64 * 4)}${'0'.repeat(64)}${batch.slice(10 + 64 * 4)}` as Hex,
  ];
  for (const data of other) expect(() => decodeStrictly(till, data), data).toThrow(VenueRefusal);
});

test('invariant: whatever is taken encodes to the very same bytes, and nothing else is thrown', () => {
  fc.assert(
    fc.property(fc.constantFrom(pay, batch).chain(mutationsOf), (data) => {
      try {
        const { functionName, args } = decodeStrictly(till, data);
        expect(encodeFunctionData({ abi, functionName, args } as Parameters<typeof encodeFunctionData>[0])).toBe(data);
      } catch (error) {
        expect(error).toBeInstanceOf(VenueRefusal);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('behavior: a part of the protocol that no order calls is refused by its name', () => {
  expect(() => refuseParts({ 'the Cellar': stranger }, stranger, { data: pay })).toThrow(/calls the Cellar\.0x/);
  expect(() => refuseParts({ 'the Cellar': stranger }, stranger, { data: '0x' })).toThrow(/the Cellar without/);
  expect(() => refuseParts({ 'the Cellar': pad('0x1', { size: 20 }) }, stranger, { data: pay })).not.toThrow();
});
