import { expect, test } from 'vitest';
import { lifecycle, lifecycles, recordedEmitter } from '../../../../test/fixtures/gmx/lifecycles.js';
import { endReasonOf } from '../events/endReason.js';
import { orderLives } from '../events/orderLife.js';
import { sayEnd } from './sayEnd.js';

const ends = (id: string): string[] =>
  [...orderLives(lifecycle(id).logs, recordedEmitter).values()].flatMap(({ history }) =>
    history.flatMap((entry) => ('reason' in entry ? [sayEnd(entry.reason, 'by' in entry ? entry.by : undefined)] : [])),
  );

test('default', () => {
  expect(ends('s07')).toEqual([
    'OrderNotFulfillableAtAcceptablePrice: the price with its impact was worse than the slippage bound allows (price 3062619495217295, acceptablePrice 3000760000000000)',
  ]);
});

test('behavior: without arguments, by the account, with its position', () => {
  expect(ends('s32')).toEqual([
    'EmptyPosition: there is no position to reduce; a resting order waits on, a market order is cancelled',
  ]);
  expect(ends('s16')).toEqual(['cancelled by the account']);
  expect(ends('s45')).toEqual(['cancelled with its position', 'cancelled with its position']);
});

test('behavior: what is not known is told as it came', () => {
  expect(sayEnd(endReasonOf({ reason: '', reasonBytes: '0x12345678ab' }))).toMatch(/does not know: 0x12345678$/);
  expect(sayEnd(endReasonOf({ reason: '', reasonBytes: '0x' }))).toBe('GMX gave no reason');
  expect(sayEnd(endReasonOf({ reason: 'A_NEW_REASON', reasonBytes: '0x' }))).toBe('A_NEW_REASON');
});

test('invariant: every recorded end is told in a sentence', () => {
  const said = lifecycles.flatMap(({ id }) => ends(id));
  expect(said.length).toBe(27);
  expect(said.filter((text) => /does not know|no reason/.test(text))).toEqual([]);
});
