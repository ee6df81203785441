import { expect, test } from 'vitest';
import { sayNumber } from './sayNumber.js';

test('default: six digits at most, none for show', () => {
  expect([2.41, 1_234.567_8, 12_345_678, 0.000_123_456_78, 750, -1e-9, -0].map(sayNumber)).toEqual([
    '2.41',
    '1234.57',
    '12345700',
    '0.000123457',
    '750',
    '-1e-9',
    '0',
  ]);
});

test('behavior: what is not a number is said in words', () => {
  expect([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(sayNumber)).toEqual([
    'unknown',
    'infinite',
    '-infinite',
  ]);
});
