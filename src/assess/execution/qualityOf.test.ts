import { describe, expect, test } from 'vitest';
import { executionOf } from './executionOf.js';
import { groupsOf } from './groups.js';
import { qualityOf } from './qualityOf.js';
import { quantile } from './quantile.js';
import { type ExecutedChange, sampleExecuted } from './testing/sampleExecuted.js';

const executions = (...changes: ExecutedChange[]) => changes.map((change) => executionOf(sampleExecuted(change)));

describe('orders taken together', () => {
  test('default: shares, times, and the shortfall with its error', () => {
    // One unit at 100: 10, 20 and 60 bps.
    const all = executions({ price: 100.1 }, { price: 100.2, took: 3_000 }, { price: 100.6, took: 9_000 });
    const quality = qualityOf(all);
    expect(quality).toMatchObject({ orders: 3, notional: 300, filled: 1, rejected: 0, canceled: 0 });
    expect(quality.toDone).toEqual({ count: 3, median: 3_000, ninth: 7_800 });
    expect(quality.shortfall).toMatchObject({ count: 3, unknown: 0, usd: expect.closeTo(0.9, 9) });
    expect(quality.shortfall.mean).toBeCloseTo(30, 9);
    expect(quality.shortfall.median).toBeCloseTo(20, 9);
    expect(quality.shortfall.weighted).toBeCloseTo(30, 9);
    // Deviations -20, -10, 30: variance 700.
    expect(quality.shortfall.standardError).toBeCloseTo(Math.sqrt(700 / 3), 9);
  });

  test('behavior: a large order weighs more in the sum, and as much as any in the mean', () => {
    const { shortfall } = qualityOf(executions({ price: 100.1 }, { price: 100.5, quantity: 3 }));
    expect(shortfall.mean).toBeCloseTo(30, 9);
    expect(shortfall.weighted).toBeCloseTo(40, 9);
  });

  test('behavior: what waits, for a person or for its first part, is in no mean', () => {
    const { worked, ...about } = sampleExecuted({ filled: 0 });
    const waiting = { ...about, endedAt: null, worked: { ...worked, undone: 0 } };
    const pending = executionOf({ ...waiting, status: 'PendingReview' });
    const open = executionOf({ ...waiting, status: 'New' });
    const done = executionOf(sampleExecuted({ price: 100.1 }));
    expect([pending.shortfall, open.shortfall]).toEqual([null, null]);
    expect(qualityOf([pending, open, done]).shortfall).toMatchObject({ count: 1, mean: expect.closeTo(10, 9) });
  });

  test('behavior: what was rejected has no shortfall, what was canceled counts, what is not known is told', () => {
    const quality = qualityOf(
      executions(
        { status: 'Rejected', filled: 0 },
        { status: 'Canceled', filled: 0.25 },
        { status: 'Expired', filled: 0 },
        { decisionPrice: Number.NaN },
      ),
    );
    expect(quality).toMatchObject({ orders: 4, rejected: 0.25, canceled: 0.5, filled: 1.25 / 4 });
    expect(quality.toFirstFill.count).toBe(2);
    expect(quality.toDone.count).toBe(1);
    expect(quality.shortfall).toMatchObject({ count: 2, unknown: 1 });
  });

  test('behavior: of nothing, nothing is known', () => {
    const quality = qualityOf([]);
    expect(quality).toMatchObject({ orders: 0, filled: Number.NaN, rejected: Number.NaN });
    expect(quality.shortfall).toMatchObject({ count: 0, usd: Number.NaN, mean: Number.NaN, weighted: Number.NaN });
  });

  test('default: groups by name, each trade once', () => {
    const all = executions(
      { venue: 'b' },
      { venue: 'a' },
      { venue: 'b', kind: 'member' },
      { venue: 'b', kind: 'block' },
    );
    expect(groupsOf(all, 'venue').map(([name, members]) => [name, members.length])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(groupsOf(all, 'list')).toEqual([]);
    expect(groupsOf(executions({}, { algorithm: null, rule: 'hedge ETH' }), 'algorithm').map(([name]) => name)).toEqual(
      ['by a rule', 'immediate'],
    );
  });
});

test('default: its share of what the market has traded, as far as that was told', () => {
  const order = sampleExecuted({ took: 1_000 });
  const share = (...volumes: (number | null)[]) =>
    executionOf({
      ...order,
      marks: volumes.map((volume, i) => ({ at: order.askedAt + (i + 1) * 1_000, mark: 100, volume })),
    }).participation;
  expect(share(200, 1_000)).toBe(0.1);
  expect(share(200, null)).toBe(0.5);
  expect(share(50)).toBe(1);
  expect(share(null)).toBeNaN();
  expect(executionOf(order).participation).toBeNaN();
});

test('default: a quantile is between its neighbours, and leaves out what is not known', () => {
  expect(quantile([4, 1, Number.NaN, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([1, 2, 3, 4, 5], 0.9)).toBeCloseTo(4.6, 12);
  expect(quantile([7], 0.9)).toBe(7);
  expect(quantile([], 0.5)).toBeNaN();
});
