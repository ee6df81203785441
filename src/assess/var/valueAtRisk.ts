import type { Forecast, UnderlyingForecast } from '../../model/forecast.js';
import type { Holdings } from '../../model/holdings.js';
import type { Underlying } from '../../model/instrument.js';
import { assumedVol } from '../../model/riskSettings.js';
import type { UnixMillis } from '../../model/units.js';
import type { CompiledHoldings } from '../revalue/compileHoldings.js';
import { chooseScenarios, revalueByUnderlying } from '../revalue/revalue.js';
import { type Tail, tailOf } from '../revalue/tailOf.js';
import { tailRisk } from '../revalue/tailRisk.js';
import { gapsOf } from './gapsOf.js';
import { defaultVarSettings, scenariosOf, type VarMethod, type VarSettings, varMethods } from './methods.js';

/** What the holdings may lose in the hours to come, by every method, each by full revaluation. */
export interface ValueAtRisk {
  hours: number;
  levels: readonly number[];
  methods: readonly MethodRisk[];
  /** Of `contributions`. */
  contributionLevel: number;
  /** What is foretold of each underlying that is held. */
  underlyings: readonly { name: Underlying; vol: number; from: UnderlyingForecast['from']; days: number }[];
  /** The newest price that is in it; null without a forecast. */
  forecastOf: UnixMillis | null;
  /** What is in no figure, or assumed for want of a history, in sentences. */
  gaps: readonly string[];
  /** What always holds, in sentences. */
  assumptions: readonly string[];
}

export interface MethodRisk {
  method: VarMethod;
  scenarios: number;
  /** In the order of the levels; USD. NaN where there was nothing to draw from. */
  tails: readonly Tail[];
  /** What each underlying has in the expected shortfall at `contributionLevel` (Euler: its mean loss in those very scenarios); they add up to it. */
  contributions: readonly { underlying: Underlying; expectedShortfall: number }[];
}

export interface ValueAtRiskOptions extends Partial<VarSettings> {
  levels?: readonly number[];
  contributionLevel?: number;
  methods?: readonly VarMethod[];
}

const defaultLevels: readonly number[] = [0.95, 0.975, 0.99];

/**
 * Seeded: the same holdings and forecast give the same bits.
 * @param compiled of the same holdings
 * @param forecast null before there is a price history; then only Monte Carlo has figures, from vols that are assumed
 * @throws RangeError for a level that is not between 0 and 1
 */
export function valueAtRisk(
  compiled: CompiledHoldings,
  holdings: Holdings,
  forecast: Forecast | null,
  { levels = defaultLevels, contributionLevel = 0.975, methods = varMethods, ...changes }: ValueAtRiskOptions = {},
): ValueAtRisk {
  const settings = { ...defaultVarSettings, ...changes };
  return {
    hours: settings.hours,
    levels,
    methods: methods.map((method) =>
      methodRisk(method, compiled, holdings, forecast, settings, levels, contributionLevel),
    ),
    contributionLevel,
    underlyings: holdings.underlyings.map(({ name }) => {
      const known = forecast?.underlyings.find((one) => one.name === name);
      return { name, vol: known?.vol ?? assumedVol, from: known?.from ?? 'assumed', days: known?.history ?? 0 };
    }),
    forecastOf: forecast?.asOf ?? null,
    gaps: gapsOf(holdings, forecast),
    assumptions: assumptionsOf(settings),
  };
}

function methodRisk(
  method: VarMethod,
  compiled: CompiledHoldings,
  holdings: Holdings,
  forecast: Forecast | null,
  settings: VarSettings,
  levels: readonly number[],
  contributionLevel: number,
): MethodRisk {
  const names = holdings.underlyings.map(({ name }) => name);
  const scenarios = scenariosOf(method, forecast, holdings, settings);
  if (scenarios.count === 0) {
    return {
      method,
      scenarios: 0,
      tails: tailOf(new Float64Array(), levels),
      contributions: names.map((underlying) => ({ underlying, expectedShortfall: Number.NaN })),
    };
  }
  const { tails, pnl } = tailRisk(compiled, scenarios, { levels: [...levels, contributionLevel] });
  // The worst, each with its weight in the mean: the last may count by a fraction.
  const size = Math.max(1, scenarios.count * (1 - contributionLevel));
  const worst = Uint32Array.from(pnl.keys())
    .sort((a, b) => (pnl[a] ?? 0) - (pnl[b] ?? 0) || a - b)
    .subarray(0, Math.ceil(size - 1e-9));
  const losses = revalueByUnderlying(compiled, chooseScenarios(scenarios, worst));
  const shareOf = (place: number): number => Math.min(1, size - place) / size;
  return {
    method,
    scenarios: scenarios.count,
    tails: tails.slice(0, levels.length),
    contributions: names.map((underlying, u) => ({
      underlying,
      expectedShortfall: -(losses[u] ?? new Float64Array()).reduce((sum, loss, i) => sum + loss * shareOf(i), 0),
    })),
  };
}

const assumptionsOf = ({ hours, count, degreesOfFreedom, jumps, volOfVol, seed }: VarSettings): string[] => [
  `every position is kept for ${hours} h; nothing is hedged, closed or liquidated on the way`,
  ...(hours === 24 ? [] : ['moves of a day are scaled by the square root of time']),
  'implied vols move as the forecast of vol does: sqrt(0.94 + 0.06 z²) for a day of z deviations, up or down',
  `monte-carlo: ${count} draws of Student's t with ${degreesOfFreedom} degrees of freedom${jumps ? ', past jumps on top' : ''}; ` +
    `implied vols also move by ${volOfVol * 100} % a day of their own; seed ${seed}`,
];
