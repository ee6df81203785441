import { readdirSync, readFileSync } from 'node:fs';
import { encodeErrorResult, parseAbi } from 'viem';
import { expect, test } from 'vitest';
import { erc20Abi } from '../../../abis/erc20.js';
import { decodeError } from './decodeError.js';
import { errorMeanings } from './errorMeanings.js';

const solidity = parseAbi(['error Error(string reason)', 'error Panic(uint256 code)']);
const reverted = (reason: string) => encodeErrorResult({ abi: solidity, errorName: 'Error', args: [reason] });

/** Every string that the contracts may revert with, commented-out code left out. */
function stringsOfSources(): Set<string> {
  const root = new URL('../../../node_modules/@perp/curie-contract/contracts/', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sol'));
  const found = files.flatMap((file) => {
    const code = readFileSync(new URL(file, root), 'utf8').replace(/\/\/.*$/gm, '');
    return [...code.matchAll(/"([A-Z]{1,4}_[A-Z0-9]+|(?:PerpMath|SafeCast): [^"]+)"/g)].map((match) => match[1] ?? '');
  });
  return new Set(found);
}

test('invariant: every revert string of the contract sources is explained', () => {
  const strings = stringsOfSources();
  expect(strings.size).toBeGreaterThan(120);
  expect([...strings].filter((string) => !Object.hasOwn(errorMeanings, string))).toEqual([]);
});

test('default', () => {
  expect(decodeError(reverted('CH_NEFCI'))).toEqual({
    name: 'CH_NEFCI',
    args: { meaning: 'not enough free collateral for the initial margin' },
  });
});

test('behavior: a string that is not in the table is a name without a meaning', () => {
  expect(decodeError(reverted('XY_NEW'))).toEqual({ name: 'XY_NEW', args: {} });
  expect(decodeError(reverted('toString'))).toEqual({ name: 'toString', args: {} });
});

test('behavior: a panic names its code', () => {
  const data = encodeErrorResult({ abi: solidity, errorName: 'Panic', args: [0x11n] });
  expect(decodeError(data)).toEqual({ name: 'Panic', args: { code: '0x11', meaning: 'an arithmetic overflow' } });
});

test('behavior: errors of tokens keep their named arguments', () => {
  const address = '0x0000000000000000000000000000000000000001';
  const data = encodeErrorResult({ abi: erc20Abi, errorName: 'ERC20InsufficientBalance', args: [address, 1n, 2n] });
  expect(decodeError(data)).toEqual({
    name: 'ERC20InsufficientBalance',
    args: { sender: address, balance: '1', needed: '2' },
  });
  expect(decodeError(reverted('ERC20: transfer amount exceeds balance'))?.args['meaning']).toMatch(/does not hold/);
});

test('behavior: bytes of others are null', () => {
  expect(decodeError('0x')).toBeNull();
  expect(decodeError('0x12345678')).toBeNull();
  expect(decodeError('0x08c379a0')).toBeNull();
});
