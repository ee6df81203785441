import type { Hex } from 'viem';
import { expect, test } from 'vitest';
import { recordedReads } from '../../../../test/fixtures/gmx/reads.js';
import { releaseV22b } from '../releases/v2.2b.js';
import { readOrders } from './readOrder.js';

const recorded = recordedReads.reads.filter((read) => read.function === 'getOrder');
const keys = recorded.map(({ args }) => args[1] as Hex);

test('default', () => {
  const reading = readOrders(releaseV22b, keys);
  if (reading.kind !== 'calls') throw new Error('expected a phase of calls');
  expect(reading.calls.map(({ data }) => data)).toEqual(recorded.map(({ calldata }) => calldata));
  const then = reading.next(recorded.map(({ returndata }) => ({ ok: true, data: returndata })));
  if (then.kind !== 'done') throw new Error('expected one phase');
  const gone = recorded.filter(({ what }) => what === 'no such order').map(({ args }) => args[1]);
  expect(gone).toHaveLength(1);
  for (const key of keys) {
    const order = then.value.get(key);
    if (gone.includes(key)) expect(order).toBeNull();
    else expect(order?.key).toBe(key);
  }
});

test('behavior: nothing to ask is no phase', () => {
  expect(readOrders(releaseV22b, [])).toEqual({ kind: 'done', value: new Map() });
});

test('behavior: a Reader that is not there is an error', () => {
  const reading = readOrders(releaseV22b, keys.slice(0, 1));
  if (reading.kind !== 'calls') throw new Error('expected a phase of calls');
  expect(() => reading.next([{ ok: true, data: '0x' }])).toThrow(/Reader.getOrder[\s\S]*mend:/);
});
