import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDice } from './dice.js';
import { fitGarch } from './garch.js';
import { garchReturns } from './testing/simulated.js';

const truth = { omega: 4e-5, alpha: 0.1, beta: 0.86 };

test('default: it recovers the parameters that a long history was made with', () => {
  const fit = fitGarch(garchReturns(8_000, truth, 11));
  expect(Math.abs((fit?.alpha ?? 0) - truth.alpha)).toBeLessThan(0.02);
  expect(Math.abs((fit?.beta ?? 0) - truth.beta)).toBeLessThan(0.03);
  const longRun = (rule: typeof truth | null): number =>
    Math.sqrt((rule?.omega ?? 0) / (1 - (rule?.alpha ?? 0) - (rule?.beta ?? 0)));
  expect(Math.abs(longRun(fit) / longRun(truth) - 1)).toBeLessThan(0.1);
});

test('behavior: no rule near the one it found is likelier', () => {
  const returns = garchReturns(1_000, truth, 3);
  const fit = fitGarch(returns);
  if (!fit) throw new Error('it did not fit');
  const level = returns.reduce((sum, value) => sum + value * value, 0) / returns.length;
  const likelihood = (rule: typeof truth): number => {
    let variance = level;
    return returns.reduce((sum, value) => {
      const density = -0.5 * (Math.log(2 * Math.PI * variance) + (value * value) / variance);
      variance = rule.omega + rule.alpha * value * value + rule.beta * variance;
      return sum + density;
    }, 0);
  };
  expect(fit.likelihood).toBeCloseTo(likelihood(fit), 6);
  for (const key of ['omega', 'alpha', 'beta'] as const) {
    for (const factor of [0.98, 1.02])
      expect(likelihood({ ...fit, [key]: fit[key] * factor })).toBeLessThan(fit.likelihood + 1e-6);
  }
});

test('behavior: its vol is the one foretold for the day to come', () => {
  const calm = garchReturns(800, truth, 4);
  const shaken = fitGarch([...calm, 0.25]);
  expect(shaken?.vol).toBeGreaterThan((fitGarch(calm)?.vol ?? 0) * 1.5);
});

test('behavior: a constant vol is no GARCH', () => {
  const dice = createDice(2);
  expect(fitGarch(Array.from({ length: 1_000 }, () => 0.03 * dice.normal()))).toBeNull();
});

test('args: a year of days at the least, and moves in them', () => {
  expect(fitGarch(garchReturns(364, truth, 1))).toBeNull();
  expect(fitGarch(new Array<number>(1_000).fill(0))).toBeNull();
});

test('invariant: whatever it finds is positive and stationary, and the same each time', () => {
  const history = fc.tuple(
    fc.integer(),
    fc.double({ min: 0.001, max: 0.3, noNaN: true }),
    fc.double({ min: 0.1, max: 0.99, noNaN: true }),
  );
  fc.assert(
    fc.property(history, ([seed, alpha, sum]) => {
      const beta = Math.max(0, sum - alpha);
      const returns = garchReturns(
        400,
        { omega: 1e-4, alpha: Math.min(alpha, sum), beta },
        seed,
        (dice) => dice.normal() / Math.sqrt(dice.chiSquare(4) / 2),
      );
      const fit = fitGarch(returns);
      if (fit === null) return;
      expect(fit.omega).toBeGreaterThan(0);
      expect(fit.alpha).toBeGreaterThanOrEqual(0);
      expect(fit.beta).toBeGreaterThanOrEqual(0);
      expect(fit.alpha + fit.beta).toBeLessThan(1);
      expect(fit.vol).toBeGreaterThan(0);
      expect(fitGarch(returns)).toEqual(fit);
    }),
    { numRuns: 25 },
  );
});
