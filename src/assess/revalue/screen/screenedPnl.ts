import type { Scenarios } from '../../../model/scenarios.js';
import type { CompiledHoldings } from '../compileHoldings.js';
import { gather } from '../gather.js';
import { groupByYears } from '../groupByYears.js';
import { addTo, pnlWithoutOptions, scatterGain } from '../revalue.js';
import { interpolateOptions } from './interpolateOptions.js';
import type { InterpolationPlan } from './interpolationPlan.js';
import { planInterpolation } from './planInterpolation.js';

/** How to estimate the P&L of all scenarios. */
export interface Screen {
  /** Option prices that the estimate takes; as many as full revaluation takes, or more, make no sense. */
  pricings: number;
  /** Scenarios at the ends of what is interpolated over, where a polynomial is at its worst. */
  ends: readonly number[];
  estimate(): Estimate;
}

export interface Estimate {
  /** USD, an entry a scenario: exact but for the options that are read off between nodes. */
  pnl: Float64Array;
  /** USD: about what it may be off by; to be measured against exact values. */
  doubt: number;
}

interface Piece {
  underlying: number;
  years: number;
  members: Uint32Array;
  move: Float64Array;
  volFactor: Float64Array;
  plan: InterpolationPlan;
}

/** Plans the estimate, an interpolation for each underlying and each distinct passing of time. */
export function screenOf(compiled: CompiledHoldings, scenarios: Scenarios): Screen {
  const groups = groupByYears(scenarios.years);
  const pieces = compiled.underlyings.flatMap(({ options }, underlying) =>
    options.count === 0
      ? []
      : groups.map(({ years, members }): Piece => {
          const move = gather(scenarios.spot[underlying], members);
          const volFactor = gather(scenarios.vol[underlying], members);
          const plan = planInterpolation(options, years, move, volFactor);
          return { underlying, years, members, move, volFactor, plan };
        }),
  );
  return {
    pricings: pieces.reduce((sum, { plan }) => sum + plan.pricings, 0),
    ends: pieces.flatMap(endsOf),
    estimate: () => estimate(compiled, scenarios, pieces),
  };
}

/** The scenarios with the least and the most of move and of factor; none where every option is exact. */
function endsOf({ members, move, volFactor, plan }: Piece): number[] {
  if (plan.smooth.length === 0) return [];
  return [...endsOfColumn(move), ...endsOfColumn(volFactor)].map((j) => members[j] ?? 0);
}

function endsOfColumn(column: Float64Array): [number, number] {
  let least = 0;
  let most = 0;
  for (let j = 1; j < column.length; j++) {
    const value = column[j] ?? Number.NaN;
    if (value < (column[least] ?? Number.NaN)) least = j;
    if (value > (column[most] ?? Number.NaN)) most = j;
  }
  return [least, most];
}

function estimate({ kernel, underlyings }: CompiledHoldings, scenarios: Scenarios, pieces: readonly Piece[]): Estimate {
  const total = new Float64Array(scenarios.count);
  for (const [u, underlying] of underlyings.entries())
    addTo(total, pnlWithoutOptions(underlying, scenarios.spot[u] ?? new Float64Array(0), scenarios.years));
  // A scenario is in one group, and reads off one polynomial an underlying.
  const doubts = new Map<number, number>();
  for (const { underlying: u, years, members, move, volFactor, plan } of pieces) {
    const underlying = underlyings[u];
    if (!underlying) continue;
    const worth = new Float64Array(members.length);
    const doubt = interpolateOptions({ kernel, options: underlying.options, years, move, volFactor }, plan, worth);
    doubts.set(years, Math.hypot(doubts.get(years) ?? 0, doubt));
    scatterGain(total, members, worth, underlying.optionsNow);
  }
  return { pnl: total, doubt: Math.max(0, ...doubts.values()) + rounding(underlyings) };
}

/** USD: what sums of so many worths in another order may differ by. */
const rounding = (underlyings: CompiledHoldings['underlyings']): number =>
  underlyings.reduce(
    (sum, { options, price }) => sum + options.quantity.reduce((a, q) => a + Math.abs(q), 0) * price,
    0,
  ) * 1e-14;
