import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBackOff } from './backOff.js';

test('default: a pause after each round, twice as long, 15 s at most; success ends it', () => {
  let now = 0;
  const backOff = createBackOff(2, () => now);
  const pauses = Array.from({ length: 18 }, () => {
    backOff.failed();
    const pause = backOff.remainingMs();
    now += pause;
    return pause;
  });
  expect(pauses.filter((_, i) => i % 2 === 0)).toEqual(Array(9).fill(0));
  expect(pauses.filter((_, i) => i % 2 === 1)).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  expect(backOff.succeeded()).toBe(18);
  expect(backOff.failures).toBe(0);
});

test('invariant: however often it fails in a span of time, few failures count', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(fc.integer({ min: 0, max: 300 })), (standIns, steps) => {
      let now = 0;
      const backOff = createBackOff(standIns, () => now);
      for (const step of steps) {
        now += step;
        backOff.failed();
      }
      // Rounds of 250, 500, 1000 … ms: n full rounds take 250 * (2^n - 1) ms at least.
      const rounds = Math.floor(Math.max(0, backOff.failures - 1) / standIns);
      expect(now).toBeGreaterThanOrEqual(Math.min(250 * (2 ** rounds - 1), 15_000));
    }),
  );
});
