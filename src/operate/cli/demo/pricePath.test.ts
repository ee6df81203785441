import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pricePath } from './pricePath.js';

test('default: falls by a fifth, then rallies past the start', () => {
  const path = pricePath({ start: 2000, steps: 24, seed: 1 });
  expect(path).toHaveLength(24);
  expect(Math.min(...path)).toBeLessThan(1640);
  expect(path.at(-1)).toBeGreaterThan(2400);
});

test('behavior: the seed is the path', () => {
  const path = (seed: number) => pricePath({ start: 2000, steps: 24, seed });
  expect(path(7)).toEqual(path(7));
  expect(path(7)).not.toEqual(path(8));
});

test('invariant: whatever the seed and length, every price is sane and the story is told', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 6, max: 120 }), (seed, steps) => {
      const path = pricePath({ start: 2000, steps, seed });
      expect(path).toHaveLength(steps);
      expect(Math.min(...path)).toBeGreaterThan(1450);
      expect(Math.min(...path)).toBeLessThan(1650);
      expect(path.at(-1)).toBeGreaterThan(2400);
    }),
  );
});
