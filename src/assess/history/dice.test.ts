import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDice } from './dice.js';

const many = 40_000;
const moments = (draw: () => number): { mean: number; variance: number } => {
  const values = Array.from({ length: many }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / many;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / many };
};

test('default: draws have the mean and the variance of what they are drawn from', () => {
  const dice = createDice(7);
  const uniform = moments(dice.uniform);
  expect(uniform.mean).toBeCloseTo(0.5, 2);
  expect(uniform.variance).toBeCloseTo(1 / 12, 3);
  const normal = moments(dice.normal);
  expect(Math.abs(normal.mean)).toBeLessThan(0.02);
  expect(Math.abs(normal.variance - 1)).toBeLessThan(0.03);
  for (const freedom of [1, 4, 30]) {
    const { mean, variance } = moments(() => dice.chiSquare(freedom));
    expect(Math.abs(mean / freedom - 1)).toBeLessThan(0.03);
    expect(Math.abs(variance / (2 * freedom) - 1)).toBeLessThan(0.08);
  }
});

test('behavior: a normal is beyond 1.96 one time in twenty, on either side', () => {
  const dice = createDice(3);
  const values = Array.from({ length: many }, dice.normal);
  expect(values.filter((value) => value > 1.959964).length / many).toBeCloseTo(0.025, 2);
  expect(values.filter((value) => value < -1.959964).length / many).toBeCloseTo(0.025, 2);
});

test('invariant: the same seed gives the same bits, another seed others', () => {
  const first = (seed: number): number[] => {
    const dice = createDice(seed);
    return [dice.uniform(), dice.normal(), dice.normal(), dice.chiSquare(4), dice.uniform()];
  };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (seed) => {
      expect(first(seed)).toEqual(first(seed));
      expect(first(seed)).not.toEqual(first(seed === 0 ? 1 : seed - 1));
      for (const value of first(seed)) expect(Number.isFinite(value)).toBe(true);
    }),
  );
});
