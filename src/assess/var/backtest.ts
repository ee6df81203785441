import type { Forecast, GarchFit, Jumps, PastDay } from '../../model/forecast.js';
import { unixMillis } from '../../model/units.js';
import { ewmaRule } from '../history/ewma.js';
import { estimationDays, sharedDays } from '../history/forecastOf.js';
import { fitGarch } from '../history/garch.js';
import { jumpsOf } from '../history/jumps.js';
import { annualised, foretoldVariances } from '../history/variance.js';
import { tailOf } from '../revalue/tailOf.js';
import { type ExceedanceTests, exceedanceTests } from './exceedanceTests.js';
import { defaultVarSettings, scenariosOf, type VarMethod, type VarSettings, varMethods } from './methods.js';

export interface BacktestOptions {
  levels: readonly number[];
  /** Days that are judged: those that end after `from` and not after `to`, Unix milliseconds. */
  from: number;
  to: number;
  /** Days before a day that the historical methods draw from, or as many as there are; 500 as in a forecast. */
  window?: number;
  /** Days from one estimate of GARCH and jumps to the next. */
  refit?: number;
  /** Of the holding that is judged: one unit of the underlying, held or sold. */
  side?: 'long' | 'short';
  settings?: Partial<VarSettings>;
}

/** Half the draws of a day's report, since there are years of days; and no vols, since a price alone is judged. */
const backtestSettings: Partial<VarSettings> = { count: 5_000, volOfVol: 0 };

/** Fewer days to draw from say nothing: such a day is not judged. */
const leastWindow = 250;

/** `normal` is no method of ours: it is what EWMA with a normal distribution would have said, as a measure for the others. */
export type BacktestMethod = VarMethod | 'normal';

export const backtestMethods: readonly BacktestMethod[] = [...varMethods, 'normal'];

/** Of one method at one level. */
export interface BacktestRow extends ExceedanceTests {
  method: BacktestMethod;
  level: number;
}

/**
 * Each day's value at risk from the days before it alone, by the very scenarios that `ballast var` draws, held against what
 * the day brought.
 * @param days daily log returns, oldest first, with the ends of the days
 */
export function backtest(
  { at, returns }: { at: readonly number[]; returns: readonly number[] },
  method: BacktestMethod,
  { levels, from, to, window = sharedDays, refit = 30, side = 'long', settings = {} }: BacktestOptions,
): BacktestRow[] {
  const variances = foretoldVariances(returns, ewmaRule);
  const past = returns.map(
    (value, day): PastDay => ({
      at: unixMillis(at[day] ?? 0),
      returns: [value],
      standardised: [value / Math.sqrt(variances[day] ?? Number.NaN)],
    }),
  );
  const firstKnown = past.findIndex(({ standardised: [value] }) => Number.isFinite(value));
  const holdings = { underlyings: [{ name: 'it', price: 1 }] };
  const estimate = estimates(returns, refit);
  const exceeded = levels.map((): boolean[] => []);
  for (const [day, got] of returns.entries()) {
    const end = at[day] ?? Number.NaN;
    const start = Math.max(day - window, firstKnown);
    if (!(end > from && end <= to) || firstKnown < 0 || day - start < leastWindow) continue;
    const ewma = annualised(variances[day] ?? Number.NaN);
    const { garch, jumps } = method === 'monte-carlo' ? estimate(day) : { garch: null, jumps: null };
    const forecast: Forecast = {
      asOf: unixMillis(at[day - 1] ?? 0),
      underlyings: [
        { name: 'it', vol: garch?.vol ?? ewma, from: garch ? 'garch' : 'ewma', ewma, garch, jumps, history: day },
      ],
      correlation: [[1]],
      days: past.slice(start, day),
    };
    const asked = {
      ...defaultVarSettings,
      ...backtestSettings,
      ...settings,
      seed: (settings.seed ?? defaultVarSettings.seed) + day,
    };
    const scenarios =
      method === 'normal'
        ? scenariosOf('monte-carlo', forecast, holdings, {
            ...asked,
            jumps: false,
            degreesOfFreedom: Number.POSITIVE_INFINITY,
          })
        : scenariosOf(method, forecast, holdings, asked);
    const sign = side === 'long' ? 1 : -1;
    const tails = tailOf(
      (scenarios.spot[0] ?? new Float64Array()).map((move) => sign * Math.expm1(move)),
      levels,
    );
    for (const [i, tail] of tails.entries()) exceeded[i]?.push(-sign * Math.expm1(got) > tail.valueAtRisk);
  }
  return levels.map((level, i) => ({ method, level, ...exceedanceTests(exceeded[i] ?? [], level) }));
}

/** GARCH and jumps from the days before a day, made anew every `refit` days and brought up to the day by GARCH's own rule. */
function estimates(returns: readonly number[], refit: number) {
  let made = { day: Number.NEGATIVE_INFINITY, fit: null as GarchFit | null, jumps: null as Jumps | null };
  return (day: number): { garch: GarchFit | null; jumps: Jumps | null } => {
    const before = returns.slice(Math.max(0, day - estimationDays), day);
    if (day - made.day >= refit) made = { day, fit: fitGarch(before), jumps: jumpsOf(before) };
    const { fit, jumps } = made;
    if (!fit) return { garch: null, jumps };
    return { garch: { ...fit, vol: annualised(foretoldVariances(before, fit).at(-1) ?? Number.NaN) }, jumps };
  };
}
