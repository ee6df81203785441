import type { Forecast, GarchFit, PastDay, UnderlyingForecast } from '../../model/forecast.js';
import type { Underlying } from '../../model/instrument.js';
import type { PriceSeries } from '../../model/priceSeries.js';
import { assumedVol, type RiskSettings } from '../../model/riskSettings.js';
import { HOUR } from '../../model/time.js';
import { unixMillis } from '../../model/units.js';
import { correlationOf, widenedCorrelation } from './correlation.js';
import { type DailyReturns, dailyReturns } from './dailyReturns.js';
import { ewmaRule } from './ewma.js';
import { fitGarch } from './garch.js';
import { jumpsOf } from './jumps.js';
import { annualised, foretoldVariances, varianceSince } from './variance.js';

/** Days that vols and jumps are estimated from: older ones were another market. */
export const estimationDays = 3 * 365;
/** Days that the historical methods draw from. At 99 % their answer is then the sixth worst, and not the worst that there was. */
export const sharedDays = 500;
/** Under a year's trading days (Basel) of its own, an underlying would cut short what the others can be told from. */
const leastSharedDays = 250;

/**
 * What the price history says of the 24 hours to come: per underlying its vol (GARCH where it fits, else EWMA, else what the settings
 * say, else what is assumed), jumps, and together their correlation and the past days to draw from.
 *
 * An underlying that shares too few days with the others has NaN in each row of `days`.
 */
export function forecastOf(
  history: readonly PriceSeries[],
  { vols }: Pick<RiskSettings, 'vols'>,
  underlyings: readonly Underlying[],
): Forecast {
  const names = [...new Set(underlyings)].sort();
  const pasts = names.map((name) => pastOf(history.find(({ underlying }) => underlying === name)));
  const { isShared, at } = daysInCommon(pasts);
  const days = at.slice(-sharedDays).map((end): PastDay => {
    const places = pasts.map((past, i) => (isShared[i] ? past.places.get(end) : undefined));
    const read = (values: (past: Past) => ArrayLike<number>): number[] =>
      places.map((place, i) => {
        const past = pasts[i];
        return place === undefined || past === undefined ? Number.NaN : rounded(values(past)[place] ?? Number.NaN);
      });
    return {
      at: unixMillis(end),
      returns: read(({ daily }) => daily.returns),
      standardised: read(({ standardised }) => standardised),
    };
  });
  const shared = names.map((_, i) => i).filter((i) => isShared[i]);
  const known = correlationOf(
    days.map(({ standardised }) => shared.map((i) => standardised[i] ?? 0)),
    shared.length,
  );
  const columns = names.map((_, i) => (isShared[i] ? shared.indexOf(i) : null));
  return {
    asOf: unixMillis(Math.max(0, ...history.filter(({ underlying }) => names.includes(underlying)).map(newestOf))),
    underlyings: names.map((name, i) => underlyingForecast(name, pasts[i], vols[name])),
    correlation: widenedCorrelation(known, columns),
    days,
  };
}

interface Past {
  daily: DailyReturns;
  /** End of the newest hour, Unix milliseconds; null without one. */
  newest: number | null;
  /** Return / deviation foretold; NaN for the first days. */
  standardised: Float64Array;
  /** Annualised; null with too few days. */
  ewma: number | null;
  /** Where among the days each end of a day stands, of those that are standardised. */
  places: ReadonlyMap<number, number>;
}

const newestOf = ({ hours }: PriceSeries): number => (hours.at(-1) ?? -HOUR) + HOUR;

function pastOf(series: PriceSeries | undefined): Past {
  const whole = dailyReturns(series ?? { underlying: '', hours: [], prices: [] });
  const daily = { ...whole, at: whole.at.slice(-estimationDays), returns: whole.returns.slice(-estimationDays) };
  const variances = foretoldVariances(daily.returns, ewmaRule);
  const standardised = Float64Array.from(
    daily.returns,
    (value, day) => value / Math.sqrt(variances[day] ?? Number.NaN),
  );
  const places = new Map(daily.at.map((end, day) => [end, day] as const));
  for (const [end, day] of places) if (!Number.isFinite(standardised[day])) places.delete(end);
  const next = varianceSince(variances.at(-1) ?? Number.NaN, ewmaRule, daily.today);
  return {
    daily,
    newest: series?.hours.length ? newestOf(series) : null,
    standardised,
    ewma: next > 0 ? annualised(next) : null,
    places,
  };
}

/** Whose days are shared, the longest histories first, and the ends of those days, oldest first. */
function daysInCommon(pasts: readonly Past[]): { isShared: boolean[]; at: number[] } {
  const isShared = pasts.map(() => false);
  let at: number[] | null = null;
  const order = pasts
    .map((_, i) => i)
    .sort((a, b) => (pasts[b]?.places.size ?? 0) - (pasts[a]?.places.size ?? 0) || a - b);
  for (const i of order) {
    const places = pasts[i]?.places;
    if (!places) continue;
    const both: number[] = at === null ? [...places.keys()] : at.filter((end) => places.has(end));
    if (both.length < leastSharedDays) continue;
    at = both;
    isShared[i] = true;
  }
  return { isShared, at: at ?? [] };
}

function underlyingForecast(name: Underlying, past: Past | undefined, setting: number | undefined): UnderlyingForecast {
  const ewma = past?.ewma ?? null;
  const garch = past ? garchNow(past.daily) : null;
  const steady = past ? jumpsOf(past.daily.returns) : null;
  const newest = past?.newest ?? null;
  const doubtful = past?.daily.doubtful.length ?? 0;
  const common = {
    ...{ name, ewma, garch, jumps: steady, history: past?.daily.returns.length ?? 0 },
    ...(newest === null ? {} : { asOf: unixMillis(newest) }),
    ...(doubtful === 0 ? {} : { doubtful }),
  };
  if (garch) return { ...common, vol: garch.vol, from: 'garch' };
  if (ewma !== null) return { ...common, vol: ewma, from: 'ewma' };
  return setting === undefined
    ? { ...common, vol: assumedVol, from: 'assumed' }
    : { ...common, vol: setting, from: 'settings' };
}

function garchNow({ returns, today }: DailyReturns): GarchFit | null {
  const fit = fitGarch(returns);
  if (!fit || !today) return fit;
  const atMidnight = foretoldVariances(returns, fit).at(-1) ?? Number.NaN;
  return { ...fit, vol: annualised(varianceSince(atMidnight, fit, today)) };
}

/** To 1e-8, a ten-thousandth of a basis point: what is kept of each day is shorter as text. */
const rounded = (value: number): number => Math.round(value * 1e8) / 1e8;
