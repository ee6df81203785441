import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crossingOf, liquidationOf } from './liquidation.js';

/** A linear perp: equity 1 000 at 2 000, `quantity` units, `rate` of the notional required. */
const perp = (quantity: number, equity: number, rate: number) => (price: number) =>
  equity + quantity * (price - 2_000) - rate * Math.abs(quantity) * price;

test('default: the price at which a short is liquidated', () => {
  const { price, distance } = liquidationOf(perp(-5, 2_938, 0.0625), 2_000);
  // 2 938 + 10 000 = 5 × 1.0625 × price
  expect(price).toBeCloseTo(12_938 / 5.3125, 6);
  expect(distance).toBeCloseTo(12_938 / 5.3125 / 2_000 - 1, 9);
});

test('invariant: the closed form of a linear account is found to 1e-9, on either side', () => {
  const inputs = fc.record({
    quantity: fc.double({ min: 0.01, max: 1_000, noNaN: true }),
    short: fc.boolean(),
    leverage: fc.double({ min: 1.2, max: 12, noNaN: true }),
    rate: fc.double({ min: 0.001, max: 0.08, noNaN: true }),
  });
  fc.assert(
    fc.property(inputs, ({ quantity, short, leverage, rate }) => {
      const size = short ? -quantity : quantity;
      const equity = (quantity * 2_000) / leverage;
      const exact = (size * 2_000 - equity) / (size - rate * quantity);
      const { price } = liquidationOf(perp(size, equity, rate), 2_000);
      expect(price).not.toBeNull();
      expect(Math.abs((price ?? 0) / exact - 1)).toBeLessThan(1e-9);
    }),
  );
});

test('behavior: squeezed from both sides, the nearer price counts', () => {
  const strangle = (low: number, high: number) => (price: number) => (price - low) * (high - price);
  expect(liquidationOf(strangle(1_900, 2_500), 2_000).price).toBeCloseTo(1_900, 5);
  expect(liquidationOf(strangle(1_000, 2_100), 2_000).price).toBeCloseTo(2_100, 5);
  // In log price 4 200 is nearer than 900 is, but not as a fraction of spot.
  expect(liquidationOf(strangle(900, 4_200), 2_000).price).toBeCloseTo(900, 5);
});

test('behavior: liquidatable already is a distance of 0', () => {
  expect(liquidationOf(() => 0, 2_000)).toEqual({ price: 2_000, distance: 0 });
  expect(liquidationOf(() => -1, 2_000)).toEqual({ price: 2_000, distance: 0 });
});

test('behavior: no price does it', () => {
  expect(liquidationOf(() => 1, 2_000)).toEqual({ price: null, distance: Number.POSITIVE_INFINITY });
  // A long with more equity than notional survives a fall to nothing.
  expect(liquidationOf(perp(1, 2_500, 0.0625), 2_000).price).toBeNull();
});

test('behavior: a surplus that is not a number is not knowing', () => {
  expect(liquidationOf(() => Number.NaN, 2_000)).toEqual({ price: null, distance: Number.NaN });
  // Known at spot and above, unknown below: the upper root still counts.
  const upperOnly = (price: number) => (price < 2_000 ? Number.NaN : 3_000 - price);
  expect(liquidationOf(upperOnly, 2_000).price).toBeCloseTo(3_000, 5);
});

test('behavior: a jump is found where it is', () => {
  const cliff = (price: number) => (price < 1_500 ? -1 : 1);
  expect(liquidationOf(cliff, 2_000).price).toBeCloseTo(1_500, 5);
});

test('default: a crossing in one direction is the last price with a surplus', () => {
  const long = (price: number) => price - 1_500;
  const crossing = crossingOf(long, 2_000, -1) ?? Number.NaN;
  expect(long(crossing)).toBeGreaterThan(0);
  expect(crossing).toBeCloseTo(1_500, 5);
  expect(crossingOf(long, 2_000, 1)).toBeNull();
  expect(crossingOf(long, 1_400, -1)).toBeNull();
});
