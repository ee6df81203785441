import '../../../test/properties.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MinimumVariance, type MinimumVarianceInput, minimumVariance } from './minimumVariance.js';

const solved = (input: MinimumVarianceInput): MinimumVariance => {
  const answer = minimumVariance(input);
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
};

/** Vols and a correlation. */
const pair = (a: number, b: number, correlation: number) => [
  [a * a, a * b * correlation],
  [a * b * correlation, b * b],
];

describe('minimumVariance', () => {
  test('default: the ratio is correlation × vol / vol, and R² is the correlation squared', () => {
    const { quantities, before, residual, r2 } = solved({
      exposures: [1_000, 0],
      covariance: pair(0.04, 0.05, 0.8),
      instruments: [1],
    });
    expect(quantities[0]).toBeCloseTo(-1_000 * 0.8 * (0.04 / 0.05), 5);
    expect(before).toBeCloseTo(40, 12);
    expect(r2).toBeCloseTo(0.64, 9);
    expect(residual).toBeCloseTo(40 * 0.6, 6);
  });

  test('default: the underlying itself takes all of it', () => {
    const { quantities, r2, residual } = solved({
      exposures: [1_000, 0],
      covariance: pair(0.04, 0.05, 0.8),
      instruments: [0, 1],
    });
    expect(quantities).toEqual([expect.closeTo(-1_000, 3), expect.closeTo(0, 3)]);
    expect(r2).toBeCloseTo(1, 9);
    expect(residual).toBeCloseTo(0, 2);
  });

  test('behavior: what is held of the hedge already counts', () => {
    const covariance = pair(0.04, 0.05, 0.8);
    const [first] = solved({ exposures: [1_000, 0], covariance, instruments: [1] }).quantities;
    const [again] = solved({ exposures: [1_000, first ?? 0], covariance, instruments: [1] }).quantities;
    expect(again).toBeCloseTo(0, 4);
  });

  test('behavior: instruments that move as one share the hedge', () => {
    const covariance = [
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ];
    const { quantities } = solved({ exposures: [100, 0, 0], covariance, instruments: [1, 2] });
    expect(quantities).toEqual([expect.closeTo(-50, 4), expect.closeTo(-50, 4)]);
  });

  test('behavior: what never moves hedges nothing', () => {
    const { quantities, r2 } = solved({
      exposures: [100, 0],
      covariance: [
        [1, 0],
        [0, 0],
      ],
      instruments: [1],
    });
    expect(quantities).toEqual([0]);
    expect(r2).toBe(0);
  });

  test('args: what is not known is refused, and so is what is no covariance', () => {
    const unknown = minimumVariance({ exposures: [1, 0], covariance: pair(0.04, Number.NaN, 0.8), instruments: [1] });
    expect(unknown).toBe('how the underlyings move together is not known');
    expect(minimumVariance({ exposures: [1, 0], covariance: [[1]], instruments: [1] })).toBe(unknown);
    const none = minimumVariance({
      exposures: [1, 0, 0],
      covariance: [
        [1, 0, 0],
        [0, 1, 2],
        [0, 2, 1],
      ],
      instruments: [1, 2],
    });
    expect(none).toBe('how the underlyings move together is no covariance');
  });
});

/** A covariance of so many, from random loadings: positive definite. */
const books = fc.integer({ min: 2, max: 5 }).chain((size) =>
  fc.record({
    loadings: fc.array(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: size, maxLength: size }), {
      minLength: size + 2,
      maxLength: size + 2,
    }),
    exposures: fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: size, maxLength: size }),
    instruments: fc.subarray([...Array(size).keys()], { minLength: 1 }),
    step: fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), { minLength: size, maxLength: size }),
  }),
);

const covarianceOf = (loadings: readonly (readonly number[])[]) =>
  (loadings[0] ?? []).map((_, i) =>
    (loadings[0] ?? []).map(
      (_, j) => loadings.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0) + (i === j ? 0.01 : 0),
    ),
  );

test('invariant: no other trade in the same instruments leaves less', () => {
  fc.assert(
    fc.property(books, ({ loadings, exposures, instruments, step }) => {
      const covariance = covarianceOf(loadings);
      const { quantities, before, residual, r2 } = solved({ exposures, covariance, instruments });
      const held = [...exposures];
      for (const [k, i] of instruments.entries()) held[i] = (held[i] ?? 0) + (quantities[k] ?? 0) + (step[k] ?? 0);
      const deviation = Math.sqrt(
        Math.max(
          0,
          held.reduce((sum, a, i) => sum + held.reduce((s, b, j) => s + a * b * (covariance[i]?.[j] ?? 0), 0), 0),
        ),
      );
      const slack = 1e-4 * (1 + before);
      expect(residual).toBeLessThanOrEqual(deviation + slack);
      expect(residual).toBeLessThanOrEqual(before + slack);
      expect(r2).toBeGreaterThanOrEqual(0);
      expect(r2).toBeLessThanOrEqual(1);
    }),
  );
});
