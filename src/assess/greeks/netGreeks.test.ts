import fc from 'fast-check';
import { expect, test } from 'vitest';
import { greekNames, type PositionRisk } from '../../model/riskReport.js';
import { unixSeconds } from '../../model/units.js';
import { netUnderlying } from '../underlyingRisk.js';
import { inDollars } from './inDollars.js';
import { type Netting, netGreeks, nettings, totalDollars } from './netGreeks.js';

const amount = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const prices: Readonly<Record<string, number>> = { BTC: 60_000, ETH: 2_000, SOL: 150 };
const priceOf = (name: string) => prices[name] ?? Number.NaN;

const book: fc.Arbitrary<PositionRisk[]> = fc
  .array(
    fc.record({
      ...Object.fromEntries(greekNames.map((name) => [name, amount])),
      venue: fc.constantFrom('gmx-v2', 'lyra', 'wallet'),
      underlying: fc.constantFrom('BTC', 'ETH', 'SOL', null),
      expiry: fc.constantFrom(null, unixSeconds(1_700_000_000), unixSeconds(1_800_000_000)),
    }),
    { maxLength: 30 },
  )
  .map((all) =>
    all.map(
      (risk, i) => ({ ...risk, position: `p #${i}`, deltaUsd: 0, notional: 0, value: 0 }) as unknown as PositionRisk,
    ),
  );

const one = (changes: Partial<PositionRisk>): PositionRisk => ({
  position: 'lyra #1',
  venue: 'lyra',
  underlying: 'ETH',
  expiry: null,
  ...{ delta: 0, gamma: 0, vega: 0, theta: 0, rho: 0, vanna: 0, volga: 0, charm: 0 },
  deltaUsd: 0,
  notional: 0,
  value: 0,
  ...changes,
});

test('default: dollars are per 1 %, per vol point and per day', () => {
  const units = { delta: 2, gamma: 0.001, vega: 500, theta: -730, rho: 100, vanna: 0.5, volga: 2_000, charm: 3.65 };
  expect(inDollars(units, 2_000)).toEqual({
    delta: 4_000,
    gamma: 0.001 * 2_000 * 20,
    vega: 5,
    theta: -2,
    rho: 1,
    vanna: 10,
    volga: 0.2,
    charm: expect.closeTo(20, 9),
  });
});

test('behavior: rows are by underlying, what does not expire first', () => {
  const later = unixSeconds(1_800_000_000);
  const rows = netGreeks(
    [
      one({ position: 'lyra #2', expiry: later, delta: 1 }),
      one({ position: 'lyra #1', expiry: unixSeconds(1_700_000_000), delta: 2 }),
      one({ position: 'perp ETH', delta: 4 }),
      one({ position: 'lyra #3', expiry: later, delta: 8 }),
      one({ position: 'a BTC', underlying: 'BTC', delta: 16 }),
      one({ position: 'wallet USDC', underlying: null }),
    ],
    'expiry',
    priceOf,
  );
  expect(rows.map(({ underlying, expiry, units, count }) => [underlying, expiry, units.delta, count])).toEqual([
    ['BTC', null, 16, 1],
    ['ETH', null, 4, 1],
    ['ETH', 1_700_000_000, 2, 1],
    ['ETH', 1_800_000_000, 9, 2],
  ]);
});

test('behavior: without a price, what is in dollars of it is not a number, and 0 stays 0', () => {
  const [row] = netGreeks([one({ underlying: 'DOGE', delta: 2, vega: 100 })], 'underlying', priceOf);
  expect(row?.dollars).toMatchObject({ delta: Number.NaN, gamma: 0, vega: 1 });
});

test('invariant: over expiries, venues and positions the sums are the same', () => {
  fc.assert(
    fc.property(book, (positions) => {
      const scale = 1 + positions.reduce((total, risk) => total + Math.abs(risk.delta) + Math.abs(risk.gamma), 0);
      const totalsBy = (by: Netting) => {
        const rows = netGreeks(positions, by, priceOf);
        const of = (name: string) => rows.filter((row) => row.underlying === name);
        return Object.keys(prices).map((name) => of(name).reduce((total, row) => total + row.units.delta, 0));
      };
      const expected = totalsBy('underlying');
      for (const by of nettings) {
        totalsBy(by).forEach((total, i) => {
          expect(Math.abs(total - (expected[i] ?? Number.NaN))).toBeLessThanOrEqual(1e-12 * scale);
        });
      }
    }),
  );
});

test('invariant: dollars add up over whatever they are netted by', () => {
  fc.assert(
    fc.property(book, (positions) => {
      const whole = totalDollars(netGreeks(positions, 'underlying', priceOf));
      for (const by of nettings) {
        const rows = netGreeks(positions, by, priceOf);
        const total = totalDollars(rows);
        for (const name of greekNames) {
          const scale = netGreeks(positions, 'position', priceOf).reduce(
            (sum, r) => sum + Math.abs(r.dollars[name]),
            1,
          );
          expect(Math.abs(total[name] - whole[name])).toBeLessThanOrEqual(1e-12 * scale);
        }
      }
    }),
  );
});

test('invariant: by underlying it is the report to the bit, in whatever order positions come', () => {
  fc.assert(
    fc.property(book, (positions) => {
      for (const row of netGreeks([...positions].reverse(), 'underlying', priceOf)) {
        const { delta, gamma, charm, deltaUsd, gammaUsd } = netUnderlying(
          row.underlying,
          priceOf(row.underlying),
          positions,
        );
        expect(row.units).toMatchObject({ delta, gamma, charm });
        expect(row.dollars).toMatchObject({ delta: deltaUsd, gamma: gammaUsd });
      }
    }),
  );
});
