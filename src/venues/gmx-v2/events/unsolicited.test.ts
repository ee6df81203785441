import type { Hex } from 'viem';
import { expect, test } from 'vitest';
import { lifecycle, lifecycles, recordedEmitter } from '../../../../test/fixtures/gmx/lifecycles.js';
import { unsolicitedChanges } from './unsolicited.js';

const changes = (id: string, ours: readonly Hex[] = []) => {
  const { logs, account } = lifecycle(id);
  return unsolicitedChanges(logs, recordedEmitter, account, (key) => ours.includes(key));
};

test('default', () => {
  const [change] = changes('s48');
  expect(changes('s48')).toHaveLength(1);
  expect(change).toMatchObject({
    cause: 'liquidation',
    insolvent: false,
    fill: { kind: 'decrease', isLong: lifecycle('s48').positionBefore?.flags.isLong },
  });
  expect(change?.fill.after.sizeInUsd).toBe(0n);
  expect(change?.pnlUsd).toBeLessThan(0n);
});

test('behavior: an insolvent liquidation says so', () => {
  expect(changes('s50')).toMatchObject([{ cause: 'liquidation', insolvent: true }]);
});

test('behavior: auto-deleveraging is told by OrderExecuted, and unknown without it', () => {
  expect(changes('s52')).toMatchObject([
    { cause: 'autoDeleveraging', fill: { sizeDeltaUsd: 35_321_500n * 10n ** 27n } },
  ]);
  const { logs, account } = lifecycle('s52');
  const positionEvents = logs.filter(({ topics }) => topics.length === 3);
  expect(unsolicitedChanges(positionEvents, recordedEmitter, account, () => false)).toMatchObject([
    { cause: 'unknown' },
  ]);
});

test('behavior: our own orders are asked for, and the same orders of another hand are not', () => {
  const keys = lifecycle('s46').orders.map(({ key }) => key);
  expect(changes('s46', keys)).toEqual([]);
  expect(changes('s46', keys.slice(1))).toMatchObject([
    { orderKey: keys[0], cause: 'byHand', fill: { kind: 'increase' }, pnlUsd: 0n },
  ]);
  expect(changes('s46').map(({ cause }) => cause)).toEqual(['byHand', 'byHand', 'byHand']);
});

test('behavior: positions of other accounts are not ours', () => {
  const [ours] = changes('s55');
  expect(changes('s55')).toHaveLength(1);
  expect(ours?.fill.account).toBe(lifecycle('s55').account);
});

test('invariant: with all keys known, only what GMX did of itself is left', () => {
  const solicited = lifecycles.flatMap(({ id, orders }) =>
    changes(
      id,
      orders.filter(({ executionFee }) => executionFee !== '0').map(({ key }) => key),
    ),
  );
  expect(solicited.map(({ cause }) => cause).sort()).toEqual(['autoDeleveraging', ...Array(4).fill('liquidation')]);
});
