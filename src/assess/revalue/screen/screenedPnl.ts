import type { Scenarios } from '../../../model/scenarios.js';
import type { CompiledHoldings } from '../compileHoldings.js';
import { groupByYears } from '../groupByYears.js';
import { gather, pnlWithoutOptions } from '../revalue.js';
import { interpolateOptions } from './interpolateOptions.js';
import { type InterpolationPlan, planInterpolation } from './planInterpolation.js';

/** How to estimate the P&L of all scenarios. */
export interface Screen {
  /** Option prices that the estimate takes; as many as full revaluation takes, or more, make no sense. */
  pricings: number;
  /** Estimated P&L of each scenario, USD: exact but for the options that are read off between nodes. */
  estimate(): Float64Array;
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
    estimate: () => estimate(compiled, scenarios, pieces),
  };
}

function estimate(
  { kernel, underlyings }: CompiledHoldings,
  scenarios: Scenarios,
  pieces: readonly Piece[],
): Float64Array {
  const total = new Float64Array(scenarios.count);
  underlyings.forEach((underlying, u) => {
    const pnl = pnlWithoutOptions(underlying, scenarios.spot[u] ?? new Float64Array(0), scenarios.years);
    for (let s = 0; s < total.length; s++) total[s] = (total[s] ?? Number.NaN) + (pnl[s] ?? Number.NaN);
    for (const { years, members, move, volFactor, plan } of pieces.filter((piece) => piece.underlying === u)) {
      const worth = new Float64Array(members.length);
      interpolateOptions({ kernel, options: underlying.options, years, move, volFactor }, plan, worth);
      for (let j = 0; j < members.length; j++) {
        const s = members[j] ?? 0;
        total[s] = (total[s] ?? Number.NaN) + ((worth[j] ?? Number.NaN) - underlying.optionsNow);
      }
    }
  });
  return total;
}
