import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Forecast } from '../../model/forecast.js';
import type { PositionRisk, UnderlyingRisk } from '../../model/riskReport.js';
import { assumedVol, defaultRiskSettings } from '../../model/riskSettings.js';
import { unixMillis } from '../../model/units.js';
import { widenedCorrelation } from '../history/correlation.js';
import { crossAsset } from './crossAsset.js';
import { deltaDeviation } from './deltaDeviation.js';
import { linearGreeks } from './greeks.js';

const prices = { BTC: 60_000, ETH: 2_000, SOL: 150 } as const;
type Name = keyof typeof prices;

const deltas = (of: Partial<Record<Name, number>>): UnderlyingRisk[] =>
  (Object.entries(of) as [Name, number][]).map(([underlying, units]) => ({
    underlying,
    price: prices[underlying],
    ...linearGreeks(units),
    deltaUsd: units * prices[underlying],
    gammaUsd: 0,
  }));

const asPositions = (all: readonly UnderlyingRisk[]): PositionRisk[] =>
  all.map((risk) => ({
    ...risk,
    position: `perp ${risk.underlying}`,
    venue: 'perp',
    expiry: null,
    notional: 0,
    value: 0,
  }));

const forecastOf = (vols: Partial<Record<Name, number>>, correlation: readonly (readonly number[])[]): Forecast => ({
  asOf: unixMillis(0),
  underlyings: Object.entries(vols).map(([name, vol]) => ({
    name,
    vol,
    from: 'ewma' as const,
    ewma: vol,
    garch: null,
    jumps: null,
    history: 900,
  })),
  correlation,
  days: [],
});

const cross = (book: UnderlyingRisk[], forecast: Forecast | null, changes = {}) =>
  crossAsset(book, asPositions(book), { ...defaultRiskSettings, ...changes }, forecast);

const daily = (vol: number) => vol / Math.sqrt(365);

describe('by beta', () => {
  test('default: a beta is correlation × vol ratio, told in the benchmark', () => {
    const book = deltas({ BTC: 1, ETH: -10 });
    const found = cross(
      book,
      forecastOf({ BTC: 0.5, ETH: 0.8 }, [
        [1, 0.9],
        [0.9, 1],
      ]),
    );
    const beta = (0.9 * 0.8) / 0.5;
    expect(found?.benchmark).toBe('BTC');
    expect(found?.betaDeltaUsd).toBeCloseTo(60_000 - beta * 20_000, 6);
    expect(found?.betaDelta).toBeCloseTo((60_000 - beta * 20_000) / 60_000, 9);
    expect(found?.underlyings.map((part) => part.betaFrom)).toEqual(['benchmark', 'history']);
    expect(found?.gaps).toEqual([]);
  });

  test("behavior: the operator's beta and benchmark come first", () => {
    const found = cross(
      deltas({ BTC: 1, ETH: -10 }),
      forecastOf({ BTC: 0.5, ETH: 0.8 }, [
        [1, 0.9],
        [0.9, 1],
      ]),
      {
        benchmark: 'ETH',
        betas: { BTC: 0.7 },
      },
    );
    expect(found).toMatchObject({ benchmark: 'ETH', betaDeltaUsd: 0.7 * 60_000 - 20_000 });
    expect(found?.betaDelta).toBeCloseTo((0.7 * 60_000 - 20_000) / 2_000, 9);
  });

  test('behavior: without history a beta is 1, and it is said', () => {
    const found = cross(deltas({ ETH: 10, SOL: 20 }), null);
    expect(found?.underlyings[1]).toMatchObject({ beta: 1, betaFrom: 'assumed' });
    expect(found?.gaps).toEqual([
      'no price history of ETH: its vol is taken as 90 %, its correlation as 0.7',
      'no price history of SOL: its vol is taken as 90 %, its correlation as 0.7, its beta to ETH as 1',
    ]);
  });

  test('behavior: a hedge does not change what deltas are told in', () => {
    const book = deltas({ BTC: 0.01, ETH: 10 });
    const hedged = [...asPositions(book), ...asPositions(deltas({ BTC: 5 })), ...asPositions(deltas({ BTC: -5 }))];
    expect(crossAsset(book, hedged, defaultRiskSettings, null)?.benchmark).toBe('BTC');
  });

  test('behavior: nothing held is nothing to tell', () => {
    expect(cross(deltas({ BTC: 0 }), null)).toBeNull();
    expect(cross([], null)).toBeNull();
  });

  test('behavior: a delta that is not known leaves the figures unknown', () => {
    const found = cross(deltas({ BTC: 1, ETH: Number.NaN }), null);
    expect([found?.betaDeltaUsd, found?.deviationUsd]).toEqual([Number.NaN, Number.NaN]);
  });

  test('invariant: with beta 1 it is the plain sum', () => {
    fc.assert(
      fc.property(fc.double({ min: -9, max: 9, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true }), (a, b) => {
        fc.pre(a !== 0 && b !== 0);
        const book = deltas({ BTC: a, ETH: b });
        const found = cross(book, null, { betas: { BTC: 1, ETH: 1 } });
        expect(found?.betaDeltaUsd).toBeCloseTo(a * prices.BTC + b * prices.ETH, 6);
      }),
    );
  });
});

describe('by correlation', () => {
  test('default: two underlyings against the formula', () => {
    const found = cross(
      deltas({ BTC: 1, ETH: -10 }),
      forecastOf({ BTC: 0.5, ETH: 0.8 }, [
        [1, 0.9],
        [0.9, 1],
      ]),
    );
    const [x, y] = [60_000 * daily(0.5), -20_000 * daily(0.8)];
    expect(found?.deviationUsd).toBeCloseTo(Math.sqrt(x * x + y * y + 2 * 0.9 * x * y), 6);
    expect(found?.underlyings[1]?.contributionUsd).toBeLessThan(0);
  });

  test("behavior: without history it is the operator's vol, else an assumed one, and an assumed correlation", () => {
    const found = cross(deltas({ ETH: 10, SOL: -100 }), null, { vols: { SOL: 1.2 } });
    const [x, y] = [20_000 * daily(assumedVol), -15_000 * daily(1.2)];
    const together = widenedCorrelation([], [null, null])[0]?.[1] ?? Number.NaN;
    expect(found?.deviationUsd).toBeCloseTo(Math.sqrt(x * x + y * y + 2 * together * x * y), 6);
    expect(found?.gaps[1]).toMatch(/^no price history of SOL: its vol is taken as 120 %/);
  });

  test('invariant: with every correlation 1 it is the plain sum', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 6 }), (held) => {
        const vols = held.map((_, i) => 0.3 + 0.1 * i);
        const ones = held.map(() => held.map(() => 1));
        const { total } = deltaDeviation(held, vols, ones);
        const scale = held.reduce((sum, delta) => sum + Math.abs(delta), 1);
        const plain = Math.abs(held.reduce((sum, delta, i) => sum + delta * daily(vols[i] ?? 0), 0));
        // A root of a square loses half the digits where everything cancels.
        expect(Math.abs(total - plain)).toBeLessThanOrEqual(1e-7 * scale);
      }),
    );
  });

  test('invariant: contributions add up, and nothing is more than the parts alone', () => {
    const entry = fc.record({
      delta: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      vol: fc.double({ min: 0.1, max: 2, noNaN: true }),
      load: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), (all) => {
        // One common factor: positive semi-definite whatever the loads.
        const correlation = all.map((a, i) => all.map((b, j) => (i === j ? 1 : a.load * b.load)));
        const { total, contributions } = deltaDeviation(
          all.map((one) => one.delta),
          all.map((one) => one.vol),
          correlation,
        );
        const alone = all.reduce((sum, one) => sum + Math.abs(one.delta) * daily(one.vol), 0);
        expect(total).toBeLessThanOrEqual(alone * (1 + 1e-12) + 1e-12);
        expect(Math.abs(contributions.reduce((a, b) => a + b, 0) - total)).toBeLessThanOrEqual(1e-9 * (1 + alone));
      }),
    );
  });
});
