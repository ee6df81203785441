import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeldLinear, Holdings } from '../../model/holdings.js';
import { DAY } from '../../model/time.js';
import { unixSeconds } from '../../model/units.js';
import { forecastOf } from '../history/forecastOf.js';
import { firstMidnight, garchReturns, pricesOf } from '../history/testing/simulated.js';
import { chooseKernel } from '../pricing/chooseKernel.js';
import { compileHoldings } from '../revalue/compileHoldings.js';
import { revalue } from '../revalue/revalue.js';
import { tailOf } from '../revalue/tailOf.js';
import { seededBook, seededDraw } from '../revalue/testing/seededBook.js';
import { defaultVarSettings, scenariosOf } from './methods.js';
import { type ValueAtRisk, type ValueAtRiskOptions, valueAtRisk } from './valueAtRisk.js';

const rule = { omega: 4e-5, alpha: 0.1, beta: 0.86 };
const names = ['BTC', 'ETH', 'SOL'];
const forecast = forecastOf(
  names.map((name, i) => pricesOf(name, garchReturns(600, rule, i + 1))),
  { vols: {} },
  names,
);
const kernel = chooseKernel();
const asked: ValueAtRiskOptions = { count: 1_000 };
const report = (holdings: Holdings, options = asked, of: typeof forecast | null = forecast): ValueAtRisk =>
  valueAtRisk(compileHoldings(holdings, kernel), holdings, of, options);
const at = unixSeconds((firstMidnight + 600 * DAY) / 1000);
const perpetual = (underlying: string, quantity: number): HeldLinear => ({
  kind: 'perpetual',
  position: `venue ${underlying}`,
  venue: 'venue',
  underlying,
  marginAccount: null,
  quantity,
  carry: 0,
});
const book = (...linear: HeldLinear[]): Holdings => ({
  at,
  underlyings: names.map((name) => ({ name, price: 100 })),
  options: [],
  linear,
  liquidity: [],
  margins: [],
  unpriced: [],
});

test('default: of one perpetual, what its worst days make of it', () => {
  const { methods, levels, gaps } = report(book(perpetual('ETH', 10)));
  expect(methods.map(({ method }) => method)).toEqual(['historical', 'filtered-historical', 'monte-carlo']);
  const falls = forecast.days.map(({ returns }) => -1_000 * Math.expm1(returns[1] ?? 0)).sort((a, b) => b - a);
  // Of 500 days at 99 %: the sixth worst, and the mean of the worst five.
  expect(methods[0]?.tails[2]?.valueAtRisk).toBeCloseTo(falls[5] ?? 0, 9);
  expect(methods[0]?.tails[2]?.expectedShortfall).toBeCloseTo(
    falls.slice(0, 5).reduce((sum, fall) => sum + fall / 5, 0),
    9,
  );
  expect(levels).toEqual([0.95, 0.975, 0.99]);
  expect(gaps).toEqual([]);
});

test('behavior: contributions add up to the shortfall, and what is not held has none', () => {
  const held = seededBook(seededDraw(3), { options: 60, linear: 30 });
  for (const { tails, contributions } of report(held).methods) {
    const sum = contributions.reduce((total, { expectedShortfall }) => total + expectedShortfall, 0);
    expect(sum).toBeCloseTo(tails[1]?.expectedShortfall ?? Number.NaN, 6);
  }
  for (const { contributions } of report(book(perpetual('ETH', 1))).methods) {
    expect(contributions[0]?.expectedShortfall).toBeCloseTo(0, 12);
    expect(contributions[1]?.expectedShortfall).toBeGreaterThan(0);
  }
});

test('behavior: it is what full revaluation of every scenario says', () => {
  const held = seededBook(seededDraw(5), { options: 40, linear: 10 });
  const { methods, levels } = report(held);
  for (const { method, tails } of methods) {
    const scenarios = scenariosOf(method, forecast, held, { ...defaultVarSettings, ...asked });
    const full = tailOf(revalue(compileHoldings(held, kernel), scenarios), levels);
    for (const [i, tail] of tails.entries()) {
      expect(tail.valueAtRisk).toBeCloseTo(full[i]?.valueAtRisk ?? Number.NaN, 6);
      expect(tail.expectedShortfall).toBeCloseTo(full[i]?.expectedShortfall ?? Number.NaN, 6);
    }
  }
});

test('behavior: a hedge takes its position out of the figures', () => {
  const { methods } = report(book(perpetual('ETH', 10), perpetual('ETH', -10)));
  for (const { tails } of methods) for (const tail of tails) expect(tail.expectedShortfall).toBeCloseTo(0, 9);
});

test('behavior: without a history past days say nothing, and that is told', () => {
  const { methods, gaps, underlyings, forecastOf: newest } = report(book(perpetual('ETH', 10)), asked, null);
  const [historical, filtered, simulated] = methods;
  for (const none of [historical, filtered]) {
    expect(none?.scenarios).toBe(0);
    expect(
      none?.tails.every(({ valueAtRisk: value, expectedShortfall }) => Number.isNaN(value + expectedShortfall)),
    ).toBe(true);
    expect(none?.contributions.every(({ expectedShortfall }) => Number.isNaN(expectedShortfall))).toBe(true);
  }
  expect(simulated?.tails[0]?.valueAtRisk).toBeGreaterThan(0);
  expect(gaps.join()).toMatch(/ETH: too short a price history.*90 % \(assumed\)/);
  expect(gaps.join()).toMatch(/nothing to draw from/);
  expect(underlyings[1]).toEqual({ name: 'ETH', vol: 0.9, from: 'assumed', days: 0 });
  expect(newest).toBeNull();
});

test('behavior: what cannot be valued and prices of long ago are told', () => {
  const late = { ...book(), at: unixSeconds(at + 5 * 86_400), unpriced: [{ position: 'venue #1', reason: 'no vol' }] };
  expect(report(late).gaps).toEqual([
    'BTC: the newest price of its history is 5 days old',
    'ETH: the newest price of its history is 5 days old',
    'SOL: the newest price of its history is 5 days old',
    'venue #1 is in no figure: no vol',
  ]);
});

test('args: a level is between 0 and 1', () => {
  expect(() => report(book(perpetual('ETH', 1)), { levels: [1] })).toThrow(RangeError);
});

test('invariant: the shortfall is never below the value at risk, both grow with the level, and the seed decides the bits', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 30 }), (seed, options) => {
      const held = seededBook(seededDraw(seed), { options, linear: 5 });
      const settings = { count: 300, seed };
      const found = report(held, settings);
      expect(report(held, settings)).toEqual(found);
      for (const { tails } of found.methods) {
        for (const [i, { valueAtRisk: value, expectedShortfall }] of tails.entries()) {
          expect(expectedShortfall).toBeGreaterThanOrEqual(value);
          expect(value).toBeGreaterThanOrEqual(tails[i - 1]?.valueAtRisk ?? Number.NEGATIVE_INFINITY);
        }
      }
    }),
    { numRuns: 15 },
  );
});
