import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDice } from './dice.js';
import { ewmaDecay, ewmaRule } from './ewma.js';
import { foretoldVariances, meanSquare, varianceSince } from './variance.js';

test('default: the EWMA is the weighted mean of the squares before it', () => {
  const dice = createDice(1);
  const returns = Array.from({ length: 60 }, dice.normal);
  const variances = foretoldVariances(returns, ewmaRule);
  let expected = ewmaDecay ** 30 * meanSquare(returns.slice(0, 30));
  for (let back = 1; back <= 30; back++)
    expected += (1 - ewmaDecay) * ewmaDecay ** (back - 1) * (returns[60 - back] ?? 0) ** 2;
  expect(variances).toHaveLength(61);
  expect(variances[60]).toBeCloseTo(expected, 12);
  expect(variances.slice(0, 30).every(Number.isNaN)).toBe(true);
});

test('behavior: a day is foretold from the days before it alone', () => {
  const returns = Array.from({ length: 50 }, () => 0.01);
  const shocked = returns.map((value, day) => (day === 40 ? 0.5 : value));
  const [calm, after] = [returns, shocked].map((values) => foretoldVariances(values, ewmaRule));
  expect(after?.[40]).toBe(calm?.[40]);
  expect(after?.[41]).toBeGreaterThan(calm?.[41] ?? 0);
});

test('behavior: on returns of one vol, it comes to that vol', () => {
  const dice = createDice(5);
  const returns = Array.from({ length: 5_000 }, () => 0.04 * dice.normal());
  const variances = foretoldVariances(returns, ewmaRule).slice(30);
  const mean = variances.reduce((sum, value) => sum + value, 0) / variances.length;
  expect(Math.abs(Math.sqrt(mean) / 0.04 - 1)).toBeLessThan(0.03);
});

test('args: fewer than 30 days foretell nothing', () => {
  expect(foretoldVariances([0.1, 0.2], ewmaRule).every(Number.isNaN)).toBe(true);
});

test('invariant: since midnight it goes from what was foretold to what midnight will make of it, and stays positive', () => {
  const rule = { omega: 1e-5, alpha: 0.1, beta: 0.85 };
  const share = fc.double({ min: 1e-6, max: 1, noNaN: true });
  const move = fc.double({ min: -1, max: 1, noNaN: true });
  const variance = fc.double({ min: 1e-8, max: 0.1, noNaN: true });
  fc.assert(
    fc.property(variance, move, share, (before, value, part) => {
      const full = varianceSince(before, rule, { share: 1, return: value });
      expect(full).toBeCloseTo(rule.omega + rule.alpha * value ** 2 + rule.beta * before, 12);
      expect(varianceSince(before, rule, { share: part, return: value })).toBeGreaterThan(0);
      expect(varianceSince(before, rule, null)).toBe(before);
    }),
  );
});
