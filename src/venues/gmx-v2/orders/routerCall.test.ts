import type { Hex } from 'viem';
import { expect, test } from 'vitest';
import { accepted, simulated } from '../../../../test/fixtures/gmx/calldata.js';
import { decodeRouterCalls, encodeRouterCalls, ForeignCalldata, valueOfCalls } from './routerCall.js';

test('default', () => {
  let compared = 0;
  for (const { data, value } of [...accepted, ...simulated]) {
    const { calls, form } = decodeRouterCalls(data);
    expect(encodeRouterCalls(calls, form)).toBe(data);
    expect(valueOfCalls(calls)).toBe(value);
    compared += 1;
  }
  expect(compared).toBe(268);
});

test('behavior: bytes that decode and are not canonical are refused', () => {
  const cancel = accepted.find(({ form }) => form === 'direct');
  if (!cancel) throw new Error('nothing recorded');
  expect(decodeRouterCalls(cancel.data).calls).toHaveLength(1);
  expect(() => decodeRouterCalls(`${cancel.data}00`)).toThrow(ForeignCalldata);
  const batch = accepted.find(({ form }) => form === 'multicall');
  if (!batch) throw new Error('nothing recorded');
  expect(() => decodeRouterCalls(`${batch.data}${'0'.repeat(64)}`)).toThrow(ForeignCalldata);
  // The same bytes[] one word further on, with a word between that nobody reads.
  const head = batch.data.slice(0, 10);
  const shifted = `${head}${'40'.padStart(64, '0')}${'f'.repeat(64)}${batch.data.slice(10 + 64)}` as Hex;
  expect(() => decodeRouterCalls(shifted)).toThrow(ForeignCalldata);
});

test('behavior: a number beyond the bits of its type is refused', () => {
  const [order] = accepted;
  const createOrder = 'f59c48eb';
  const at = order?.data.indexOf(createOrder) ?? -1;
  if (!order || at < 0) throw new Error('nothing recorded');
  // Behind the offsets of the order and of its addresses, and eight numbers: its type, and which way it swaps.
  for (const word of [10, 11]) {
    const secondByte = at + createOrder.length + 64 * word + 60;
    const dirty = `${order.data.slice(0, secondByte)}01${order.data.slice(secondByte + 2)}` as Hex;
    expect(() => decodeRouterCalls(dirty)).toThrow(ForeignCalldata);
  }
});

test('behavior: a multicall within a multicall is not followed', () => {
  const [batch] = accepted;
  if (!batch) throw new Error('nothing recorded');
  const inner = batch.data.slice(2);
  const length = (inner.length / 2).toString(16).padStart(64, '0');
  const words = ['20', '1', '20'].map((word) => word.padStart(64, '0')).join('');
  const padded = inner.padEnd(Math.ceil(inner.length / 64) * 64, '0');
  expect(() => decodeRouterCalls(`0xac9650d8${words}${length}${padded}`)).toThrow(/calls ExchangeRouter.multicall/);
});
