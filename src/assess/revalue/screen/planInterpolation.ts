import type { OptionTable } from '../optionTable.js';
import { reachOf } from './addSharpOptions.js';
import type { Range } from './chebyshev.js';
import type { InterpolationPlan } from './interpolationPlan.js';

const ladder = [8, 12, 16, 24, 32, 48, 64];

/**
 * How sharp an option is: over a range of ln(spot) of half-width h its price bends within vol √years, so a fraction
 * d = vol √years / h of it. A polynomial of degree n follows it but for about exp(-(n d)² / 2) / n² of the spot (the normal density's
 * transform, integrated twice). With n d at least this, that is 1/7 of a hundredth at n = 10 and less beyond: far less than moves a
 * tail, and what it really is gets measured.
 */
const resolved = 2;

/**
 * Chooses, option by option, how many Chebyshev nodes it takes to read its worth off between them. Near expiry that is more than
 * there are scenarios, and at expiry there is a kink that no polynomial follows: such options are not interpolated at all.
 */
export function planInterpolation(
  options: OptionTable,
  years: number,
  moves: Float64Array,
  volFactors: Float64Array,
): InterpolationPlan {
  const move = rangeOf(moves);
  const factor = rangeOf(volFactors);
  const logFactor = { low: Math.log(factor.low), high: Math.log(factor.high) };
  const factorNodes = nodesAlongFactor(logFactor.high - logFactor.low);
  const byNodes = new Map<number, number[]>();
  const sharp: number[] = [];
  for (let i = 0; i < options.count; i++) {
    const width = narrowest(options, i, years, move, factor.low);
    const needed = (resolved * (move.high - move.low)) / 2 / width;
    const moveNodes = ladder.find((nodes) => nodes >= needed);
    // NaN finds none.
    if (moveNodes === undefined || 2 * moveNodes * factorNodes > moves.length) sharp.push(i);
    else if (!byNodes.get(moveNodes)?.push(i)) byNodes.set(moveNodes, [i]);
  }
  const smooth = [...byNodes].sort(([a], [b]) => a - b).map(([moveNodes, members]) => ({ moveNodes, members }));
  const atNodes = smooth.reduce((sum, { moveNodes, members }) => sum + moveNodes * factorNodes * members.length, 0);
  const plan = { years, move, logFactor, factorNodes, smooth, sharp, pricings: atNodes };
  return { ...plan, pricings: atNodes + inReach(options, plan, moves) };
}

/** How often a scenario reaches the strike of a sharp option, about: told from a few of the scenarios. */
function inReach(options: OptionTable, plan: InterpolationPlan, moves: Float64Array): number {
  const step = Math.max(Math.floor(moves.length / 64), 1);
  let reached = 0;
  for (const i of plan.sharp) {
    const { low, high } = reachOf(options, i, plan);
    for (let s = 0; s < moves.length; s += step) {
      const move = moves[s] ?? Number.NaN;
      if (move >= low && move <= high) reached += step;
    }
  }
  return reached;
}

/** Least vol √years of an option over the ranges; 0 or less, or NaN, where it has none. */
function narrowest(options: OptionTable, i: number, passed: number, move: Range, leastFactor: number): number {
  const left = (options.years[i] ?? Number.NaN) - passed;
  const vol = options.vol[i] ?? Number.NaN;
  const slope = options.volPerLogSpot[i] ?? Number.NaN;
  const least = Math.min(vol + slope * move.low, vol + slope * move.high) * leastFactor;
  return left > 0 && least > 0 ? least * Math.sqrt(left) : Number.NaN;
}

/** Worth is a smooth function of vol: a few nodes do, the more the wider. */
function nodesAlongFactor(width: number): number {
  if (width === 0) return 1;
  return width < 0.25 ? 4 : width < 1.5 ? 5 : 9;
}

function rangeOf(values: Float64Array): Range {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
