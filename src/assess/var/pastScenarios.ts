import type { Forecast } from '../../model/forecast.js';
import type { Holdings } from '../../model/holdings.js';
import type { Scenarios } from '../../model/scenarios.js';
import { daysPerYear } from '../../model/time.js';
import { assumedCorrelation } from '../history/correlation.js';
import { createDice } from '../history/dice.js';
import { marketOutlook, type UnderlyingOutlook } from '../history/marketOutlook.js';
import { studentT } from './studentT.js';
import { volFactor } from './volFactor.js';

export interface PastScenariosOptions {
  /** Years that pass; moves of a day are scaled by the square root of time. */
  years: number;
  /** For the underlyings without a past. */
  seed: number;
  degreesOfFreedom: number;
}

/** Each past day over again, as it was. One scenario a day of the forecast; none without a history. */
export const historicalScenarios = (
  forecast: Forecast | null,
  holdings: Pick<Holdings, 'underlyings'>,
  options: PastScenariosOptions,
): Scenarios => pastScenarios(forecast, holdings, options, (day, column) => day.returns[column] ?? Number.NaN);

/**
 * Each past day over again in today's market: what it was in deviations of its own time, at the vol of today (Hull and White, 1998;
 * Barone-Adesi, Giannopoulos and Vosper, 1999), by EWMA on both sides.
 */
export const filteredHistoricalScenarios = (
  forecast: Forecast | null,
  holdings: Pick<Holdings, 'underlyings'>,
  options: PastScenariosOptions,
): Scenarios =>
  pastScenarios(
    forecast,
    holdings,
    options,
    (day, column, { ewma }) => (day.standardised[column] ?? Number.NaN) * (ewma / Math.sqrt(daysPerYear)),
  );

type MoveOf = (day: Forecast['days'][number], column: number, outlook: UnderlyingOutlook) => number;

function pastScenarios(
  forecast: Forecast | null,
  holdings: Pick<Holdings, 'underlyings'>,
  { years, seed, degreesOfFreedom }: PastScenariosOptions,
  moveOf: MoveOf,
): Scenarios {
  const { underlyings } = marketOutlook(forecast, holdings);
  // Where nothing held has a past there is nothing to draw from: simulated days are not history.
  const days = underlyings.some(({ column }) => column !== null) ? (forecast?.days ?? []) : [];
  const common = underlyings.some(({ column }) => column === null)
    ? commonMoves(days, underlyings)
    : new Float64Array();
  const dice = createDice(seed);
  const scale = Math.sqrt(years * daysPerYear);
  const spot = underlyings.map((outlook) => {
    const { column, vol } = outlook;
    const daily = vol / Math.sqrt(daysPerYear);
    return Float64Array.from(days, (day, s) => {
      if (column !== null) return moveOf(day, column, outlook) * scale;
      const own = Math.sqrt(1 - assumedCorrelation ** 2) * studentT(dice, degreesOfFreedom);
      return (assumedCorrelation * (common[s] ?? 0) + own) * daily * scale;
    });
  });
  return {
    count: days.length,
    spot,
    vol: underlyings.map(({ vol }, u) => {
      const factor = volFactor(vol * Math.sqrt(years), years);
      return Float64Array.from(spot[u] ?? [], factor);
    }),
    years: new Float64Array(days.length).fill(years),
  };
}

/** What the known ones did together on each day, with a deviation of 1 over all days. */
function commonMoves(days: Forecast['days'], underlyings: readonly UnderlyingOutlook[]): Float64Array {
  const columns = underlyings.flatMap(({ column }) => (column === null ? [] : [column]));
  const means = Float64Array.from(
    days,
    ({ standardised }) => columns.reduce((sum, column) => sum + (standardised[column] ?? 0), 0) / columns.length,
  );
  const deviation = Math.sqrt(means.reduce((sum, value) => sum + value * value, 0) / means.length);
  return deviation > 0 ? means.map((value) => value / deviation) : means;
}
