import fc from 'fast-check';
import { expect, test } from 'vitest';
import { millsRatio, normalCdf, normalDensity } from './normal.js';

/** N(x), from a 50-digit evaluation. */
const known: readonly (readonly [number, number])[] = [
  [-37, 5.725571222524577e-300],
  [-25.5, 9.856236518963929e-144],
  [-12.25, 8.399796063633417e-35],
  [-8, 6.220960574271784e-16],
  [-5.75, 4.462172453901612e-9],
  [-5.5, 1.8989562465887718e-8],
  [-3, 0.0013498980316300946],
  [-1.5, 0.06680720126885807],
  [-0.75, 0.2266273523768682],
  [-0.625, 0.26598552904870054],
  [-0.25, 0.4012936743170763],
  [-1e-8, 0.4999999960105772],
  [0.5, 0.6914624612740131],
  [1, 0.8413447460685429],
  [2.5, 0.9937903346742238],
  [6, 0.9999999990134123],
];

const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);

test('default', () => {
  expect(normalCdf(0)).toBe(0.5);
  for (const [x, expected] of known) expect(relative(normalCdf(x), expected), `N(${x})`).toBeLessThan(2e-14);
});

test('behavior: the density integrates to the distribution', () => {
  for (const x of [-3, -1, -0.2, 0.4, 2]) {
    const slope = (normalCdf(x + 1e-5) - normalCdf(x - 1e-5)) / 2e-5;
    expect(relative(slope, normalDensity(x))).toBeLessThan(1e-8);
  }
});

test('behavior: far tails are 0 and 1, and the Mills ratio goes on as 1/x', () => {
  expect(normalCdf(-40)).toBe(0);
  expect(normalCdf(40)).toBe(1);
  expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0);
  expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
  expect(relative(millsRatio(1e10), 1e-10)).toBeLessThan(1e-15);
  expect(millsRatio(Number.POSITIVE_INFINITY)).toBe(0);
});

test('invariant: symmetric, and rising', () => {
  const x = fc.double({ min: -38, max: 38, noNaN: true });
  fc.assert(
    fc.property(x, x, (a, b) => {
      expect(Math.abs(normalCdf(a) + normalCdf(-a) - 1)).toBeLessThan(3e-16);
      if (a + 1e-9 < b) expect(normalCdf(a)).toBeLessThanOrEqual(normalCdf(b));
    }),
  );
});

test('invariant: the Mills ratio is continuous where one approximation hands over to the next', () => {
  for (const y of [0.46875, 4]) {
    const x = y * Math.SQRT2;
    expect(relative(millsRatio(x * (1 + 1e-15)), millsRatio(x * (1 - 1e-15)))).toBeLessThan(1e-14);
  }
});
