import { chooseOptions } from '../compileHoldings.js';
import { gather } from '../gather.js';
import type { OptionTable } from '../optionTable.js';
import { type OptionScenarios, worthOfOptions } from '../worthOfOptions.js';
import type { Range } from './chebyshev.js';
import type { InterpolationPlan } from './interpolationPlan.js';

/** Further from the strike than this many deviations, time value is less than the rounding of what the option is worth. */
const reach = 9;

/**
 * Adds the worth of the plan's sharp options, which are about to expire, or have: exactly, and quickly, since for most prices they are
 * in or out of the money for certain. Only where the strike is in reach are they priced.
 */
export function addSharpOptions(given: OptionScenarios, plan: InterpolationPlan, worth: Float64Array): void {
  if (plan.sharp.length === 0) return;
  const { options, years, move } = given;
  const grown = move.map(Math.exp);
  const near = new Uint32Array(move.length);
  for (const i of plan.sharp) {
    const payoff = payoffOf(options, i, years);
    addPayoff(payoff, grown, worth);
    const { low, high } = reachOf(options, i, plan);
    let count = 0;
    for (let s = 0; s < move.length; s++) {
      const moved = move[s] as number;
      if (!(moved < low || moved > high)) near[count++] = s;
    }
    if (count > 0) addTimeValue(given, i, payoff, near.subarray(0, count), worth);
  }
}

/** A call is worth asset × exp(move) - cash where that is positive; a put is that of the negatives. */
interface Payoff {
  asset: number;
  cash: number;
  halfQuantity: number;
}

function addPayoff({ asset, cash, halfQuantity }: Payoff, grown: Float64Array, worth: Float64Array): void {
  for (let s = 0; s < grown.length; s++) {
    const intrinsic = asset * (grown[s] as number) - cash;
    // The larger of it and 0, without a branch that the processor would guess wrong every other time.
    worth[s] = (worth[s] as number) + halfQuantity * (intrinsic + Math.abs(intrinsic));
  }
}

function payoffOf(options: OptionTable, i: number, years: number): Payoff {
  const right = at(options.right, i);
  const left = Math.max(at(options.years, i) - years, 0);
  return {
    asset: right * Math.exp(at(options.logSpot, i)),
    cash: right * at(options.strike, i) * Math.exp(-at(options.rate, i) * left),
    halfQuantity: at(options.quantity, i) / 2,
  };
}

/**
 * The moves for which an option has time value that is not lost in rounding, whatever the plan's factors on vol make of it: all of
 * them where that is not known.
 */
export function reachOf(options: OptionTable, i: number, { years, move, logFactor }: Passing): Range {
  const left = Math.max(at(options.years, i) - years, 0);
  const [vol, slope] = [at(options.vol, i), at(options.volPerLogSpot, i)];
  const widest =
    Math.max(vol + slope * move.low, vol + slope * move.high, 0) * Math.exp(logFactor.high) * Math.sqrt(left);
  const away = widest * (reach + widest / 2);
  const strike = Math.log(at(options.strike, i)) - at(options.logSpot, i) - at(options.rate, i) * left;
  return { low: strike - away, high: strike + away };
}

type Passing = Pick<InterpolationPlan, 'years' | 'move' | 'logFactor'>;

function addTimeValue(
  given: OptionScenarios,
  option: number,
  payoff: Payoff,
  near: Uint32Array,
  worth: Float64Array,
): void {
  const move = gather(given.move, near);
  const volFactor = gather(given.volFactor, near);
  const priced = new Float64Array(near.length);
  worthOfOptions({ ...given, options: chooseOptions(given.options, [option]), move, volFactor }, priced);
  for (let j = 0; j < near.length; j++) {
    const s = near[j] ?? 0;
    const intrinsic = payoff.asset * Math.exp(at(move, j)) - payoff.cash;
    worth[s] = at(worth, s) + (at(priced, j) - payoff.halfQuantity * (intrinsic + Math.abs(intrinsic)));
  }
}

const at = (column: Float64Array, i: number): number => column[i] as number;
