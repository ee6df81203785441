import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDice } from '../history/dice.js';
import { exceedanceTests } from './exceedanceTests.js';

/** So many days with so many exceedances, the first `together` of which each follow one another. */
function daysWith(days: number, exceedances: number, together = 0): boolean[] {
  const out = new Array<boolean>(days).fill(false);
  const alone = exceedances - together;
  // Starts of runs, each far enough from the next that runs do not touch.
  const starts = Array.from({ length: alone }, (_, i) => 1 + Math.floor(((days - 2) * i) / alone));
  for (const start of starts) out[start] = true;
  const first = starts[0] ?? 1;
  for (let i = 1; i <= together; i++) out[first + i] = true;
  return out;
}

/** Chi-square with 1 degree of freedom: beyond it one time in twenty. */
const cutoff = 3.841;

test('default: the regions of Kupiec (1995, table 3): what is not rejected at 5 %', () => {
  const regions: [days: number, level: number, above: number, below: number][] = [
    [255, 0.99, -1, 7],
    [255, 0.95, 6, 21],
    [510, 0.99, 1, 11],
    [510, 0.95, 16, 36],
    [1000, 0.99, 4, 17],
    [1000, 0.975, 15, 36],
    [1000, 0.95, 37, 65],
  ];
  for (const [days, level, above, below] of regions) {
    const statistic = (count: number): number => exceedanceTests(daysWith(days, count), level).kupiec.statistic;
    for (const count of [above + 1, below - 1]) if (count > 0) expect(statistic(count)).toBeLessThan(cutoff);
    for (const count of [above, below]) if (count >= 0) expect(statistic(count)).toBeGreaterThan(cutoff);
  }
});

test('behavior: the examples of Jorion, Value at Risk (3rd edition, chapter 6)', () => {
  // A bank: 20 exceptions of 252 days at 95 %, 6 of which follow another.
  const bank = exceedanceTests(daysWith(253, 20, 6), 0.95);
  expect(bank.independence.statistic).toBeCloseTo(9.53, 1);
  expect(exceedanceTests(daysWith(252, 20), 0.95).kupiec.statistic).toBeCloseTo(3.91, 2);
  // Question 10: 6 of 252 at 99 %.
  expect(exceedanceTests(daysWith(252, 6), 0.99).kupiec.statistic).toBeCloseTo(3.498, 2);
});

test('behavior: exceedances in a row speak against independence and not against their number', () => {
  const days = 1_000;
  const apart = exceedanceTests(daysWith(days, 50), 0.95);
  const bunched = exceedanceTests(daysWith(days, 50, 30), 0.95);
  expect(bunched.kupiec).toEqual(apart.kupiec);
  expect(apart.kupiec).toEqual({ statistic: expect.closeTo(0, 10), p: expect.closeTo(1, 5) });
  expect(bunched.independence.p).toBeLessThan(1e-6);
  expect(apart.independence.p).toBeGreaterThan(0.01);
  expect(bunched.coverage.statistic).toBeCloseTo(bunched.kupiec.statistic + bunched.independence.statistic, 12);
});

test('args: without a day nothing is known; never and always are known', () => {
  expect(exceedanceTests([], 0.99).kupiec.p).toBeNaN();
  const never = exceedanceTests(daysWith(500, 0), 0.99);
  expect(never.kupiec.statistic).toBeCloseTo(-2 * 500 * Math.log(0.99), 9);
  expect(never.independence).toEqual({ statistic: 0, p: 1 });
  expect(exceedanceTests(new Array<boolean>(100).fill(true), 0.95).coverage.p).toBeLessThan(1e-12);
});

test('invariant: p is in [0, 1], the statistics are never negative', () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { minLength: 2, maxLength: 200 }),
      fc.double({ min: 0.5, max: 0.999, noNaN: true }),
      (days, level) => {
        const { kupiec, independence, coverage } = exceedanceTests(days, level);
        for (const { statistic, p } of [kupiec, independence, coverage]) {
          expect(statistic).toBeGreaterThanOrEqual(0);
          expect(p).toBeGreaterThanOrEqual(0);
          expect(p).toBeLessThanOrEqual(1);
        }
      },
    ),
  );
});

test('invariant: a right model is called wrong about as often as it says', () => {
  const dice = createDice(12);
  const trials = Array.from({ length: 600 }, () =>
    exceedanceTests(
      Array.from({ length: 1_500 }, () => dice.uniform() < 0.05),
      0.95,
    ),
  );
  for (const test of ['kupiec', 'independence', 'coverage'] as const) {
    const share = (below: number): number => trials.filter((trial) => trial[test].p < below).length / trials.length;
    expect(Math.abs(share(0.05) - 0.05)).toBeLessThan(0.035);
    expect(Math.abs(share(0.5) - 0.5)).toBeLessThan(0.08);
  }
});
