import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concentratedLiquidity, shareInRange } from './concentratedLiquidity.js';

const range = { liquidity: 1_000, lower: 1_600, upper: 2_500 };

describe('concentratedLiquidity', () => {
  test('default', () => {
    // √2025 = 45: 1000 (1/45 - 1/50) units and 1000 (45 - 40) dollars.
    const { value, delta, gamma } = concentratedLiquidity(range, 2_025);
    expect(delta).toBeCloseTo(2.2222222222, 9);
    expect(value).toBeCloseTo(4_500 + 5_000, 9);
    expect(gamma).toBeCloseTo(-1_000 / (2 * 2_025 * 45), 15);
  });

  test('behavior: below the range it is all units, above it all dollars', () => {
    expect(concentratedLiquidity(range, 1_000)).toEqual({ value: 5_000, delta: 5, gamma: 0 });
    expect(concentratedLiquidity(range, 4_000)).toEqual({ value: 10_000, delta: 0, gamma: 0 });
  });

  const ranges = fc
    .tuple(
      fc.double({ min: 0.1, max: 1e6, noNaN: true }),
      fc.double({ min: 1, max: 1e5, noNaN: true }),
      fc.double({ min: 1.01, max: 20, noNaN: true }),
    )
    .map(([liquidity, lower, width]) => ({ liquidity, lower, upper: lower * width }));
  const relative = fc.double({ min: 0.1, max: 30, noNaN: true });

  test('behavior: at a price that is not known nothing is', () => {
    expect(concentratedLiquidity(range, Number.NaN)).toEqual({
      value: Number.NaN,
      delta: Number.NaN,
      gamma: Number.NaN,
    });
  });

  test('behavior: at the ends of the range it is what it is outside', () => {
    const { value, delta, gamma } = concentratedLiquidity(range, range.upper);
    expect({ delta, gamma }).toEqual({ delta: 0, gamma: 0 });
    expect(value).toBe(concentratedLiquidity(range, 10 * range.upper).value);
    const atLower = concentratedLiquidity(range, range.lower);
    expect(atLower.delta).toBe(concentratedLiquidity(range, range.lower / 10).delta);
    expect(atLower.value).toBeCloseTo(atLower.delta * range.lower, 9);
    expect(atLower.gamma).toBe(0);
  });

  test('invariant: delta is the slope of value, gamma that of delta', () => {
    fc.assert(
      fc.property(ranges, relative, (own, times) => {
        const price = own.lower * times;
        const step = price * 1e-4;
        // A kink within the step has no one slope.
        fc.pre([own.lower, own.upper].every((edge) => Math.abs(price - edge) > 2 * step));
        const [down, here, up] = [-step, 0, step].map((move) => concentratedLiquidity(own, price + move));
        if (!down || !here || !up) throw new Error('three prices give three values');
        const scale = own.liquidity / Math.sqrt(own.lower);
        expect(Math.abs((up.value - down.value) / (2 * step) - here.delta)).toBeLessThan(1e-6 * scale);
        expect(Math.abs((up.delta - down.delta) / (2 * step) - here.gamma) * price).toBeLessThan(1e-6 * scale);
      }),
    );
  });

  test('invariant: worth no more than either side of it held', () => {
    fc.assert(
      fc.property(ranges, relative, relative, (own, from, to) => {
        const start = concentratedLiquidity(own, own.lower * from);
        const end = concentratedLiquidity(own, own.lower * to);
        const held = start.value + start.delta * own.lower * (to - from);
        expect(end.value).toBeLessThanOrEqual(held + 1e-9 * (Math.abs(held) + start.value));
      }),
    );
  });
});

describe('shareInRange', () => {
  test('default', () => {
    expect(shareInRange({ ...range, lower: 2_000, upper: 4_000 }, 1_000, 8_000)).toBeCloseTo(1 / 3, 12);
  });

  test('behavior: without a move it is all or nothing', () => {
    expect(shareInRange(range, 2_000, 2_000)).toBe(1);
    expect(shareInRange(range, 1_000, 1_000)).toBe(0);
  });

  test('behavior: the way from or to a price that is not known is not known', () => {
    expect(shareInRange(range, 2_000, Number.NaN)).toBeNaN();
    expect(shareInRange(range, Number.NaN, 2_000)).toBeNaN();
  });

  test('invariant: the same there and back, and between nothing and all', () => {
    const price = fc.double({ min: 100, max: 10_000, noNaN: true });
    fc.assert(
      fc.property(price, price, (from, to) => {
        const share = shareInRange(range, from, to);
        expect(share).toBe(shareInRange(range, to, from));
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }),
    );
  });
});
