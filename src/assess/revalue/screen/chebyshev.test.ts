import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chebyshevCoefficients, chebyshevNodes, chebyshevPolynomials } from './chebyshev.js';

describe('chebyshevNodes', () => {
  test('default', () => {
    const nodes = chebyshevNodes(3, { low: 2, high: 6 });
    expect([...nodes].map((node) => Number(node.toFixed(12)))).toEqual([
      Number((4 + Math.sqrt(3)).toFixed(12)),
      4,
      Number((4 - Math.sqrt(3)).toFixed(12)),
    ]);
  });
});

describe('chebyshevPolynomials', () => {
  test('invariant: T_n(cos t) = cos(n t)', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: Math.PI, noNaN: true }), (t) => {
        const values = new Float64Array(12);
        chebyshevPolynomials(Math.cos(t), values, 12);
        for (const [n, value] of values.entries()) expect(value).toBeCloseTo(Math.cos(n * t), 10);
      }),
    );
  });
});

describe('chebyshevCoefficients', () => {
  test('invariant: a polynomial of lower degree is met everywhere', () => {
    const [rows, columns] = [5, 4];
    const powers = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 20, maxLength: 20 });
    const place = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(powers, place, place, (weights, x, y) => {
        const polynomial = (x: number, y: number) =>
          weights.reduce((sum, weight, at) => sum + weight * x ** Math.floor(at / columns) * y ** (at % columns), 0);
        const unit = { low: -1, high: 1 };
        const [xs, ys] = [chebyshevNodes(rows, unit), chebyshevNodes(columns, unit)];
        const values = Float64Array.from({ length: rows * columns }, (_, at) =>
          polynomial(xs[Math.floor(at / columns)] ?? 0, ys[at % columns] ?? 0),
        );
        const coefficients = chebyshevCoefficients(values, rows, columns);
        const [tx, ty] = [new Float64Array(rows), new Float64Array(columns)];
        chebyshevPolynomials(x, tx, rows);
        chebyshevPolynomials(y, ty, columns);
        const met = coefficients.reduce(
          (sum, factor, at) => sum + factor * (tx[Math.floor(at / columns)] ?? 0) * (ty[at % columns] ?? 0),
          0,
        );
        expect(met).toBeCloseTo(polynomial(x, y), 9);
      }),
    );
  });
});
