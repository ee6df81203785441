import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountWorth, divide, fromFloat, toFloat, tokenAmount, wad, worthOf } from './units.js';

test('default: a float survives the way to Wad and back', () => {
  expect(fromFloat(2.41, 'down')).toBe(2_410_000_000_000_000_000n);
  expect(fromFloat(-1e-7, 'down')).toBe(-100_000_000_000n);
  expect(fromFloat(1e21, 'down')).toBe(10n ** 39n);
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
      const exact = Number.parseFloat(value.toFixed(9));
      expect(toFloat(fromFloat(exact, 'down'))).toBe(exact === 0 ? 0 : exact);
    }),
  );
});

test('behavior: rounding is towards or away from zero, for both signs', () => {
  expect([divide(7n, 2n, 'down'), divide(7n, 2n, 'up')]).toEqual([3n, 4n]);
  expect([divide(-7n, 2n, 'down'), divide(-7n, 2n, 'up')]).toEqual([-3n, -4n]);
  expect([divide(-1n, 2n, 'down'), divide(-1n, 2n, 'up')]).toEqual([0n, -1n]);
  expect(fromFloat(1e-19, 'down')).toBe(0n);
  expect(fromFloat(1e-19, 'up')).toBe(1n);
});

test('behavior: what cannot be a quantity is refused', () => {
  expect(() => fromFloat(Number.NaN, 'down')).toThrow(RangeError);
  expect(() => fromFloat(Number.POSITIVE_INFINITY, 'up')).toThrow(RangeError);
});

test('invariant: an amount rounded up is always worth at least what was asked', () => {
  fc.assert(
    fc.property(
      fc.bigInt(1n, 10n ** 27n),
      fc.bigInt(1n, 10n ** 24n),
      fc.integer({ min: 0, max: 18 }),
      (usd, price, dec) => {
        const amount = amountWorth(wad(usd), dec, wad(price), 'up');
        expect(worthOf(amount, dec, wad(price), 'up')).toBeGreaterThanOrEqual(usd);
        if (amount > 0n) expect(worthOf(tokenAmount(amount - 1n), dec, wad(price), 'down')).toBeLessThan(usd);
      },
    ),
  );
});
