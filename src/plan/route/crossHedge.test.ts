import { describe, expect, test } from 'vitest';
import type { Forecast } from '../../model/forecast.js';
import { bps, unixMillis, WAD, wad } from '../../model/units.js';
import { hedgeRule, toySnapshot } from '../testing/toyBook.js';
import { type ToyState, toyPerp, toyReading, toyState } from '../testing/toyPerp.js';
import { type CrossHedgeInput, routeOrCross } from './crossHedge.js';

const marks = { ETH: wad(2_000n * WAD), BTC: wad(100_000n * WAD) };

function forecastOf(correlation: number, shared = true): Forecast {
  const one = (name: string, vol: number) => ({
    ...{ name, vol, from: 'ewma' as const, ewma: vol, garch: null, jumps: null, history: 500 },
  });
  return {
    asOf: unixMillis(0),
    underlyings: [one('BTC', 0.5), one('ETH', 0.7)],
    correlation: [
      [1, correlation],
      [correlation, 1],
    ],
    days: [{ at: unixMillis(0), returns: [0.01, shared ? 0.02 : Number.NaN], standardised: [1, 1] }],
  };
}

const cross = (change: Partial<CrossHedgeInput> = {}, state: Partial<ToyState> = {}, held = 0) => {
  const accounts = { cross: { cash: wad(1_000_000n * WAD), quantities: {} } };
  return routeOrCross({
    rule: hedgeRule({ underlying: 'BTC', on: ['toy ETH'], maxSlippage: bps(100) }),
    snapshot: toySnapshot([toyReading(toyState({ marks, accounts, ...state }))]),
    venues: new Map([['toy', toyPerp('toy')]]),
    missing: -1,
    limits: { health: Number.POSITIVE_INFINITY, order: Number.POSITIVE_INFINITY, slippage: 1_000 },
    forecast: forecastOf(0.9),
    underlyings: [
      { underlying: 'BTC', delta: 1, price: 100_000 },
      { underlying: 'ETH', delta: held, price: 2_000 },
    ],
    floor: 0.5,
    ...change,
  });
};

/** ETH that stands for one BTC: 0.9 × 0.5 / 0.7 × 100 000 / 2 000. */
const ratio = (0.9 * 0.5 * 100_000) / (0.7 * 2_000);

describe('routeOrCross', () => {
  test('default: what cannot be traded is hedged with what moves with it', () => {
    const routing = cross();
    expect(routing.legs).toMatchObject([
      { on: ['toy ETH'], underlying: 'ETH', delta: expect.closeTo(-ratio, 4), terms: [{ side: 'Sell' }] },
    ]);
    expect(routing.cross?.r2).toBeCloseTo(0.81, 6);
    expect(routing.cross?.ratios[0]).toEqual({ underlying: 'ETH', ratio: expect.closeTo(ratio, 4) });
    // 100 000 × 0.5 / √365 a day, and √(1 - 0.81) of it is left.
    expect(routing.cross?.before).toBeCloseTo(50_000 / Math.sqrt(365), 4);
    expect(routing.cross?.residual).toBeCloseTo((50_000 / Math.sqrt(365)) * Math.sqrt(0.19), 1);
    expect(routing.says).toContain(
      'BTC cannot be traded: 32.1429 ETH for each BTC, which takes away 81 % of what it varies',
    );
    expect(routing.says).toContain('a deviation of 1141 usd a day is left, of 2617');
    expect(routing.reached).toBe(0);
  });

  test('behavior: a hedge that stands is not made again', () => {
    expect(cross({}, {}, -ratio).legs).toEqual([]);
  });

  test('behavior: the underlying itself comes first, wherever it can be traded', () => {
    const rule = hedgeRule({ underlying: 'BTC', on: ['toy ETH', 'toy BTC'], maxSlippage: bps(100) });
    const routing = cross({ rule });
    expect(routing).toMatchObject({ cross: null, legs: [{ on: ['toy BTC'], delta: -1 }] });
  });

  test('behavior: too loose a tie is no hedge', () => {
    const routing = cross({ forecast: forecastOf(0.6) });
    expect(routing).toMatchObject({ legs: [], cross: null });
    expect(routing.says).toContain('ETH would take away 36 % of what BTC varies; at least 50 % is asked for');
  });

  test('behavior: what is only assumed of a correlation hedges nothing', () => {
    expect(cross({ forecast: null }).says.at(-1)).toBe(
      'there is no price history to tell how underlyings move together',
    );
    const assumed = cross({ forecast: forecastOf(0.9, false) });
    expect(assumed.legs).toEqual([]);
    expect(assumed.says.at(-1)).toBe('how ETH moves with the others is not known: it shares too few days with them');
  });
});
