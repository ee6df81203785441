import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CostEstimate, sumCosts } from '../../model/cost.js';
import type { Fill } from '../../model/order.js';
import { fromFloat, toFloat, tokenAmount, wei } from '../../model/units.js';
import { actualCost, type Happened } from './actualCost.js';
import { accuracyOf, compareCosts } from './compareCosts.js';

const basis = { mark: 2_000, gasToken: 3_000 };
const traded = (side: 'Buy' | 'Sell', quantity: number, price: number, fee: number): Fill => ({
  ...{ kind: 'trade', instrument: 'toy ETH', underlying: 'ETH', side },
  quantity: fromFloat(quantity, 'down'),
  price: fromFloat(price, 'down'),
  fee: fromFloat(fee, 'down'),
});
const deposit: Fill = {
  ...{ kind: 'addCollateral', marginAccount: 'toy cross', token: 'USDC', decimals: 6 },
  amount: tokenAmount(1n),
};
const nothing: Happened = { fills: [], attempts: [], venueOrders: [] };
const mined = (gasCost: bigint) => ({ state: 'Final', gasCost: wei(gasCost) }) as const;

describe('what an order has cost', () => {
  test('default: fills against the mark of the decision, and gas and keepers at its gas token', () => {
    const happened: Happened = {
      fills: [traded('Sell', 2, 1_998, 3), traded('Sell', 1, 1_997, 1.5)],
      attempts: [
        mined(10n ** 15n),
        { state: 'Reverted', gasCost: wei(10n ** 14n) },
        { state: 'Dropped', gasCost: null },
      ],
      venueOrders: [{ status: 'Filled', keeperPaid: wei(2n * 10n ** 14n) }],
    };
    const cost = actualCost(happened, basis);
    expect(cost).toMatchObject({ fee: 4.5, impact: 7, carry: Number.NaN });
    expect(cost.gas).toBeCloseTo(3.3, 12);
    expect(cost.keeper).toBeCloseTo(0.6, 12);
    expect(cost.total).toBeCloseTo(15.4, 12);
  });

  test('behavior: a better price is a gain, on either side', () => {
    expect(actualCost({ ...nothing, fills: [traded('Buy', 2, 1_990, 0)] }, basis).impact).toBe(-20);
    expect(actualCost({ ...nothing, fills: [traded('Sell', 2, 2_010, 0)] }, basis).impact).toBe(-20);
  });

  test('behavior: collateral moves for its gas alone', () => {
    const cost = actualCost({ ...nothing, fills: [deposit], attempts: [mined(10n ** 15n)] }, { ...basis, mark: null });
    expect(cost).toMatchObject({ fee: 0, impact: 0, gas: 3, keeper: 0, total: 3 });
  });

  test('behavior: what nobody can tell leaves the total unknown', () => {
    const fills = [traded('Sell', 1, 2_000, 1)];
    const unknown: [Partial<Happened>, Partial<typeof basis> | { mark: null }][] = [
      [{ fills }, { mark: null }],
      [{ attempts: [mined(1n)] }, { gasToken: Number.NaN }],
      [{ attempts: [{ state: 'Mined', gasCost: null }] }, {}],
      [{ attempts: [{ state: 'Unknown', gasCost: null }] }, {}],
      [{ venueOrders: [{ status: 'New', keeperPaid: wei(0n) }] }, {}],
    ];
    for (const [happened, change] of unknown) {
      expect(actualCost({ ...nothing, ...happened }, { ...basis, ...change }).total).toBeNaN();
    }
  });

  test('invariant: a fill in parts costs what it costs at once', () => {
    const size = fc.double({ min: 0.001, max: 1_000, noNaN: true });
    fc.assert(
      fc.property(size, size, fc.double({ min: 1_000, max: 3_000, noNaN: true }), (first, second, price) => {
        const parts = [traded('Buy', first, price, 1), traded('Buy', second, price, 2)];
        const whole = toFloat(fromFloat(first, 'down')) + toFloat(fromFloat(second, 'down'));
        const apart = actualCost({ ...nothing, fills: parts }, basis);
        const once = actualCost({ ...nothing, fills: [traded('Buy', whole, price, 3)] }, basis);
        expect(Math.abs(apart.total - once.total)).toBeLessThan(1e-6);
      }),
    );
  });
});

describe('beside what was foretold', () => {
  const noCost = sumCosts([]);
  const foretold: CostEstimate = { ...noCost, fee: 4, impact: 5, carry: 100, gas: 1, total: 110, slippage: 50 };
  const was = (total: number) => ({ fee: total, impact: 0, carry: Number.NaN, gas: 0, keeper: 0, total });

  test('default: the error in USD and as a share, without carry and without what might have been lost', () => {
    expect(compareCosts(foretold, was(12))).toEqual({ predicted: 10, actual: 12, error: 2, share: 0.2 });
    expect(compareCosts({ ...foretold, fee: -16 }, was(-9))).toMatchObject({ predicted: -10, error: 1, share: 0.1 });
  });

  test('behavior: nothing foretold has no share', () => {
    expect(compareCosts(noCost, was(1))).toEqual({ predicted: 0, actual: 1, error: 1, share: Number.NaN });
  });

  test('default: errors that cancel leave the mean absolute one', () => {
    const comparisons = [compareCosts(foretold, was(12)), compareCosts(foretold, was(8))];
    expect(accuracyOf(comparisons)).toEqual({ count: 2, meanError: 0, meanAbsoluteError: 2, bias: 0 });
    expect(accuracyOf([...comparisons, compareCosts(foretold, was(13))])).toEqual({
      ...{ count: 3, meanError: 1 },
      meanAbsoluteError: 7 / 3,
      bias: 0.1,
    });
  });

  test('behavior: what is not known on either side does not count', () => {
    const unknown = [compareCosts(foretold, was(Number.NaN)), compareCosts({ ...foretold, gas: Number.NaN }, was(3))];
    expect(accuracyOf(unknown)).toMatchObject({ count: 0, meanError: Number.NaN, bias: Number.NaN });
    expect(accuracyOf([...unknown, compareCosts(foretold, was(11))])).toMatchObject({ count: 1, meanError: 1 });
  });
});
