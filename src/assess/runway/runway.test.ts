import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Forecast, Jumps } from '../../model/forecast.js';
import type { HeldMargin } from '../../model/holdings.js';
import { unixMillis } from '../../model/units.js';
import { normalCdf } from '../normal.js';
import { bleedHours } from './bleed.js';
import { runwayNow } from './runwayNow.js';
import { runwayOf } from './runwayOf.js';
import { safeRange } from './surplusLine.js';
import { perpMargin } from './testing/perpMargin.js';

const prices = [
  { name: 'BTC', price: 60_000 },
  { name: 'ETH', price: 2_000 },
];
const book = (...margins: HeldMargin[]) => ({ underlyings: prices, margins });

function forecastOf(vols: { BTC: number; ETH: number }, correlation = 0.8, jumps: Jumps | null = null): Forecast {
  return {
    asOf: unixMillis(0),
    underlyings: Object.entries(vols).map(([name, vol]) => ({
      name,
      vol,
      from: 'ewma',
      ewma: vol,
      garch: null,
      jumps,
      history: 400,
    })),
    correlation: [
      [1, correlation],
      [correlation, 1],
    ],
    days: [],
  };
}
const usual = forecastOf({ BTC: 0.6, ETH: 0.8 });
/** Short 10 ETH, liquidated at 2 000 + (1 500 ...) above: the wall is a point of its curve. */
const short = (equity: number, more = {}) => perpMargin(prices, { quantities: { ETH: -10 }, equity, ...more });

test('default: one wall above, in closed form', () => {
  const margin = short(3_000);
  const wall = safeRange({
    at: margin.byPrice[0]?.at ?? [],
    surplus: (margin.byPrice[0]?.equity ?? []).map((e, i) => e - (margin.byPrice[0]?.maintenance[i] ?? 0)),
  });
  // 3 000 - 20 000 (m - 1) = 1 250 m
  const multiple = 23_000 / 21_250;
  expect(wall?.upper).toBeCloseTo(Math.log(multiple), 12);
  const { accounts, portfolio } = runwayNow(book(margin), usual);
  const [account] = accounts;
  const exact = 2 * normalCdf(-Math.log(multiple) / (0.8 * Math.sqrt(1 / 365)));
  expect(account?.touchProbability).toBeCloseTo(exact, 10);
  expect(portfolio.touchProbability).toBeCloseTo(exact, 10);
  expect(account?.walls).toEqual([{ underlying: 'ETH', below: null, above: expect.closeTo(2_000 * multiple, 6) }]);
  // The median of a first passage without drift: (wall / 0.6745 deviations) squared.
  const median = (Math.log(multiple) / 0.6744897501960817 / 0.8) ** 2 * 365 * 24;
  expect((account?.runwayHours ?? 0) / median).toBeCloseTo(1, 2);
  expect(portfolio.runwayHours).toBeCloseTo(account?.runwayHours ?? 0, 6);
  expect(account?.bleedHours).toBe(Number.POSITIVE_INFINITY);
});

test('behavior: carry alone ends it', () => {
  // 1 750 of surplus, 17.5 a day.
  const margin = short(3_000, { carry: -17.5 * 365 });
  expect(bleedHours(margin)).toBeCloseTo(100 * 24, 6);
  const [account] = runwayNow(book(margin), forecastOf({ BTC: 0, ETH: 0 })).accounts;
  expect(account?.runwayHours).toBeCloseTo(100 * 24, 6);
  expect(account?.touchProbability).toBe(0);
  // Within the curve it is read from there.
  expect(bleedHours(short(3_000, { carry: -175 * 365 }))).toBeCloseTo(240, 6);
  // Both together are sooner than either.
  const alone = runwayNow(book(short(3_000)), usual).accounts[0]?.runwayHours ?? 0;
  const both = runwayNow(book(short(3_000, { carry: -175 * 365 })), usual).accounts[0]?.runwayHours ?? 0;
  expect(both).toBeLessThan(Math.min(alone, 240));
});

test('behavior: what is nothing at stake, over already, or not known', () => {
  const nothing = short(3_000, { rate: 0, quantities: {} });
  expect(runwayNow(book(nothing), usual).accounts[0]).toMatchObject({ touchProbability: 0, runwayHours: Infinity });
  const over = short(1_250);
  expect(runwayNow(book(over, nothing), usual)).toMatchObject({
    accounts: [{ touchProbability: 1, runwayHours: 0, bleedHours: 0 }, {}],
    portfolio: { touchProbability: 1, runwayHours: 0 },
  });
  const unknown = short(Number.NaN);
  const told = runwayNow(book(unknown), usual);
  expect(told.accounts[0]).toMatchObject({ touchProbability: Number.NaN, runwayHours: Number.NaN });
  expect(told.portfolio).toEqual({ touchProbability: Number.NaN, runwayHours: Number.NaN });
  // One that is over is certain, whatever is not known of another.
  const other = { ...over, marginAccount: 'over' };
  expect(runwayNow(book(unknown, other), usual).portfolio).toEqual({ touchProbability: 1, runwayHours: 0 });
  expect(runwayOf(book(unknown), usual, { paths: 50 }).accounts[0]?.steady.probability).toBeNaN();
  expect(runwayOf(book(over, nothing), usual, { paths: 50 }).accounts.map((a) => a.steady.probability)).toEqual([1, 0]);
});

test('behavior: without a forecast vols are assumed, and it is said', () => {
  const { gaps, accounts } = runwayNow(book(short(3_000)), null);
  expect(gaps.join()).toContain('ETH');
  expect(accounts[0]?.touchProbability).toBeGreaterThan(
    runwayNow(book(short(3_000)), usual).accounts[0]?.touchProbability ?? 1,
  );
});

const within = (estimate: { probability: number; standardError: number }, exact: number, more = 0): void => {
  expect(Math.abs(estimate.probability - exact)).toBeLessThan(4.5 * estimate.standardError + 1e-4 + more);
};

test('invariant: simulation without jumps agrees with the closed form, for any account of one underlying', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -20, max: 20, noNaN: true }).filter((q) => Math.abs(q) > 0.1),
      fc.double({ min: 1.05, max: 6, noNaN: true }),
      fc.double({ min: -2, max: 0.5, noNaN: true }),
      fc.integer({ min: 1, max: 1_000 }),
      (quantity, health, carryRate, seed) => {
        const equity = health * 0.0625 * Math.abs(quantity) * 2_000;
        const margin = perpMargin(prices, { quantities: { ETH: quantity }, equity, carry: carryRate * equity * 10 });
        const { accounts, portfolio } = runwayOf(book(margin), usual, { seed, paths: 3_000 });
        const [account] = accounts;
        if (!account) throw new Error('an account was put in');
        // A wall that carry moves is a line in one and as it is in the other.
        within(account.steady, account.touchProbability, 2e-3);
        within(portfolio.steady, account.touchProbability, 2e-3);
      },
    ),
    { numRuns: 15 },
  );
});

test('default: squeezed from both sides, a long and a short of one underlying have the nearest walls', () => {
  const long = perpMargin(prices, { marginAccount: 'long', quantities: { ETH: 10 }, equity: 2_000 });
  const both = book(short(2_100), long);
  const { accounts, portfolio } = runwayOf(both, usual, { paths: 6_000 });
  const [one, other] = accounts.map((account) => account.touchProbability);
  expect(portfolio.touchProbability).toBeGreaterThan(Math.max(one ?? 1, other ?? 1));
  expect(portfolio.touchProbability).toBeLessThan((one ?? 0) + (other ?? 0));
  within(portfolio.steady, portfolio.touchProbability);
});

test('default: what a path does between its hourly steps is not missed', () => {
  const margins = book(short(2_000));
  const coarse = runwayOf(margins, usual, { paths: 8_000, horizonHours: 24 });
  const exact = coarse.accounts[0]?.touchProbability ?? 0;
  expect(exact).toBeGreaterThan(0.2);
  if (coarse.accounts[0]) within(coarse.accounts[0].steady, exact);
});

test('behavior: a cross account of several underlyings', () => {
  // One long and one short of as many dollars, hedged as far as they move together.
  const hedged = perpMargin(prices, { quantities: { BTC: 0.5, ETH: -15 }, equity: 7_000 });
  const apart = runwayOf(book(hedged), forecastOf({ BTC: 0.8, ETH: 0.8 }, 0), { paths: 3_000 });
  const together = runwayOf(book(hedged), forecastOf({ BTC: 0.8, ETH: 0.8 }, 0.5), { paths: 3_000 });
  expect(together.accounts[0]?.touchProbability).toBeLessThan((apart.accounts[0]?.touchProbability ?? 0) / 3);
  for (const { accounts } of [apart, together]) {
    const [account] = accounts;
    expect(account?.steady.probability).toBeGreaterThan(0);
    // The closed form takes one way to go for all of them: the same size, not the same digits.
    expect((account?.touchProbability ?? 0) / (account?.steady.probability ?? 1)).toBeGreaterThan(0.7);
    expect((account?.touchProbability ?? 0) / (account?.steady.probability ?? 1)).toBeLessThan(1.4);
  }
});

test('behavior: accounts of different underlyings: at least the likeliest, at most all added up', () => {
  const btc = perpMargin(prices, { marginAccount: 'btc', quantities: { BTC: 0.4 }, equity: 2_300 });
  const { accounts, portfolio } = runwayOf(book(short(2_000), btc), usual, { paths: 4_000 });
  const marginals = accounts.map(({ touchProbability }) => touchProbability);
  expect(portfolio.touchProbability).toBeCloseTo(
    Math.min(
      1,
      marginals.reduce((sum, p) => sum + p, 0),
    ),
    9,
  );
  expect(portfolio.steady.probability).toBeGreaterThan(Math.max(...marginals) - 4 * portfolio.steady.standardError);
  expect(portfolio.steady.probability).toBeLessThan(portfolio.touchProbability + 4 * portfolio.steady.standardError);
});

test('behavior: jumps reach walls that steady moves hardly do', () => {
  const jumps = { perYear: 40, mean: 0, deviation: 0.08 };
  const far = short(6_500);
  const { accounts } = runwayOf(book(far), forecastOf({ BTC: 0.6, ETH: 0.8 }, 0.8, jumps), { paths: 20_000 });
  const [account] = accounts;
  expect(account?.withJumps?.probability).toBeGreaterThan(2 * (account?.touchProbability ?? 1));
  expect(runwayOf(book(far), usual, { paths: 100 }).accounts[0]?.withJumps).toBeNull();
});

test('invariant: the same seed, the same bits; another, within the error', () => {
  const margins = book(short(2_000));
  const run = (seed: number) => runwayOf(margins, usual, { seed, paths: 2_000 });
  expect(run(7)).toEqual(run(7));
  const [a, b] = [run(7).portfolio.steady, run(8).portfolio.steady];
  expect(a).not.toEqual(b);
  expect(Math.abs(a.probability - b.probability)).toBeLessThan(5 * (a.standardError + b.standardError));
});

test('invariant: more equity, less vol or less time never makes it likelier', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1_300, max: 8_000, noNaN: true }),
      fc.double({ min: 1.01, max: 2, noNaN: true }),
      fc.double({ min: -20_000, max: 5_000, noNaN: true }),
      (equity, factor, carry) => {
        const touch = (more: { equity?: number; vol?: number; hours?: number }) =>
          runwayNow(
            book(short(more.equity ?? equity, { carry })),
            forecastOf({ BTC: 0.6, ETH: more.vol ?? 0.8 }),
            more.hours ?? 24,
          ).accounts[0];
        const [base, richer, wilder, longer] = [
          touch({}),
          touch({ equity: equity * factor }),
          touch({ vol: 0.8 * factor }),
          touch({ hours: 24 * factor }),
        ];
        expect(richer?.touchProbability).toBeLessThanOrEqual((base?.touchProbability ?? 0) + 1e-9);
        expect(wilder?.touchProbability).toBeGreaterThanOrEqual((base?.touchProbability ?? 1) - 1e-9);
        expect(longer?.touchProbability).toBeGreaterThanOrEqual((base?.touchProbability ?? 1) - 1e-3);
        expect(richer?.runwayHours).toBeGreaterThanOrEqual((base?.runwayHours ?? 0) * 0.998);
        expect(base?.runwayHours).toBeLessThanOrEqual(base?.bleedHours ?? 0);
      },
    ),
  );
});
