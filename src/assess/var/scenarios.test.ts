import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Forecast } from '../../model/forecast.js';
import { DAY, HOUR } from '../../model/time.js';
import { unixMillis, unixSeconds } from '../../model/units.js';
import { forecastOf } from '../history/forecastOf.js';
import { firstMidnight, garchReturns, pricesOf } from '../history/testing/simulated.js';
import { gapsOf } from './gapsOf.js';
import { defaultVarSettings, scenariosOf, varMethods } from './methods.js';
import { monteCarloScenarios } from './monteCarloScenarios.js';
import { filteredHistoricalScenarios, historicalScenarios } from './pastScenarios.js';
import { volFactor } from './volFactor.js';

const rule = { omega: 4e-5, alpha: 0.1, beta: 0.86 };
const eth = garchReturns(700, rule, 1);
const btc = garchReturns(700, rule, 2).map((value, day) => 0.5 * value + 0.6 * (eth[day] ?? 0));
const forecast = forecastOf([pricesOf('BTC', btc), pricesOf('ETH', eth)], { vols: { SOL: 1.1 } }, [
  'ETH',
  'BTC',
  'SOL',
]);
const held = (...names: string[]) => ({ underlyings: names.map((name) => ({ name, price: 100 })) });
const day = { years: 1 / 365, seed: 1, degreesOfFreedom: 4 };
const simulated = { ...day, count: 40_000, jumps: false, volOfVol: 0 };
const variance = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value * value, 0) / values.length;
const correlation = (a: Float64Array = new Float64Array(), b: Float64Array = new Float64Array()): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0) / a.length / Math.sqrt(variance(a) * variance(b));

test('default: past days come again as they were', () => {
  const { count, spot, years } = historicalScenarios(forecast, held('BTC', 'ETH'), day);
  expect(count).toBe(500);
  expect([...(spot[1] ?? [])]).toEqual(eth.slice(-500).map((value) => expect.closeTo(value, 8)));
  expect([...(spot[0] ?? [])]).toEqual(btc.slice(-500).map((value) => expect.closeTo(value, 8)));
  expect(years.every((value) => value === 1 / 365)).toBe(true);
});

test('behavior: filtered, they come at the vol of today', () => {
  const { spot } = filteredHistoricalScenarios(forecast, held('ETH'), day);
  const scale = (forecast.underlyings[1]?.ewma ?? 0) / Math.sqrt(365);
  expect([...(spot[0] ?? [])]).toEqual(forecast.days.map(({ standardised }) => (standardised[1] ?? 0) * scale));
  const calmer: Forecast = {
    ...forecast,
    underlyings: forecast.underlyings.map((one) => ({ ...one, ewma: (one.ewma ?? 0) / 2 })),
  };
  expect(filteredHistoricalScenarios(calmer, held('ETH'), day).spot[0]?.[7]).toBeCloseTo((spot[0]?.[7] ?? 0) / 2, 15);
});

test('behavior: moves of four days are twice those of one', () => {
  const one = historicalScenarios(forecast, held('ETH'), day).spot[0];
  const four = historicalScenarios(forecast, held('ETH'), { ...day, years: 4 / 365 }).spot[0];
  expect(four?.[11]).toBeCloseTo(2 * (one?.[11] ?? 0), 15);
});

test('behavior: simulated moves have the vols and the correlation of the forecast', () => {
  // Of Student's t, the variance of a sample settles slowly: 6 degrees here, not 4.
  const { spot } = monteCarloScenarios(forecast, held('BTC', 'ETH', 'SOL'), { ...simulated, degreesOfFreedom: 6 });
  for (const [u, name] of ['BTC', 'ETH', 'SOL'].entries()) {
    const vol = forecast.underlyings.find((one) => one.name === name)?.vol ?? 0;
    expect(Math.abs(Math.sqrt(variance(spot[u] ?? new Float64Array()) * 365) / vol - 1)).toBeLessThan(0.03);
    for (const v of [0, 1, 2]) expect(correlation(spot[u], spot[v])).toBeCloseTo(forecast.correlation[u]?.[v] ?? 0, 1);
  }
});

test('behavior: fewer degrees of freedom, more days beyond 4 deviations', () => {
  const beyond = (degreesOfFreedom: number): number => {
    const [moves] = monteCarloScenarios(forecast, held('ETH'), { ...simulated, degreesOfFreedom }).spot;
    const four = (4 * (forecast.underlyings[1]?.vol ?? 0)) / Math.sqrt(365);
    return (moves ?? new Float64Array()).filter((move) => Math.abs(move) > four).length;
  };
  expect(beyond(Number.POSITIVE_INFINITY)).toBeLessThan(15);
  expect(beyond(4)).toBeGreaterThan(100);
});

test('behavior: jumps come on top, together, and leave the mean of log-moves at 0', () => {
  const jumpy: Forecast = {
    ...forecast,
    underlyings: forecast.underlyings.map((one) => ({ ...one, jumps: { perYear: 36.5, mean: -0.2, deviation: 0.1 } })),
  };
  const normal = { ...simulated, degreesOfFreedom: Number.POSITIVE_INFINITY, jumps: true };
  const { spot } = monteCarloScenarios(jumpy, held('BTC', 'ETH'), normal);
  const [a = new Float64Array(), b = new Float64Array()] = spot;
  const expected = (forecast.underlyings[0]?.vol ?? 0) ** 2 / 365 + 0.1 * (0.2 ** 2 + 0.1 ** 2);
  expect(Math.abs(variance(a) / expected - 1)).toBeLessThan(0.05);
  expect(Math.abs(a.reduce((sum, value) => sum + value, 0) / a.length)).toBeLessThan(0.002);
  const crash = (values: Float64Array) => (_: number, s: number) => (values[s] ?? 0) < -0.15;
  const both = a.filter((move, s) => crash(a)(move, s) && crash(b)(move, s)).length;
  expect(both / a.filter(crash(a)).length).toBeGreaterThan(0.6);
});

test('behavior: what has no history is simulated among the past days, correlated with them', () => {
  const { spot, count } = historicalScenarios(forecast, held('BTC', 'ETH', 'SOL'), { ...day, degreesOfFreedom: 8 });
  expect(count).toBe(500);
  expect(Math.abs(Math.sqrt(variance(spot[2] ?? new Float64Array()) * 365) / 1.1 - 1)).toBeLessThan(0.2);
  expect(correlation(spot[2], spot[1])).toBeGreaterThan(0.3);
});

test('args: without a history there are no past days, and simulation is by what is assumed', () => {
  for (const none of [null, forecastOf([], { vols: {} }, ['ETH'])]) {
    expect(historicalScenarios(none, held('ETH'), day).count).toBe(0);
    expect(filteredHistoricalScenarios(none, held('ETH', 'BTC'), day).count).toBe(0);
    const { spot } = monteCarloScenarios(none, held('ETH', 'BTC'), {
      ...simulated,
      degreesOfFreedom: Number.POSITIVE_INFINITY,
    });
    expect(Math.sqrt(variance(spot[1] ?? new Float64Array()) * 365)).toBeCloseTo(0.9, 1);
  }
});

test('behavior: vols move as their forecast does, up with a large move either way and a little down with none', () => {
  const factor = volFactor(0.04, 1 / 365);
  expect(factor(0)).toBeCloseTo(Math.sqrt(0.94), 12);
  expect(factor(0.04)).toBeCloseTo(1, 12);
  expect(factor(-0.16)).toBeCloseTo(Math.sqrt(0.94 + 0.06 * 16), 12);
  expect(factor(0.16)).toBe(factor(-0.16));
  expect(volFactor(0, 1 / 365)(0.1)).toBe(1);
  const { spot, vol } = filteredHistoricalScenarios(forecast, held('ETH'), day);
  const foretold = volFactor((forecast.underlyings[1]?.vol ?? 0) / Math.sqrt(365), 1 / 365);
  expect([...(vol[0] ?? [])]).toEqual([...(spot[0] ?? [])].map((move) => expect.closeTo(foretold(move), 12)));
});

test('invariant: finite, positive vols, and the same seed gives the same bits', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom(...varMethods),
      fc.integer({ min: 1, max: 72 }),
      (seed, method, hours) => {
        const asked = { ...defaultVarSettings, count: 200, seed, hours };
        const names = held('BTC', 'DOGE', 'SOL');
        const scenarios = scenariosOf(method, forecast, names, asked);
        expect(scenariosOf(method, forecast, names, asked)).toEqual(scenarios);
        for (const column of scenarios.spot) expect(column.every(Number.isFinite)).toBe(true);
        for (const column of scenarios.vol)
          expect(column.every((value) => value > 0 && Number.isFinite(value))).toBe(true);
        if (method !== 'historical' || names.underlyings.length > 1)
          expect(scenariosOf(method, forecast, names, { ...asked, seed: seed ^ 1 }).spot[1]).not.toEqual(
            scenarios.spot[1],
          );
      },
    ),
    { numRuns: 40 },
  );
});

test('default: a forecast tells days, vols and whose they are', () => {
  const [first, , third] = forecast.underlyings;
  expect(forecast.underlyings.map(({ name }) => name)).toEqual(['BTC', 'ETH', 'SOL']);
  expect(first).toMatchObject({ history: 700, from: 'garch' });
  expect(third).toMatchObject({ history: 0, from: 'settings', vol: 1.1, ewma: null, garch: null, jumps: null });
  expect(forecast.asOf).toBe(unixMillis(firstMidnight + 700 * DAY));
  expect(forecast.days).toHaveLength(500);
  expect(forecast.days.at(-1)).toMatchObject({
    at: forecast.asOf,
    returns: [expect.any(Number), expect.any(Number), Number.NaN],
  });
  // The simulated pair has 0.77 over all its days.
  expect(forecast.correlation[0]?.[1]).toBeGreaterThan(0.5);
});

test('behavior: a crash is in the vol within the hour, and history is cut at three years', () => {
  const series = pricesOf('ETH', [...garchReturns(1_200, rule, 3), -0.3]);
  const upTo = (hours: number) => {
    const kept = series.hours.filter((hour) => hour < firstMidnight + 1_200 * DAY + hours * HOUR).length;
    return forecastOf(
      [{ ...series, hours: series.hours.slice(0, kept), prices: series.prices.slice(0, kept) }],
      { vols: {} },
      ['ETH'],
    );
  };
  const vols = [0, 6, 12, 24].map((hours) => upTo(hours).underlyings[0]?.vol ?? 0);
  expect(vols).toEqual([...vols].sort((a, b) => a - b));
  expect((vols[2] ?? 0) / (vols[0] ?? 1)).toBeGreaterThan(1.2);
  expect(upTo(12).underlyings[0]?.history).toBe(1_095);
});

test('behavior: an underlying of few days has a vol of its own and does not cut short the days of the others', () => {
  const young = pricesOf('SOL', garchReturns(60, rule, 5), firstMidnight + 640 * DAY);
  const found = forecastOf([pricesOf('ETH', eth), young], { vols: { SOL: 2 } }, ['ETH', 'SOL']);
  expect(found.days).toHaveLength(500);
  expect(found.underlyings[1]).toMatchObject({ name: 'SOL', from: 'ewma', history: 60, garch: null });
  expect(found.days.every(({ returns }) => Number.isNaN(returns[1]))).toBe(true);
  expect(historicalScenarios(found, held('ETH', 'SOL'), day).spot[1]?.every(Number.isFinite)).toBe(true);
});

test('behavior: an underlying whose prices ended long before the others is told, and so is a price that was left out', () => {
  const ended = pricesOf('BTC', eth.slice(0, 600));
  const right = pricesOf('ETH', eth);
  const wrongAt = firstMidnight + 690 * DAY - HOUR;
  const wrong = { ...right, prices: right.prices.map((price, i) => (right.hours[i] === wrongAt ? 10 * price : price)) };
  const found = forecastOf([ended, wrong], { vols: {} }, ['BTC', 'ETH']);
  const asIf = forecastOf([ended, right], { vols: {} }, ['BTC', 'ETH']);
  expect(found.underlyings[1]?.ewma).toBeCloseTo(asIf.underlyings[1]?.ewma ?? 0, 2);
  const at = unixSeconds((firstMidnight + 700 * DAY) / 1000);
  const gaps = gapsOf({ ...held('BTC', 'ETH'), at, unpriced: [] }, found);
  expect(gaps[0]).toBe('BTC: the newest price of its history is 100 days old');
  expect(gaps[1]).toMatch(/^ETH: prices of 1 h left out/);
  expect(gaps).toHaveLength(2);
});
