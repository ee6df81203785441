import fc from 'fast-check';
import { expect, test } from 'vitest';
import { intervalAverage } from './intervalAverage.js';

const marks = [
  { at: 100, mark: 10 },
  { at: 200, mark: 20 },
  { at: 400, mark: 40 },
];

test('default: each price counts as long as it stood', () => {
  expect(intervalAverage(marks, 100, 500)).toBe((10 * 100 + 20 * 200 + 40 * 100) / 400);
  expect(intervalAverage(marks, 150, 300)).toBeCloseTo((10 * 50 + 20 * 100) / 150, 12);
});

test('behavior: the first price was there before it was seen; nothing after the end counts', () => {
  expect(intervalAverage(marks, 0, 200)).toBe(10);
  expect(intervalAverage(marks, 250, 350)).toBe(20);
});

test('behavior: a moment has the price that stood then', () => {
  expect(intervalAverage(marks, 200, 200)).toBe(20);
  expect(intervalAverage(marks, 450, 450)).toBe(40);
});

test('behavior: where nothing was sampled by the end it is not known', () => {
  expect(intervalAverage([], 0, 1)).toBeNaN();
  expect(intervalAverage(marks, 0, 50)).toBeNaN();
});

test('invariant: it is between the least and the greatest price', () => {
  const some = fc
    .array(fc.record({ at: fc.nat(1_000), mark: fc.double({ min: 1, max: 9, noNaN: true }) }), { minLength: 1 })
    .map((all) => all.sort((a, b) => a.at - b.at));
  fc.assert(
    fc.property(some, fc.nat(1_000), fc.nat(1_000), (all, from, long) => {
      const average = intervalAverage(all, from, from + long);
      const seen = all.filter(({ at }) => at <= from + long).map(({ mark }) => mark);
      if (seen.length === 0) expect(average).toBeNaN();
      else {
        expect(average).toBeGreaterThanOrEqual(Math.min(...seen) - 1e-9);
        expect(average).toBeLessThanOrEqual(Math.max(...seen) + 1e-9);
      }
    }),
  );
});
