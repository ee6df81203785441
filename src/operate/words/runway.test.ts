import { expect, test } from 'vitest';
import { chancePercent, runwayText } from './runway.js';

test.each([
  [381.86, '16 d'],
  [72, '3 d'],
  [71.96, '72.0 h'],
  [3.24, '3.2 h'],
  [0.7, '42 min'],
  [0, 'now'],
  [9_000, 'over a year'],
  [Number.POSITIVE_INFINITY, 'over a year'],
  [Number.NaN, '-'],
])('behavior: %s h are told as %s', (hours, text) => {
  expect(runwayText(hours)).toBe(text);
});

test.each([
  [0, '0.00'],
  [0.000_02, '< 0.01'],
  [0.000_1, '0.01'],
  [0.123, '12.30'],
])('behavior: a chance of %s is told as %s per cent', (probability, text) => {
  expect(chancePercent(probability)).toBe(text);
});
