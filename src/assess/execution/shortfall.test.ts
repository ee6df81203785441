import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shortfallOf, shortfallParts, type Worked } from './shortfall.js';

/** Ten bought for eight: at 101 when 100 was the price of the decision. */
const worked: Worked = {
  ...{ side: 'Buy', ordered: 10, undone: 2, decisionPrice: 100, arrivalPrice: 100.5, endPrice: 103 },
  trades: [
    { quantity: 5, mark: 101, price: 101.2 },
    { quantity: 3, mark: 102, price: 101.9 },
  ],
  costs: { fee: 4, gas: 0.5, keeper: 0.25, funding: -0.75 },
};

describe('the shortfall of an order', () => {
  test('default: delay, timing, impact, what was paid, and what was missed', () => {
    const { from, parts, total, notional, bps, untold } = shortfallOf(worked);
    expect(from).toBe('decision');
    expect(parts.delay).toBeCloseTo(8 * 0.5, 12);
    expect(parts.timing).toBeCloseTo(5 * 0.5 + 3 * 1.5, 12);
    expect(parts.impact).toBeCloseTo(5 * 0.2 - 3 * 0.1, 12);
    expect(parts).toMatchObject({ fee: 4, gas: 0.5, keeper: 0.25, funding: -0.75, opportunity: 6 });
    expect(total).toBeCloseTo(4 + 7 + 0.7 + 4 + 6, 12);
    expect(notional).toBe(1_000);
    expect(bps).toBeCloseTo(217, 9);
    expect(untold).toEqual([]);
  });

  test('behavior: a sale is worse where the price falls', () => {
    const { parts } = shortfallOf({ ...worked, side: 'Sell' });
    expect(parts.delay).toBeCloseTo(-4, 12);
    expect(parts.opportunity).toBe(-6);
  });

  test('behavior: without a price of the decision it counts from the arrival, and the delay is untold', () => {
    const { from, parts, total, untold, notional } = shortfallOf({ ...worked, decisionPrice: Number.NaN });
    expect(from).toBe('arrival');
    expect(untold).toEqual(['delay']);
    expect(parts.delay).toBeNaN();
    expect(parts.opportunity).toBeCloseTo(2 * 2.5, 12);
    expect(total).toBeCloseTo(7 + 0.7 + 4 + 5, 12);
    expect(notional).toBe(1_005);
  });

  test('behavior: funding that nobody tells is in no figure, and said', () => {
    const { parts, total, untold } = shortfallOf({ ...worked, costs: { ...worked.costs, funding: null } });
    expect(untold).toEqual(['funding']);
    expect(parts.funding).toBeNaN();
    expect(total).toBeCloseTo(22.45, 12);
  });

  test('behavior: what nobody knows leaves the total unknown, never less', () => {
    const unknown: Partial<Worked>[] = [
      { endPrice: Number.NaN },
      { decisionPrice: Number.NaN, arrivalPrice: Number.NaN },
      { trades: [{ quantity: 8, mark: Number.NaN, price: 101 }] },
      { costs: { ...worked.costs, gas: Number.NaN } },
    ];
    for (const change of unknown) expect(shortfallOf({ ...worked, ...change }).total).toBeNaN();
  });

  test('behavior: what is done whole needs no price of its end; what has no trade has no delay', () => {
    expect(shortfallOf({ ...worked, undone: 0, endPrice: Number.NaN }).parts.opportunity).toBe(0);
    const untouched = shortfallOf({ ...worked, trades: [], undone: 10, decisionPrice: Number.NaN });
    expect(untouched).toMatchObject({ from: 'arrival', untold: [], parts: { delay: 0, timing: 0, impact: 0 } });
  });
});

const price = fc.double({ min: 0.01, max: 100_000, noNaN: true });
const size = fc.double({ min: 0.000_1, max: 10_000, noNaN: true });
const cost = fc.double({ min: -1_000, max: 1_000, noNaN: true });
const anyWorked = fc
  .record({
    side: fc.constantFrom('Buy' as const, 'Sell' as const),
    undone: fc.oneof(fc.constant(0), size),
    ...{ decisionPrice: price, arrivalPrice: price, endPrice: price },
    trades: fc.array(fc.record({ quantity: size, mark: price, price }), { maxLength: 12 }),
    costs: fc.record({ fee: cost, gas: cost, keeper: cost, funding: cost }),
  })
  .map((one): Worked => ({ ...one, ordered: one.undone + one.trades.reduce((sum, { quantity }) => sum + quantity, 0) }))
  .filter(({ ordered }) => ordered > 0);

describe('laws', () => {
  test('invariant: the parts are the whole: what the paper portfolio has gained more than the real one', () => {
    fc.assert(
      fc.property(anyWorked, (one) => {
        const { side, ordered, decisionPrice, endPrice, trades, costs } = one;
        const sign = side === 'Buy' ? 1 : -1;
        const paper = sign * ordered * (endPrice - decisionPrice);
        const real = trades.reduce((sum, trade) => sum + sign * trade.quantity * (endPrice - trade.price), 0);
        const paid = costs.fee + costs.gas + costs.keeper + (costs.funding ?? 0);
        const { parts, total } = shortfallOf(one);
        const scale =
          ordered *
          Math.max(endPrice, decisionPrice, one.arrivalPrice, ...trades.map((t) => Math.max(t.mark, t.price)));
        expect(Math.abs(total - (paper - (real - paid)))).toBeLessThanOrEqual(1e-11 * scale + 1e-9);
        expect(shortfallParts.reduce((sum, part) => sum + parts[part], 0)).toBe(total);
      }),
    );
  });

  test('invariant: marks and the arrival only say which part it is', () => {
    fc.assert(
      fc.property(anyWorked, price, price, (one, arrivalPrice, mark) => {
        const other = { ...one, arrivalPrice, trades: one.trades.map((trade) => ({ ...trade, mark })) };
        const scale =
          one.ordered * Math.max(one.arrivalPrice, arrivalPrice, mark, ...one.trades.map((trade) => trade.mark));
        expect(Math.abs(shortfallOf(other).total - shortfallOf(one).total)).toBeLessThanOrEqual(1e-10 * scale + 1e-9);
      }),
    );
  });
});
