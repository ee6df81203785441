import type { Scenarios } from '../../model/scenarios.js';
import type { CompiledHoldings } from './compileHoldings.js';
import { chooseScenarios, expectFit, revalue } from './revalue.js';
import { screenOf } from './screen/screenedPnl.js';
import { type Tail, tailCount, tailOf, tailOfWorst } from './tailOf.js';

export interface TailRiskOptions {
  /** As `tailOf` takes them; at least one. */
  levels: readonly number[];
  /** Estimate first and value only the tail exactly, where that is less work; true when left out. */
  screen?: boolean;
}

export interface TailRisk {
  /** Of exact P&L, in the order of the levels. */
  tails: readonly Tail[];
  /** USD, an entry a scenario: exact throughout after full revaluation, else exact in the tails and an estimate elsewhere. */
  pnl: Float64Array;
  /** How many scenarios were valued exactly. */
  exact: number;
  screen: ScreenOutcome;
}

export type ScreenOutcome =
  /** `bound`: USD, what the estimates of the others were taken to be wrong by at most. `worst`: the most that was seen. */
  { used: true; bound: number; worst: number } | { used: false; why: string };

/** How much worse than the worst error seen the unseen ones are taken to be. */
const caution = 3;
/** Scenarios from all over that are valued exactly, wherever they are estimated to be, to see how good the estimate is. */
const spread = 128;
/** So many beyond the tail are valued exactly from the start. */
const nearEdge = 16;
/** More than this share of the scenarios near the tail, and full revaluation is as fast and owes nothing to an estimate. */
const mostExact = 0.4;

/**
 * Value at risk and expected shortfall by full revaluation, or the same numbers sooner.
 *
 * The screen estimates every scenario by interpolation, values exactly those that may be in the tail of the lowest level, and takes
 * both figures from exact values alone. That is right as long as no other estimate is wrong by more than a bound. The bound is
 * `caution` times the worst error among all that was valued exactly: the tail itself, what is near its edge, and scenarios from
 * all over. It grows with each error seen, and what then may be in the tail is valued too, until nothing is left. When that becomes
 * too much, because the estimate is bad, everything is revalued. What an estimate cannot follow (options about to expire) is
 * exact in it from the start, so that no error hides between the scenarios that are looked at.
 *
 * @throws RangeError for a level out of range, and when the scenarios are not of these underlyings
 */
export function tailRisk(compiled: CompiledHoldings, scenarios: Scenarios, options: TailRiskOptions): TailRisk {
  expectFit(compiled, scenarios);
  const { levels, screen = true } = options;
  const full = (why: string): TailRisk => {
    const pnl = revalue(compiled, scenarios);
    return { tails: tailOf(pnl, levels), pnl, exact: scenarios.count, screen: { used: false, why } };
  };
  if (!screen) return full('not asked for');

  const tail = Math.max(...levels.map((level) => tailCount(scenarios.count, level)));
  const plan = screenOf(compiled, scenarios);
  const optionCount = compiled.underlyings.reduce((sum, underlying) => sum + underlying.options.count, 0);
  const least = plan.pricings + optionCount * (tail + spread);
  if (least > 0.6 * optionCount * scenarios.count) return full('no less work');

  const { pnl: estimated, doubt } = plan.estimate();
  if (estimated.some(Number.isNaN)) return full('not known in every scenario');
  const pnl = Float64Array.from(estimated);
  const known = new Uint8Array(scenarios.count);
  let exact = 0;
  let worst = 0;
  const value = (members: Uint32Array) => {
    revalue(compiled, chooseScenarios(scenarios, members)).forEach((value, j) => {
      const s = members[j] ?? 0;
      worst = Math.max(worst, Math.abs(value - (estimated[s] ?? Number.NaN)));
      pnl[s] = value;
      known[s] = 1;
    });
    exact += members.length;
  };

  const edge = smallest(estimated, tail + nearEdge);
  const sampled = new Set([...plan.ends, ...spreadOver(scenarios.count)]);
  value(where(estimated, (estimate, s) => estimate <= edge || sampled.has(s)));
  for (;;) {
    const sorted = pnl.filter((_, s) => known[s] === 1).sort();
    const cut = sorted[tail - 1] ?? Number.NaN;
    const bound = Math.max(caution * worst, 3 * doubt);
    const unsure = where(estimated, (estimate, s) => known[s] === 0 && !(estimate - bound > cut));
    if (unsure.length === 0) {
      const tails = tailOfWorst(sorted, scenarios.count, levels);
      return { tails, pnl, exact, screen: { used: true, bound, worst } };
    }
    if (exact + unsure.length > mostExact * scenarios.count) return full('estimates are too far off');
    value(unsure);
  }
}

/** The value that `count` of them do not exceed: the count-th smallest. */
const smallest = (values: Float64Array, count: number): number =>
  values.slice().sort()[Math.min(count, values.length) - 1] ?? Number.NaN;

function where(values: Float64Array, wanted: (value: number, s: number) => boolean): Uint32Array {
  const found = new Uint32Array(values.length);
  let count = 0;
  for (let s = 0; s < values.length; s++) if (wanted(values[s] ?? Number.NaN, s)) found[count++] = s;
  return found.subarray(0, count);
}

/** Evenly over all scenarios but in step with nothing in them: multiples of the golden ratio, modulo 1 (Weyl, 1916). */
function spreadOver(scenarios: number): ReadonlySet<number> {
  const chosen = new Set<number>();
  for (let i = 1; i <= spread; i++) chosen.add(Math.floor(((i * 0.6180339887498949) % 1) * scenarios));
  return chosen;
}
