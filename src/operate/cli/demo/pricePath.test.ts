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

test('args: the path in a mirror rallies first, and ends below where it fell from', () => {
  const path = pricePath({ start: 2000, steps: 24, seed: 1, first: 'rallies' });
  const mirrored = pricePath({ start: 2000, steps: 24, seed: 1 }).map((price) => 2000 ** 2 / price);
  for (const [i, price] of path.entries()) expect(price).toBeCloseTo(mirrored[i] ?? 0, 1);
  expect(Math.max(...path)).toBeGreaterThan(2400);
  expect(path.at(-1)).toBeLessThan(1640);
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
