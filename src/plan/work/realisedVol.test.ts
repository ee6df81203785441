import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { realisedVol } from './realisedVol.js';

const minute = 60_000;
const at = (prices: readonly number[], every = minute) =>
  prices.map((last, i) => ({ last, at: unixMillis(1_700_000_000_000 + i * every) }));

test('default: a step of 1 % every minute is the root of a year of them', () => {
  const prices = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 2_000 : 2_000 * Math.exp(0.01)));
  expect(realisedVol(at(prices))).toBeCloseTo(0.01 * Math.sqrt(365 * 1_440), 9);
});

test('behavior: too few samples, too short a time, or no price say nothing', () => {
  expect(realisedVol([])).toBeNull();
  expect(realisedVol(at([1, 2, 3, 4, 5, 6]))).toBeNull();
  expect(realisedVol(at([1, 2, 3, 4, 5, 6, 7], 1_000))).toBeNull();
  expect(realisedVol(at([1, 2, 3, 0, 5, 6, 7]))).toBeNull();
});

test('invariant: the same in any unit of the price, and never negative', () => {
  const price = fc.double({ min: 1, max: 10_000, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(price, { minLength: 7, maxLength: 20 }),
      fc.integer({ min: 2, max: 1_000 }),
      (prices, unit) => {
        const vol = realisedVol(at(prices)) ?? Number.NaN;
        expect(vol).toBeGreaterThanOrEqual(0);
        expect(realisedVol(at(prices.map((one) => one * unit)))).toBeCloseTo(vol, 6);
      },
    ),
  );
});
