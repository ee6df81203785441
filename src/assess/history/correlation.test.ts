import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assumedCorrelation, cholesky, correlationOf, widenedCorrelation } from './correlation.js';
import { createDice } from './dice.js';

/** The least of xᵀ C x over many unit vectors. */
function leastForm(matrix: readonly (readonly number[])[], seed: number): number {
  const dice = createDice(seed);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 300; i++) {
    const x = matrix.map(() => dice.normal());
    const norm = x.reduce((sum, value) => sum + value * value, 0);
    const form = matrix.reduce(
      (sum, row, a) => sum + row.reduce((inner, value, b) => inner + value * (x[a] ?? 0) * (x[b] ?? 0), 0),
      0,
    );
    least = Math.min(least, form / norm);
  }
  return least;
}

const rows = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 60 }), fc.integer())
  .map(([size, days, seed]) => {
    const dice = createDice(seed);
    const common = dice.uniform();
    return Array.from({ length: days }, () => {
      const shared = dice.normal();
      return Array.from({ length: size }, () => common * shared + (1 - common) * dice.normal());
    });
  });

test('default: it finds the correlation that returns were made with', () => {
  const dice = createDice(4);
  const days = Array.from({ length: 600 }, () => {
    const [a, b] = [dice.normal(), dice.normal()];
    return [a, 0.8 * a + 0.6 * b, dice.normal()];
  });
  const [first] = correlationOf(days, 3);
  expect(first?.[0]).toBe(1);
  // About 65 days count.
  expect(Math.abs((first?.[1] ?? 0) - 0.8)).toBeLessThan(0.12);
  expect(Math.abs(first?.[2] ?? 1)).toBeLessThan(0.35);
});

test('behavior: one without a history is correlated as is assumed with what the others do together', () => {
  const known = [
    [1, 0.5],
    [0.5, 1],
  ];
  const wide = widenedCorrelation(known, [0, null, 1]);
  expect(wide[0]).toEqual([1, expect.closeTo((assumedCorrelation * 1.5) / Math.sqrt(3), 12), 0.5]);
  expect(widenedCorrelation([], [null, null])[0]?.[1]).toBeCloseTo(assumedCorrelation ** 2, 12);
  // Two that cancel have no common part.
  expect(
    widenedCorrelation(
      [
        [1, -1],
        [-1, 1],
      ],
      [0, 1, null],
    )[2],
  ).toEqual([0, 0, 1]);
});

test('behavior: one that never moved is uncorrelated', () => {
  expect(
    correlationOf(
      [
        [0, 1],
        [0, -1],
      ],
      2,
    ),
  ).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect(correlationOf([], 2)).toEqual([
    [1, 0],
    [0, 1],
  ]);
});

test('invariant: it is symmetric, 1 on the diagonal and positive semi-definite, also widened', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 0, max: 3 }), (days, more) => {
      const size = days[0]?.length ?? 0;
      const known = correlationOf(days, size);
      const wide = widenedCorrelation(known, [...known.map((_, i) => i), ...new Array<null>(more).fill(null)]);
      for (const matrix of [known, wide]) {
        for (const [i, row] of matrix.entries()) {
          expect(row[i]).toBe(1);
          for (const [j, value] of row.entries()) expect(value).toBeCloseTo(matrix[j]?.[i] ?? Number.NaN, 12);
        }
        expect(leastForm(matrix, 1)).toBeGreaterThan(-1e-9);
      }
    }),
  );
});

test('invariant: L Lᵀ is the matrix, also where it is singular', () => {
  fc.assert(
    fc.property(rows, (days) => {
      const size = days[0]?.length ?? 0;
      const matrix = widenedCorrelation(correlationOf(days, size), [
        ...Array.from({ length: size }, (_, i) => i),
        0,
        null,
      ]);
      const lower = cholesky(matrix);
      for (const [i, row] of lower.entries()) {
        for (const [j, other] of lower.entries()) {
          const product = row.reduce((sum, value, k) => sum + value * (other[k] ?? 0), 0);
          expect(product).toBeCloseTo(matrix[i]?.[j] ?? Number.NaN, 4);
        }
      }
    }),
  );
});
