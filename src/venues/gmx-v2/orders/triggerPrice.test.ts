import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accepted } from '../../../../test/fixtures/gmx/calldata.js';
import { buys } from './acceptablePrice.js';
import type { TriggerOrderType } from './triggerPrice.js';
import { isTriggered, triggerRule } from './triggerPrice.js';

const index = { min: 99n, max: 101n };

test('default', () => {
  // At the trigger itself every order is executed; one unit on the other side of it, none is.
  const boundaries: [TriggerOrderType, boolean, bigint, bigint][] = [
    ['LimitIncrease', true, 101n, 100n],
    ['LimitIncrease', false, 99n, 100n],
    ['StopIncrease', true, 101n, 102n],
    ['StopIncrease', false, 99n, 98n],
    ['LimitDecrease', true, 99n, 100n],
    ['LimitDecrease', false, 101n, 100n],
    ['StopLossDecrease', true, 99n, 98n],
    ['StopLossDecrease', false, 101n, 102n],
  ];
  for (const [orderType, isLong, met, missed] of boundaries) {
    expect([orderType, isLong, isTriggered(orderType, isLong, met, index)]).toEqual([orderType, isLong, true]);
    expect([orderType, isLong, isTriggered(orderType, isLong, missed, index)]).toEqual([orderType, isLong, false]);
  }
});

test('invariant: the trigger watches the side of the spread that the order executes at', () => {
  const orderType = fc.constantFrom<TriggerOrderType>(
    'LimitIncrease',
    'StopIncrease',
    'LimitDecrease',
    'StopLossDecrease',
  );
  fc.assert(
    fc.property(orderType, fc.boolean(), (orderType, isLong) => {
      const kind = orderType.endsWith('Increase') ? 'increase' : 'decrease';
      expect(triggerRule(orderType, isLong).side).toBe(buys({ kind, isLong }) ? 'max' : 'min');
    }),
  );
});

test('behavior: of two protections of one short, the stop lies above and the profit below', () => {
  const batches = accepted.filter(({ kind }) => kind.startsWith('multicall of 3'));
  expect(batches).toHaveLength(4);
  for (const { requests } of batches) {
    const [, stop, profit] = requests;
    if (stop?.kind !== 'decrease' || profit?.kind !== 'decrease') throw new Error('not the batch it was');
    const between = (stop.triggerPrice + profit.triggerPrice) / 2n;
    const prices = { min: between, max: between };
    expect(isTriggered('StopLossDecrease', stop.isLong, stop.triggerPrice, prices)).toBe(false);
    expect(isTriggered('LimitDecrease', profit.isLong, profit.triggerPrice, prices)).toBe(false);
  }
});
