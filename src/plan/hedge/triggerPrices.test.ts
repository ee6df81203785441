import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createJavascriptKernel } from '../../assess/pricing/javascriptKernel.js';
import { compileHoldings } from '../../assess/revalue/compileHoldings.js';
import { revalue } from '../../assess/revalue/revalue.js';
import { seededBook, seededDraw } from '../../assess/revalue/testing/seededBook.js';
import type { Holdings } from '../../model/holdings.js';
import { milliseconds, unixMillis } from '../../model/units.js';
import { bandInputsOf } from './bandInputsOf.js';
import { deltaCurve } from './deltaCurve.js';
import { judgeBand } from './judgeBand.js';
import { type BandRule, holding, option, rule, straddle, terms } from './testing/straddle.js';
import { triggerPrices } from './triggerPrices.js';

const kernel = createJavascriptKernel();
const deltaAt = (holdings: Holdings, price: number, of = 'ETH') =>
  deltaCurve(holdings, of, [price], kernel)[0]?.delta ?? Number.NaN;
const triggers = (change: Partial<BandRule>, holdings = straddle, delta = deltaAt(holdings, 2_000)) =>
  triggerPrices({ rule: rule(change), holdings, delta, terms, kernel });

/** The book with the price moved there, judged as the loop would. */
function judgedAt(price: number, change: Partial<BandRule>, holdings: Holdings, apart = 0) {
  const now = holdings.underlyings.find(({ name }) => name === 'ETH')?.price ?? Number.NaN;
  const there: Holdings = {
    ...holdings,
    underlyings: holdings.underlyings.map((held) => (held.name === 'ETH' ? { ...held, price } : held)),
    options: holdings.options.map((held) => ({ ...held, spot: (held.spot * price) / now })),
  };
  return judgeBand({
    ...{ rule: rule(change), delta: deltaAt(there, price) + apart, inputs: bandInputsOf(there, 'ETH', terms, kernel) },
    ...{ lastAt: null, now: unixMillis(0) },
  });
}

test('default: the rule acts just beyond, and not just before', () => {
  const all: Partial<BandRule>[] = [
    { band: { kind: 'fixed', width: 1 } },
    { band: { kind: 'fixed', width: 1 }, hysteresis: 0.3, to: -0.4 },
    { band: { kind: 'gamma', move: 0.03 } },
    { band: { kind: 'whalley-wilmott', riskAversion: 1e-3 } },
    { band: { kind: 'zakamouline', riskAversion: 1e-3 }, hysteresis: 0.1 },
  ];
  for (const change of all) {
    const { below, above } = triggers(change);
    expect(below).toBeGreaterThan(1_700);
    expect(above).toBeLessThan(2_300);
    for (const [price, out] of [
      [below ?? 0, -1],
      [above ?? 0, 1],
    ] as const) {
      expect(judgedAt(price * (1 + out * 1e-7), change, straddle).outside).toBe(true);
      expect(judgedAt(price * (1 - out * 1e-7), change, straddle).outside).toBe(false);
    }
  }
});

test('behavior: a hedge moves them, and what is in flight counts', () => {
  const start = deltaAt(straddle, 2_000);
  const hedged = holding(straddle.options, {
    linear: [
      {
        ...{ position: 'venue ETH', venue: 'venue', underlying: 'ETH', marginAccount: null, quantity: 0.5 },
        ...{ kind: 'perpetual', carry: 0 },
      },
    ],
  });
  const change = { band: { kind: 'fixed', width: 2 } } as const;
  const there = triggers(change, hedged);
  expect(there).toEqual(triggers(change, straddle, start + 0.5));
  expect(there.above).toBeGreaterThan(triggers(change).above ?? 0);
});

test('behavior: null where there is none', () => {
  expect(triggers({ band: { kind: 'fixed', width: 25 } })).toEqual({ below: null, above: null });
  expect(triggers({ band: { kind: 'fixed', width: 1 } }, straddle, 4)).toEqual({ below: null, above: null });
  expect(triggers({ band: { kind: 'condition' } })).toEqual({ below: null, above: null });
  expect(triggers({ band: { kind: 'every', interval: milliseconds(1) } })).toEqual({ below: null, above: null });
  // A long call gains delta above only.
  const call = holding([option({ quantity: 10, strike: 3_500 })]);
  const { below, above } = triggers({ band: { kind: 'fixed', width: 1 } }, call);
  expect(below).toBeNull();
  expect(above).toBeGreaterThan(2_000);
});

test('behavior: near an expiry the strike is looked at, however narrow what happens there is', () => {
  // Between 2003 and 2009 this has delta 10, and nothing elsewhere.
  const [at] = [straddle.at];
  const soon = { expiry: (at + 60) as typeof at, quantity: 10 };
  const spread = holding([
    option({ ...soon, strike: 2_003 }),
    option({ ...soon, position: 'b', strike: 2_009, quantity: -10 }),
  ]);
  const { above, below } = triggers({ band: { kind: 'fixed', width: 1 } }, spread);
  expect(above).toBeGreaterThan(2_000);
  expect(above).toBeLessThan(2_003);
  expect(below).toBeNull();
});

test('behavior: a range of liquidity turns into its underlying below', () => {
  const range = holding([], {
    liquidity: [
      {
        ...{ position: 'pool #1', venue: 'pool', underlying: 'ETH', marginAccount: null, quantity: 5_000 },
        ...{ lower: 1_600, upper: 2_400, carry: 0 },
      },
    ],
  });
  const now = deltaAt(range, 2_000);
  const { below, above } = triggers({ band: { kind: 'fixed', width: 2 }, to: now }, range);
  // L (1/√p - 1/√p₀) = 2, solved by hand.
  expect(below).toBeCloseTo((2 / 5_000 + 1 / Math.sqrt(2_000)) ** -2, 4);
  expect(above).toBeCloseTo((-2 / 5_000 + 1 / Math.sqrt(2_000)) ** -2, 4);
});

test('invariant: nothing between the price now and a trigger is outside', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0.1, max: 5, noNaN: true }), (seed, width) => {
      const book = seededBook(seededDraw(seed), { options: 30, linear: 0, days: [7, 28, 90] });
      const price = book.underlyings.find(({ name }) => name === 'ETH')?.price ?? Number.NaN;
      const change = { band: { kind: 'fixed', width } } as const;
      const start = deltaAt(book, price);
      const { below, above } = triggerPrices({ rule: rule(change), holdings: book, delta: 0, terms, kernel });
      const [from, to] = [below ?? price * 0.5, above ?? price * 1.5];
      for (let share = 0.005; share < 1; share += 0.045) {
        expect(Math.abs(deltaAt(book, from + (to - from) * share) - start)).toBeLessThanOrEqual(width * (1 + 1e-9));
      }
      if (above !== null) expect(Math.abs(deltaAt(book, above) - start)).toBeGreaterThanOrEqual(width * (1 - 1e-6));
    }),
    { numRuns: 40 },
  );
});

test('invariant: the delta at other prices is the slope of the revaluation, along the smile too', () => {
  const book = seededBook(seededDraw(7), { options: 40, linear: 10 });
  const smiling: Holdings = {
    ...book,
    options: book.options.map((held, i) => ({ ...held, volPerLogSpot: (i % 3) * -0.05 })),
  };
  const index = smiling.underlyings.findIndex(({ name }) => name === 'ETH');
  const price = smiling.underlyings[index]?.price ?? Number.NaN;
  const compiled = compileHoldings(smiling, kernel);
  for (const move of [-0.3, -0.05, 0, 0.04, 0.25]) {
    const step = 1e-4;
    const moves = Float64Array.of(move - step, move + step);
    const still = new Float64Array(2);
    const [low = 0, high = 0] = revalue(compiled, {
      count: 2,
      spot: smiling.underlyings.map((_, u) => (u === index ? moves : still)),
      vol: smiling.underlyings.map(() => Float64Array.of(1, 1)),
      years: still,
    });
    const there = price * Math.exp(move);
    expect(deltaAt(smiling, there)).toBeCloseTo((high - low) / (2 * there * Math.sinh(step)), 2);
  }
});
