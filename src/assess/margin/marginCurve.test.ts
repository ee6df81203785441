import fc from 'fast-check';
import { expect, test } from 'vitest';
import { liquidationOf } from '../liquidation.js';
import { readCurve, traceCurve, wallOf } from './marginCurve.js';
import { priceGrid } from './marginGrids.js';

const precision = 1e-10;
const spot = 2_000;

/** A linear account: so many units, so much equity at 2 000 USD, a share of the notional required. */
const linear = (quantity: number, equity: number, rate: number) => (x: number) => {
  const price = spot * Math.exp(x);
  return { equity: equity + quantity * (price - spot), maintenance: rate * Math.abs(quantity) * price };
};

const accounts = fc.record({
  quantity: fc.double({ min: 0.01, max: 1_000, noNaN: true }),
  short: fc.boolean(),
  leverage: fc.double({ min: 1.2, max: 12, noNaN: true }),
  rate: fc.double({ min: 0.001, max: 0.08, noNaN: true }),
});
const accountOf = ({
  quantity,
  short,
  leverage,
  rate,
}: {
  quantity: number;
  short: boolean;
  leverage: number;
  rate: number;
}) => linear(short ? -quantity : quantity, (quantity * spot) / leverage, rate);

test('default: what is asked at a point is what was told there', () => {
  const at = linear(-3, 1_500, 0.0625);
  const curve = traceCurve(at, priceGrid, precision);
  expect(curve.at).toContain(0);
  expect([...curve.at].sort((a, b) => a - b)).toEqual(curve.at);
  for (const x of curve.at) expect(readCurve(curve, x)).toEqual(at(x));
});

test('invariant: where straight lines run out is where the account is liquidated', () => {
  fc.assert(
    fc.property(accounts, (account) => {
      const at = accountOf(account);
      const curve = traceCurve(at, priceGrid, precision);
      const surplusAt = (price: number) => {
        const { equity, maintenance } = at(Math.log(price / spot));
        return equity - maintenance;
      };
      const { price } = liquidationOf(surplusAt, spot);
      const wall = wallOf(curve, account.short ? 1 : -1);
      expect(wallOf(curve, account.short ? -1 : 1)).toBeNull();
      if (price === null || Math.abs(Math.log(price / spot)) > Math.log(5)) expect(wall).toBeNull();
      else expect(Math.abs((wall ?? Number.NaN) - Math.log(price / spot))).toBeLessThan(1e-9);
    }),
  );
});

test('invariant: between two points a line is off by no more than h²/8 of what moves', () => {
  fc.assert(
    fc.property(accounts, fc.double({ min: -1.6, max: 1.6, noNaN: true }), (account, x) => {
      const at = accountOf(account);
      const curve = traceCurve(at, priceGrid, precision);
      const above = curve.at.findIndex((point) => point >= x);
      const [from = 0, to = 0] = [curve.at[above - 1], curve.at[above]];
      const bound = ((to - from) ** 2 / 8) * account.quantity * spot * Math.exp(to) + 1e-9;
      const [read, exact] = [readCurve(curve, x), at(x)];
      expect(Math.abs(read.equity - exact.equity)).toBeLessThanOrEqual(bound);
      expect(Math.abs(read.maintenance - exact.maintenance)).toBeLessThanOrEqual(bound * account.rate + 1e-9);
    }),
  );
});

test('behavior: squeezed from both sides there are two walls, and a jump is a wall', () => {
  const squeezed = traceCurve((x) => ({ equity: (0.2 + x) * (0.4 - x), maintenance: 0 }), priceGrid, precision);
  expect(wallOf(squeezed, -1)).toBeCloseTo(-0.2, 9);
  expect(wallOf(squeezed, 1)).toBeCloseTo(0.4, 9);
  const cliff = traceCurve((x) => ({ equity: x < 0.111 ? 5 : -5, maintenance: 0 }), priceGrid, precision);
  expect(wallOf(cliff, 1)).toBeCloseTo(0.111, 9);
});

test('behavior: gone already, never gone, and not known', () => {
  const curve = (equity: (x: number) => number) =>
    traceCurve((x) => ({ equity: equity(x), maintenance: 1 }), priceGrid, 1e-10);
  expect(
    wallOf(
      curve(() => 1),
      -1,
    ),
  ).toBe(0);
  expect(
    wallOf(
      curve(() => 2),
      1,
    ),
  ).toBeNull();
  expect(
    wallOf(
      curve((x) => (x > 0.1 ? Number.NaN : 2)),
      1,
    ),
  ).toBeNaN();
  expect(
    wallOf(
      curve((x) => (x > 0.1 ? Number.NaN : 2)),
      -1,
    ),
  ).toBeNull();
  const blind = curve((x) => (x > 0.1 ? Number.NaN : 2));
  expect(readCurve(blind, 0.11).equity).toBeNaN();
  expect(readCurve(blind, 0.09).equity).toBe(2);
});

test('args: beyond its ends a curve goes on as at the end', () => {
  const curve = { at: [-1, 0, 1], equity: [1, 2, 5], maintenance: [0, 0, 1] };
  expect([-9, 0.5, 9].map((x) => readCurve(curve, x))).toEqual([
    { equity: 1, maintenance: 0 },
    { equity: 3.5, maintenance: 0.5 },
    { equity: 5, maintenance: 1 },
  ]);
});
