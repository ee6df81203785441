import type { Scenarios } from '../../model/scenarios.js';
import { concentratedLiquidity, shareInRange } from '../pricing/concentratedLiquidity.js';
import type { CompiledHoldings, CompiledUnderlying } from './compileHoldings.js';
import { gather } from './gather.js';
import { groupByYears, type YearsGroup } from './groupByYears.js';
import { worthOfOptions } from './worthOfOptions.js';

/**
 * P&L of the whole holdings in each scenario, USD: what everything is worth then, less what it is worth now, and what carry
 * brings meanwhile. Every position is valued exactly. An option that expires on the way has its intrinsic value at the
 * scenario's spot. Exactly 0 where nothing moves and no time passes.
 *
 * Costs one pricing an option and scenario, and a little for each distinct `years`. A scenario's bits do not depend on the others
 * (but see `worthOfOptions`).
 *
 * @throws RangeError when the scenarios are not of these underlyings
 */
export function revalue(compiled: CompiledHoldings, scenarios: Scenarios): Float64Array {
  const total = new Float64Array(scenarios.count);
  for (const pnl of revalueByUnderlying(compiled, scenarios)) addTo(total, pnl);
  return total;
}

export function addTo(total: Float64Array, part: Float64Array): void {
  for (let s = 0; s < total.length; s++) total[s] = (total[s] as number) + (part[s] as number);
}

/** As `revalue`, apart for each underlying, in their order: `revalue` is the sum. */
export function revalueByUnderlying(compiled: CompiledHoldings, scenarios: Scenarios): Float64Array[] {
  expectFit(compiled, scenarios);
  const groups = groupByYears(scenarios.years);
  return compiled.underlyings.map((underlying, u) => {
    const moves = scenarios.spot[u] ?? new Float64Array(0);
    const pnl = pnlWithoutOptions(underlying, moves, scenarios.years);
    for (const group of groups) addOptions(compiled, underlying, u, scenarios, group, pnl);
    return pnl;
  });
}

/** P&L of all but the options, which is exact and takes next to no time: an entry a scenario. */
export function pnlWithoutOptions(
  underlying: CompiledUnderlying,
  moves: Float64Array,
  years: Float64Array,
): Float64Array {
  const { price, linear, carry, liquidity } = underlying;
  const pnl = new Float64Array(moves.length);
  for (let s = 0; s < pnl.length; s++) {
    const gain = linear === 0 ? 0 : linear * price * Math.expm1(moves[s] as number);
    pnl[s] = gain + carry * (years[s] as number);
  }
  for (const { quantity, lower, upper, carry: fees } of liquidity) {
    const range = { liquidity: quantity, lower, upper };
    const now = concentratedLiquidity(range, price).value;
    for (let s = 0; s < pnl.length; s++) {
      const there = price * Math.exp(moves[s] as number);
      const earned = fees === 0 ? 0 : fees * (years[s] as number) * shareInRange(range, price, there);
      pnl[s] = (pnl[s] as number) + (concentratedLiquidity(range, there).value - now) + earned;
    }
  }
  return pnl;
}

function addOptions(
  { kernel }: CompiledHoldings,
  { options, optionsNow }: CompiledUnderlying,
  u: number,
  scenarios: Scenarios,
  { years, members }: YearsGroup,
  pnl: Float64Array,
): void {
  if (options.count === 0) return;
  const move = gather(scenarios.spot[u], members);
  const volFactor = gather(scenarios.vol[u], members);
  const worth = new Float64Array(members.length);
  worthOfOptions({ kernel, options, years, move, volFactor }, worth);
  scatterGain(pnl, members, worth, optionsNow);
}

/** Adds what options gain in some of the scenarios. */
export function scatterGain(pnl: Float64Array, members: Uint32Array, worth: Float64Array, now: number): void {
  for (let j = 0; j < members.length; j++) {
    const s = members[j] as number;
    pnl[s] = (pnl[s] as number) + ((worth[j] as number) - now);
  }
}

/** Some of the scenarios, as scenarios of their own. */
export function chooseScenarios(scenarios: Scenarios, members: Uint32Array): Scenarios {
  return {
    count: members.length,
    spot: scenarios.spot.map((column) => gather(column, members)),
    vol: scenarios.vol.map((column) => gather(column, members)),
    years: gather(scenarios.years, members),
  };
}

/** @throws RangeError when the scenarios are not of these underlyings */
export function expectFit({ underlyings }: CompiledHoldings, { count, spot, vol, years }: Scenarios): void {
  if (spot.length !== underlyings.length || vol.length !== underlyings.length)
    throw new RangeError(
      `Scenarios of ${spot.length} prices and ${vol.length} vols do not fit ${underlyings.length} underlyings.`,
    );
  for (const column of [...spot, ...vol, years])
    if (column.length !== count) throw new RangeError(`A column of ${column.length} is not one of ${count} scenarios.`);
}
