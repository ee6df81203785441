import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tailCount, tailOf } from './tailOf.js';

describe('tailOf', () => {
  /** -1 … -100, not in order. */
  const hundred = Float64Array.from({ length: 100 }, (_, i) => -(((i * 37) % 100) + 1));

  test('default', () => {
    expect(tailOf(hundred, [0.95, 0.99])).toEqual([
      { level: 0.95, valueAtRisk: 95, expectedShortfall: 98 },
      { level: 0.99, valueAtRisk: 99, expectedShortfall: 100 },
    ]);
  });

  test('behavior: a tail with a fraction counts that fraction of its last scenario', () => {
    const [tail] = tailOf(hundred, [0.975]);
    expect(tail?.valueAtRisk).toBe(98);
    expect(tail?.expectedShortfall).toBeCloseTo((100 + 99 + 0.5 * 98) / 2.5, 12);
  });

  test('behavior: a tail of less than one scenario is the worst one', () => {
    expect(tailOf(Float64Array.of(3, -7, 1), [0.99])).toEqual([{ level: 0.99, valueAtRisk: 7, expectedShortfall: 7 }]);
  });

  test('behavior: where 1 - level falls short of its decimal, the tail is still whole', () => {
    const ten = Float64Array.from({ length: 10 }, (_, i) => i);
    expect(tailOf(ten, [0.9])).toEqual([{ level: 0.9, valueAtRisk: -1, expectedShortfall: 0 }]);
  });

  test('behavior: what is not known makes the tail not known', () => {
    const nan = { level: 0.9, valueAtRisk: Number.NaN, expectedShortfall: Number.NaN };
    expect(tailOf(Float64Array.of(1, Number.NaN, -5), [0.9])).toEqual([nan]);
    expect(tailOf(new Float64Array(0), [0.9])).toEqual([nan]);
  });

  test('args: levels', () => {
    expect(() => tailOf(hundred, [1])).toThrow(RangeError);
    expect(() => tailOf(hundred, [0])).toThrow(RangeError);
    expect(() => tailOf(hundred, [Number.NaN])).toThrow(RangeError);
  });

  const pnls = fc
    .array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 300 })
    .map((values) => Float64Array.from(values));
  const level = fc.double({ min: 0.01, max: 0.999, noNaN: true });

  test('invariant: shortfall is no less than value at risk, and both rise with the level', () => {
    fc.assert(
      fc.property(pnls, level, level, (pnl, a, b) => {
        const [low, high] = tailOf(pnl, [Math.min(a, b), Math.max(a, b)]);
        if (!low || !high) throw new Error('two levels were asked for');
        expect(low.expectedShortfall).toBeGreaterThanOrEqual(low.valueAtRisk);
        expect(high.valueAtRisk).toBeGreaterThanOrEqual(low.valueAtRisk);
        const rounding = 1e-9 * (1 + Math.abs(low.expectedShortfall));
        expect(high.expectedShortfall).toBeGreaterThanOrEqual(low.expectedShortfall - rounding);
      }),
    );
  });

  test('invariant: losses above value at risk are no more than the tail, and with it no fewer', () => {
    fc.assert(
      fc.property(pnls, level, (pnl, at) => {
        const tail = pnl.length * (1 - at);
        const valueAtRisk = tailOf(pnl, [at])[0]?.valueAtRisk ?? Number.NaN;
        expect(pnl.filter((p) => -p > valueAtRisk).length).toBeLessThanOrEqual(tail + 1e-6);
        expect(pnl.filter((p) => -p >= valueAtRisk).length).toBeGreaterThan(tail - 1e-6);
      }),
    );
  });

  test('invariant: only the scenarios of the tail are read', () => {
    fc.assert(
      fc.property(pnls, level, (pnl, at) => {
        const worst = Float64Array.from(pnl).sort();
        const read = tailCount(pnl.length, at);
        expect(tailOf(worst.fill(1e12, read), [at])).toEqual(tailOf(pnl, [at]));
      }),
    );
  });

  test('invariant: the same bits in any order', () => {
    fc.assert(
      fc.property(pnls, (pnl) => {
        expect(tailOf(Float64Array.from(pnl).reverse(), [0.7, 0.95])).toEqual(tailOf(pnl, [0.7, 0.95]));
      }),
    );
  });
});
