import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bracketRoot } from './bracketRoot.js';

const precision = 1e-10;
/** Between an end with a surplus and one without, counting evaluations. */
function closing(surplusAt: (x: number) => number, safe: number, gone: number) {
  let asked = 0;
  const counted = (x: number) => {
    asked++;
    return surplusAt(x);
  };
  const at = (x: number) => ({ x, surplus: surplusAt(x) });
  return { ...bracketRoot(counted, at(safe), at(gone), precision), asked };
}

test('default: the root of a smooth function, in a dozen evaluations', () => {
  const found = closing((x) => Math.exp(-x) - 0.7, 0, 1);
  expect(found.safe).toBeCloseTo(-Math.log(0.7), 9);
  expect(found.gone - found.safe).toBeGreaterThan(0);
  expect(found.gone - found.safe).toBeLessThanOrEqual(precision);
  expect(found.asked).toBeLessThan(13);
});

test('invariant: one end has a surplus, the other has none, and they are next to each other', () => {
  const inputs = fc.record({
    root: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
    power: fc.constantFrom(1, 3, 9),
    jump: fc.double({ min: 0, max: 2, noNaN: true }),
    steep: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    downwards: fc.boolean(),
  });
  fc.assert(
    fc.property(inputs, ({ root, power, jump, steep, downwards }) => {
      const sign = downwards ? -1 : 1;
      const surplusAt = (x: number) => {
        const left = root - sign * x;
        return steep * left ** power + (left > 0 ? jump : -jump);
      };
      const found = closing(surplusAt, 0, sign);
      expect(surplusAt(found.safe)).toBeGreaterThan(0);
      expect(surplusAt(found.gone)).toBeLessThanOrEqual(0);
      expect(Math.abs(found.gone - found.safe)).toBeLessThanOrEqual(precision);
      expect(found.asked).toBeLessThanOrEqual(128);
    }),
  );
});

test('behavior: what is not a number has no surplus', () => {
  const found = closing((x) => (x < 0.3 ? 1 : Number.NaN), 0, 1);
  expect(found.safe).toBeCloseTo(0.3, 9);
  expect(found.gone).toBeGreaterThanOrEqual(0.3);
});
