import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HeldOption, Holdings } from '../../model/holdings.js';
import { unixSeconds } from '../../model/units.js';
import { chooseKernel } from '../pricing/chooseKernel.js';
import { compileHoldings } from '../revalue/compileHoldings.js';
import { revalue } from '../revalue/revalue.js';
import { crossings, payoffProfile } from './payoffProfile.js';

const at = unixSeconds(1_700_000_000);
const held = { venue: 'v', underlying: 'ETH', marginAccount: null };
const call = (strike: number, days: number, quantity: number): HeldOption => ({
  ...held,
  position: `option ${strike} ${days}`,
  quantity,
  strike,
  expiry: unixSeconds(at + days * 86_400),
  right: 'call',
  vol: 0.8,
  volSource: 'venue',
  volPerLogSpot: 0,
  rate: 0,
  spot: 2_000,
});

const bookOf = (options: HeldOption[], ether = 0): Holdings => ({
  at,
  underlyings: [
    { name: 'BTC', price: 60_000 },
    { name: 'ETH', price: 2_000 },
  ],
  options,
  linear: [{ ...held, position: 'perp', kind: 'perpetual', quantity: ether, carry: 0 }],
  liquidity: [],
  margins: [],
  unpriced: [],
});

function profileOf(holdings: Holdings, walls: { price: number; label: string }[] = []) {
  const compiled = compileHoldings(holdings, chooseKernel());
  return payoffProfile(holdings, 'ETH', (scenarios) => revalue(compiled, scenarios), walls);
}

test('default: a call at its expiry is worth what exercising it brings, and breaks even a premium above the strike', () => {
  const profile = profileOf(bookOf([call(2_100, 30, 1)]));
  const [now, end] = profile.curves;
  const premium = -(end?.pnl[0] ?? Number.NaN);
  profile.at.forEach((x, i) => {
    expect(end?.pnl[i]).toBeCloseTo(Math.max(x - 2_100, 0) - premium, 6);
  });
  expect(profile.breakevens).toHaveLength(1);
  expect(profile.breakevens[0]).toBeCloseTo(2_100 + premium, 6);
  expect(now?.pnl[profile.at.indexOf(2_000)]).toBe(0);
});

test('behavior: one curve now, one at the first expiry and one at the last; only now where nothing expires', () => {
  const labels = (holdings: Holdings) => profileOf(holdings).curves.map((curve) => curve.label);
  expect(labels(bookOf([], 2))).toEqual(['now']);
  expect(labels(bookOf([call(2_000, -1, 1)]))).toEqual(['now']);
  expect(labels(bookOf([call(2_000, 30, 1)]))).toEqual(['now', 'at expiry 2023-12-14']);
  const three = bookOf([call(2_000, 90, 1), call(2_000, 30, 1), call(2_000, 60, 1)]);
  expect(labels(three)).toEqual(['now', 'at expiry 2023-12-14', 'at expiry 2024-02-12']);
});

test('behavior: prices reach to strikes and walls, but no further than a factor of three', () => {
  const { at: prices, walls } = profileOf(bookOf([call(1_500, 30, 1), call(90_000, 30, 1)]), [
    { price: 2_900, label: 'far' },
    { price: 1_400, label: 'near' },
  ]);
  expect(prices).toEqual([...prices].sort((a, b) => a - b));
  for (const price of [1_400, 1_500, 2_000, 2_900]) expect(prices).toContain(price);
  expect(prices.at(-1)).toBeLessThan(6_000 * 1.2);
  expect(walls.map(({ label }) => label)).toEqual(['near', 'far']);
});

test('args: an underlying that is not held', () => {
  expect(() => payoffProfile(bookOf([]), 'DOGE', () => new Float64Array(0), [])).toThrow('no price of DOGE');
});

test('invariant: without options every curve is a straight line', () => {
  fc.assert(
    fc.property(fc.double({ min: -100, max: 100, noNaN: true }), (ether) => {
      const { at: prices, curves } = profileOf(bookOf([], ether));
      prices.forEach((x, i) => {
        expect(Math.abs((curves[0]?.pnl[i] ?? Number.NaN) - ether * (x - 2_000))).toBeLessThan(
          1e-8 * (1 + Math.abs(ether)) * x,
        );
      });
    }),
  );
});

describe('crossings', () => {
  test('default: between points along straight lines', () => {
    expect(crossings([0, 1, 2, 3], [-1, 1, 3, -3])).toEqual([0.5, 2.5]);
  });

  test('behavior: a point on 0 counts where the sign changes there, a stretch of 0 does not', () => {
    expect(crossings([0, 1, 2], [-1, 0, 1])).toEqual([1]);
    expect(crossings([0, 1, 2], [1, 0, 1])).toEqual([]);
    expect(crossings([0, 1, 2, 3], [-1, 0, 0, 1])).toEqual([]);
    expect(crossings([0, 1], [Number.NaN, 1])).toEqual([]);
    expect(crossings([], [])).toEqual([]);
  });
});
