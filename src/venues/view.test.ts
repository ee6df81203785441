import { encodeFunctionResult, parseAbi } from 'viem';
import { expect, test } from 'vitest';
import { done } from '../model/reading.js';
import { VenueReadError } from './venue.js';
import { askView, each, orError, orNull, together, view } from './view.js';

const abi = parseAbi(['function double(uint256 number) view returns (uint256)']);
const to = '0x0000000000000000000000000000000000000001';
const double = (number: bigint) => view('Calculator.double', to, abi, 'double', [number]);
const answer = (value: bigint) => ({
  ok: true,
  data: encodeFunctionResult({ abi, functionName: 'double', result: value }),
});
const revert = { ok: false, data: '0x' } as const;

test('default', () => {
  const asked = together({ one: double(1n), many: each([double(2n), double(3n)]), maybe: orNull(double(4n)) });
  expect(asked.calls).toHaveLength(4);
  expect(asked.decode([answer(2n), answer(4n), answer(6n), revert])).toEqual({ one: 2n, many: [4n, 6n], maybe: null });
});

test('behavior: a revert names the call and the contract', () => {
  expect(() => double(1n).decode([revert])).toThrow(/Calculator.double reverted\n {2}contract 0x0{39}1/);
});

test('behavior: bytes of something else are refused, also where a revert is allowed', () => {
  expect(() => orNull(double(1n)).decode([{ ok: true, data: '0x' }])).toThrow(VenueReadError);
});

test('behavior: too few answers are refused', () => {
  const reading = askView(each([double(1n), double(2n)]), done);
  if (reading.kind !== 'calls') throw new Error('expected a phase of calls');
  expect(() => reading.next([answer(2n)])).toThrow('2 calls were made and 1 were answered');
});

test('behavior: orError hands the error over instead of throwing it', () => {
  expect(orError(double(1n)).decode([revert])).toBeInstanceOf(VenueReadError);
  expect(orError(double(1n)).decode([answer(2n)])).toBe(2n);
});
