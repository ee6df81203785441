import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bps } from '../../../model/units.js';
import type { Direction } from './acceptablePrice.js';
import { acceptablePrice, anyPrice, buys } from './acceptablePrice.js';
import { MAX_UINT256 } from './request.js';

const openLong: Direction = { kind: 'increase', isLong: true };
const openShort: Direction = { kind: 'increase', isLong: false };
const closeLong: Direction = { kind: 'decrease', isLong: true };
const closeShort: Direction = { kind: 'decrease', isLong: false };

test('default', () => {
  const price = 2_000_000_000_000_001n;
  expect(acceptablePrice(price, openLong, bps(30))).toBe(2_006_000_000_000_001n);
  expect(acceptablePrice(price, closeShort, bps(30))).toBe(2_006_000_000_000_001n);
  expect(acceptablePrice(price, openShort, bps(30))).toBe(1_994_000_000_000_001n);
  expect(acceptablePrice(price, closeLong, bps(30))).toBe(1_994_000_000_000_001n);
});

test('behavior: any price is what every price passes', () => {
  expect([openLong, closeShort].map(anyPrice)).toEqual([MAX_UINT256, MAX_UINT256]);
  expect([openShort, closeLong].map(anyPrice)).toEqual([0n, 0n]);
  expect(acceptablePrice(5n, openShort, bps(10_000))).toBe(0n);
  expect(acceptablePrice(MAX_UINT256, openLong, bps(1))).toBe(MAX_UINT256);
});

test('args: maxSlippage may be a fraction of a basis point, and must be a number from 0 on', () => {
  expect(acceptablePrice(10n ** 15n, openLong, bps(0.07))).toBe(10n ** 15n + 7_000_000_000n);
  for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => acceptablePrice(1n, openLong, bps(value))).toThrow(RangeError);
  }
});

test('invariant: never beyond the bound, and less than one unit inside it', () => {
  const direction = fc.record({
    kind: fc.constantFrom('increase' as const, 'decrease' as const),
    isLong: fc.boolean(),
  });
  const price = fc.bigInt({ min: 1n, max: 10n ** 40n });
  // Hundredths of a basis point, so that the bound is an integer's to check.
  fc.assert(
    fc.property(direction, price, fc.integer({ min: 0, max: 1_000_000 }), (direction, price, hundredths) => {
      const found = acceptablePrice(price, direction, bps(Number(`${hundredths}e-2`)));
      const whole = 1_000_000n;
      const step = BigInt(hundredths);
      if (buys(direction)) {
        expect(found * whole).toBeLessThanOrEqual(price * (whole + step));
        expect((found + 1n) * whole).toBeGreaterThan(price * (whole + step));
      } else {
        expect(found * whole).toBeGreaterThanOrEqual(price * (whole - step));
        expect((found - 1n) * whole).toBeLessThan(price * (whole - step));
      }
    }),
  );
});
