import type { Abi, AbiParameter } from 'viem';
import { encodeErrorResult, parseAbi, toFunctionSelector, zeroHash } from 'viem';
import { expect, test } from 'vitest';
import { lyraErrorsAbi } from '../../../abis/lyra.js';
import { decodeLyraError } from './decodeError.js';

const thrower = '0x00000000000000000000000000000000000000A1';

const sample = (parameter: AbiParameter): unknown => {
  if ('components' in parameter) {
    return Object.fromEntries(parameter.components.map((member) => [member.name ?? '', sample(member)]));
  }
  if (parameter.type === 'address') return thrower;
  if (parameter.type === 'bool') return true;
  if (parameter.type === 'bytes32') return zeroHash;
  return parameter.type === 'uint8' ? 3 : 42n;
};

test('default: a struct in it is told member by member', () => {
  const data = encodeErrorResult({
    abi: lyraErrorsAbi,
    errorName: 'AdjustmentResultsInMinimumCollateralNotBeingMet',
    args: [
      thrower,
      { positionId: 7n, strikeId: 2n, optionType: 4, amount: 10n ** 18n, collateral: 5n, state: 1 },
      2_000n,
    ],
  });
  expect(decodeLyraError(data)).toEqual({
    name: 'AdjustmentResultsInMinimumCollateralNotBeingMet',
    args: {
      thrower,
      'position.positionId': '7',
      'position.strikeId': '2',
      'position.optionType': '4',
      'position.amount': '1000000000000000000',
      'position.collateral': '5',
      'position.state': '1',
      spotPrice: '2000',
    },
  });
});

test('invariant: each of the 85 errors is told by its name, all its arguments by theirs', () => {
  const selectors = new Set<string>();
  for (const item of lyraErrorsAbi) {
    const abi: Abi = [item];
    const data = encodeErrorResult({ abi, errorName: item.name, args: item.inputs.map(sample) });
    selectors.add(data.slice(0, 10));
    const error = decodeLyraError(data);
    expect(error?.name).toBe(item.name);
    for (const { name } of item.inputs) {
      expect(Object.keys(error?.args ?? {}).some((key) => key === name || key.startsWith(`${name}.`))).toBe(true);
    }
    expect(Object.values(error?.args ?? {})).not.toContain('undefined');
  }
  expect(selectors.size).toBe(85);
});

test('behavior: strings and panics are understood', () => {
  const solidity = parseAbi(['error Error(string reason)', 'error Panic(uint256 code)']);
  const string = encodeErrorResult({ abi: solidity, errorName: 'Error', args: ['ERC20: no'] });
  expect(decodeLyraError(string)).toEqual({ name: 'ERC20: no', args: {} });
  const panic = encodeErrorResult({ abi: solidity, errorName: 'Panic', args: [17n] });
  expect(decodeLyraError(panic)).toEqual({
    name: 'Panic',
    args: { code: '0x11', meaning: 'arithmetic overflow or underflow' },
  });
});

test('behavior: bytes of others, and no bytes, are not ours', () => {
  expect(decodeLyraError('0x')).toBeNull();
  expect(decodeLyraError(toFunctionSelector('EX_OPB()'))).toBeNull();
  expect(decodeLyraError('0x1234')).toBeNull();
});
