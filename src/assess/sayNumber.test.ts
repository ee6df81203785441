import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sayNumber, saySigned } from './sayNumber.js';

test('default: as many decimals as are worth reading, none for show', () => {
  expect(
    [2.41, 1.171_789_521_8, 1_234.567_8, 100.001, 12_345_678.9, 0.099_999, 0.000_123_456_78, 750, -1e-9, -0].map(
      sayNumber,
    ),
  ).toEqual(['2.41', '1.1718', '1234.57', '100', '12345679', '0.1', '0.0001235', '750', '-0.000000001', '0']);
});

test('default: signed says the plus', () => {
  expect([0.5, -3, 0].map(saySigned)).toEqual(['+0.5', '-3', '0']);
});

test('behavior: what is not a number is said in words', () => {
  expect([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(sayNumber)).toEqual([
    'unknown',
    'infinite',
    '-infinite',
  ]);
});

test('invariant: what is said is the number, to a two-thousandth of it', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => Math.abs(value) >= 1e-18),
      (value) => {
        const said = Number(sayNumber(value));
        expect(Math.abs(said - value)).toBeLessThanOrEqual(Math.abs(value) / 1_999);
      },
    ),
  );
});
