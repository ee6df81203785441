import customErrorsAbi from '@gmx-io/sdk/abis/CustomErrors';
import fc from 'fast-check';
import type { AbiParameter, Hex } from 'viem';
import { encodeAbiParameters, encodeErrorResult, isHex, parseAbi, toFunctionSelector, zeroAddress } from 'viem';
import { describe, expect, test } from 'vitest';
import { lifecycles } from '../../../../test/fixtures/gmx/lifecycles.js';
import { decodeGmxError } from './decodeGmxError.js';

const solidity = parseAbi(['error Error(string reason)', 'error Panic(uint256 code)']);

/** Something of a type, to be encoded. */
function sample({ type }: AbiParameter): unknown {
  if (type.endsWith('[]')) return [sample({ type: type.slice(0, -2) }), sample({ type: type.slice(0, -2) })];
  if (type.startsWith('uint') || type.startsWith('int')) return 7n;
  if (type === 'address') return zeroAddress;
  if (type === 'bytes32') return `0x${'ab'.repeat(32)}`;
  if (type === 'bytes') return '0x1234';
  if (type === 'bool') return true;
  return 'a text';
}

test('default', () => {
  const data = encodeErrorResult({
    abi: customErrorsAbi,
    errorName: 'OrderNotFulfillableAtAcceptablePrice',
    args: [3n, 2n],
  });
  expect(decodeGmxError(data)).toEqual({
    name: 'OrderNotFulfillableAtAcceptablePrice',
    args: { price: '3', acceptablePrice: '2' },
  });
});

test('behavior: every reason and revert of the recorded lives has the recorded name and arguments', () => {
  const reasons = lifecycles.flatMap(({ orders }) => orders.flatMap(({ history }) => history));
  const recorded = reasons.flatMap(({ reasonBytes, reasonError }) =>
    reasonError && isHex(reasonBytes) ? [{ reasonBytes, reasonError }] : [],
  );
  expect(recorded.length).toBe(20);
  for (const { reasonBytes, reasonError } of recorded) {
    expect(decodeGmxError(reasonBytes)).toEqual({ name: reasonError.name, args: reasonError.args });
    expect(reasonBytes.slice(0, 10)).toBe(reasonError.selector);
  }
});

describe('behavior: every error of the ABI is decoded with all its arguments as strings', () => {
  test('args: all 325', () => {
    let decoded = 0;
    for (const item of customErrorsAbi) {
      const selector = toFunctionSelector(`${item.name}(${item.inputs.map(({ type }) => type).join(',')})`);
      const data = `${selector}${encodeAbiParameters(item.inputs, item.inputs.map(sample) as never).slice(2)}` as Hex;
      const error = decodeGmxError(data);
      expect(error?.name).toBe(item.name);
      expect(Object.keys(error?.args ?? {})).toHaveLength(item.inputs.length);
      expect(Object.values(error?.args ?? {}).every((value) => typeof value === 'string')).toBe(true);
      decoded += 1;
    }
    expect(decoded).toBe(325);
  });

  test('args: lists', () => {
    const data = encodeErrorResult({
      abi: customErrorsAbi,
      errorName: 'ArrayOutOfBoundsUint256',
      args: [[1n, 2n], 5n, 'x'],
    });
    expect(decodeGmxError(data)?.args).toEqual({ values: '[1, 2]', index: '5', label: 'x' });
  });
});

test('behavior: a string is the name, a panic names its code, tokens’ errors are known', () => {
  const paused = encodeErrorResult({ abi: solidity, errorName: 'Error', args: ['Pausable: paused'] });
  expect(decodeGmxError(paused)).toEqual({ name: 'Pausable: paused', args: {} });
  const panic = encodeErrorResult({ abi: solidity, errorName: 'Panic', args: [0x11n] });
  expect(decodeGmxError(panic)).toEqual({ name: 'Panic', args: { code: '0x11' } });
});

test('behavior: null for nothing, for what nobody knows, and for bytes that are cut off', () => {
  for (const data of ['0x', '0x12', '0x12345678', '0x08c379a0', '0xe09ad0e900'] as const) {
    expect(decodeGmxError(data)).toBeNull();
  }
});

test('invariant: it never throws', () => {
  const selectors = ['0xe09ad0e9', '0xbc121108', '0x08c379a0', '0x4e487b71', ''] as const;
  const bytes = fc.uint8Array({ maxLength: 140 }).map((array) => Buffer.from(array).toString('hex'));
  fc.assert(
    fc.property(fc.constantFrom(...selectors), bytes, (selector, rest) => {
      const error = decodeGmxError((selector === '' ? `0x${rest}` : `${selector}${rest}`) as Hex);
      expect(error === null || error.name.length >= 0).toBe(true);
    }),
  );
});
