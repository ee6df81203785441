import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StandingLimits } from '../model/limits.js';
import type { Side, TradeTerms } from '../model/order.js';
import { toFloat } from '../model/units.js';
import { toyPerp } from '../plan/testing/toyPerp.js';
import { VenueRefusal } from '../venues/venue.js';
import { checkAction } from './checkAction.js';
import { depthOf } from './checks/marketShare.js';
import { actionOf, addUsdc, at, comfortable, contextOf, sell } from './testing/violations.js';

type Context = Parameters<typeof checkAction>[0];

/** The price is `impact` basis points worse for each ETH: 1 % for 100 / impact of them. */
const world = (terms: TradeTerms, impactPerUnit: number, limits: StandingLimits = {}): Context =>
  contextOf(actionOf(terms), { ...comfortable, impactPerUnit }, { levels: [{ level: 'account', limits }] });
const opening = (quantity: number, side: Side = 'Sell'): TradeTerms => ({ ...sell(quantity), reduceOnly: false, side });
const depth = (impact: number, terms = opening(1)) => depthOf(world(terms, impact), terms);
const limits = { depth: at(0.2, 0.1) };
const judged = (context: Context) => {
  const { action, checks } = checkAction(context);
  const { verdict, value, level } = checks.find(({ code }) => code === 'DEPTH_SHARE') ?? {};
  const terms = action?.terms;
  return { verdict, value, level, left: terms?.kind === 'trade' ? toFloat(terms.quantity) : 0 };
};

test('default: the depth is what makes the price 1 % worse; an order of more than its share is asked about, then cut', () => {
  expect(depth(10)).toBeCloseTo(10, 5);
  expect(judged(world(opening(0.5), 10, limits))).toMatchObject({
    verdict: 'pass',
    value: expect.closeTo(0.05, 6),
    left: 0.5,
  });
  expect(judged(world(opening(1.5), 10, limits))).toMatchObject({ verdict: 'review', level: 'account', left: 1.5 });
  const cut = judged(world(opening(3), 10, limits));
  // What is left of it is still more than goes without being asked about.
  expect(cut).toMatchObject({ verdict: 'review', left: expect.closeTo(2, 4) });
  expect(cut.left).toBeLessThanOrEqual(2);
});

test('behavior: each side has a depth of its own; without a limit, or where nothing moves the price, nothing is too much', () => {
  for (const side of ['Buy', 'Sell'] as const) expect(depth(25, opening(1, side))).toBeCloseTo(4, 5);
  expect(depth(0)).toBe(Number.POSITIVE_INFINITY);
  expect(judged(world(opening(3), 0, limits))).toMatchObject({ verdict: 'pass', value: 0 });
  expect(judged(world(opening(3), 10))).toMatchObject({ verdict: 'pass', value: undefined });
  expect(judged(world(addUsdc(10) as never, 10, limits)).verdict).toBe('pass');
});

test('behavior: what a venue refuses is beyond its depth, and where nothing can be traded an order of any size is too large', () => {
  const venue = toyPerp('toy');
  const shallow: Context['venue'] = {
    ...venue,
    estimate(reading, terms) {
      if (terms.kind === 'trade' && toFloat(terms.quantity) > 2) throw new VenueRefusal('no more than 2 at once');
      return venue.estimate(reading, terms);
    },
  };
  expect(depthOf({ ...world(opening(1), 10), venue: shallow }, opening(1))).toBeCloseTo(2, 5);
  const terms = { ...opening(1), instrument: 'toy BTC' };
  expect(depthOf(world(terms, 10), terms)).toBe(Number.NaN);
  // One ETH moves it by more than all.
  expect(depth(1e9)).toBe(0);
});

test('invariant: what is left of an order never has more than its share of the depth', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 200, noNaN: true }),
      fc.double({ min: 0.1, max: 3, noNaN: true }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (impact, quantity, share) => {
        const context = world(opening(quantity), impact, { depth: at(share) });
        const { left } = judged(context);
        expect(left).toBeLessThanOrEqual(share * depth(impact) * (1 + 1e-9));
      },
    ),
    { numRuns: 50 },
  );
});
