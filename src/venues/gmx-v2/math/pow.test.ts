import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyExponentFactor } from './pow.js';

const ONE = 10n ** 30n;

test('default: whole powers and roots, as closely as prb-math has them', () => {
  const squared = applyExponentFactor(3n * ONE, 2n * ONE);
  expect(Number(squared) / 1e30).toBeCloseTo(9, 14);
  expect(applyExponentFactor(1024n * ONE, ONE / 2n)).toBe(32n * ONE);
  expect(applyExponentFactor(4n * ONE, 3n * ONE)).toBe(64n * ONE);
});

test('default: less than 1 USD is nothing, and an exponent of 1 is the identity', () => {
  expect(applyExponentFactor(ONE - 1n, 2n * ONE)).toBe(0n);
  expect(applyExponentFactor(ONE - 1n, ONE)).toBe(0n);
  expect(applyExponentFactor(ONE + 123n, ONE)).toBe(ONE + 123n);
  expect(applyExponentFactor(ONE, 2n * ONE)).toBe(ONE);
});

test('invariant: a larger imbalance never weighs less', () => {
  const amount = fc.bigInt({ min: ONE, max: 10n ** 39n });
  const exponent = fc.bigInt({ min: ONE / 2n, max: 3n * ONE });
  fc.assert(
    fc.property(amount, amount, exponent, (a, b, e) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(applyExponentFactor(low, e) <= applyExponentFactor(high, e)).toBe(true);
    }),
  );
});

test('invariant: it is the power to 13 digits', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: ONE, max: 10n ** 38n }), fc.integer({ min: 5, max: 22 }), (value, tenths) => {
      const own = Number(applyExponentFactor(value, (ONE * BigInt(tenths)) / 10n)) / 1e30;
      const exact = (Number(value) / 1e30) ** (tenths / 10);
      expect(Math.abs(own / exact - 1)).toBeLessThan(1e-13);
    }),
  );
});
