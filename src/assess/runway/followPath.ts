import { bridgeCrossing } from './bridgeCrossing.js';
import type { PricePath } from './drawPath.js';
import { surplusAt } from './surplusLine.js';
import { type Corridor, narrowest, type SharedSurplus, type SteppedAccount } from './walledAccounts.js';

/** What a step is made of: deviation of the steady part of each underlying, and how those are correlated. */
export interface StepMoves {
  deviations: readonly number[];
  correlation: readonly (readonly number[])[];
}

/**
 * Gives, for a path of prices (its steady part taken with a sign), each account's chance of having got through it, and last the
 * chance that all of them have. Fills the same array each time.
 */
export function createPathFollower(
  accounts: readonly SteppedAccount[],
  { deviations, correlation }: StepMoves,
): (path: PricePath, sign: 1 | -1) => Float64Array {
  const count = deviations.length;
  const all = accounts.length;
  const survived = new Float64Array(all + 1);
  const from = new Float64Array(count);
  const to = new Float64Array(count);
  const corridors = accounts.flatMap(({ walls }) => (walls?.kind === 'corridor' ? [walls.corridor] : []));
  const groups = narrowest(corridors);
  const reach = { above: 0, below: 0, aboveAtEnd: 0, belowAtEnd: 0 };
  const get = (values: Float64Array | readonly number[], place: number): number => values[place] ?? Number.NaN;
  const multiply = (k: number, chance: number): void => {
    survived[k] = get(survived, k) * chance;
  };

  /** The chance that a corridor's walls are met on the way. A wall that comes or goes in the step is as where it is there. */
  function crossed({ place, lower, upper }: Corridor, step: number): number {
    const [start, end] = [get(from, place), get(to, place)];
    const [low, lowThen] = [get(lower, step), get(lower, step + 1)];
    const [high, highThen] = [get(upper, step), get(upper, step + 1)];
    reach.above = (high === Number.POSITIVE_INFINITY ? highThen : high) - start;
    reach.aboveAtEnd = (highThen === Number.POSITIVE_INFINITY ? high : highThen) - end;
    reach.below = start - (low === Number.NEGATIVE_INFINITY ? lowThen : low);
    reach.belowAtEnd = end - (lowThen === Number.NEGATIVE_INFINITY ? low : lowThen);
    return bridgeCrossing(reach, get(deviations, place) ** 2);
  }

  const isOutside = ({ place, lower, upper }: Corridor, step: number): boolean =>
    get(from, place) <= get(lower, step) || get(from, place) >= get(upper, step);

  function surplusOf({ lines, places, base }: SharedSurplus, prices: Float64Array, step: number): number {
    let sum = get(base, step);
    for (const [i, line] of lines.entries()) sum += surplusAt(line, get(prices, places[i] ?? -1)) - surplusAt(line, 0);
    return sum;
  }

  /** The surplus as one motion to a wall at 0, its deviation that of a linear book with the slopes half-way. */
  function crossedTogether(shared: SharedSurplus, step: number): number {
    const { lines, places } = shared;
    const start = surplusOf(shared, from, step);
    const end = surplusOf(shared, to, step + 1);
    if (start <= 0 || end <= 0) return 1;
    const swings = lines.map((line, i) => {
      const place = places[i] ?? -1;
      const middle = (get(from, place) + get(to, place)) / 2;
      const deviation = get(deviations, place);
      return (surplusAt(line, middle + deviation) - surplusAt(line, middle - deviation)) / 2;
    });
    let variance = 0;
    for (const [i, swing] of swings.entries()) {
      for (const [j, other] of swings.entries()) {
        variance += swing * other * get(correlation[places[i] ?? -1] ?? [], places[j] ?? -1);
      }
    }
    const none = Number.POSITIVE_INFINITY;
    return bridgeCrossing({ above: none, below: start, aboveAtEnd: none, belowAtEnd: end }, Math.max(0, variance));
  }

  function move(step: number): void {
    for (const [k, { walls }] of accounts.entries()) {
      if (!walls || survived[k] === 0) continue;
      const met = walls.kind === 'corridor' ? crossed(walls.corridor, step) : crossedTogether(walls.shared, step);
      multiply(k, 1 - met);
      if (walls.kind === 'shared') multiply(all, 1 - met);
    }
    for (const group of groups) multiply(all, 1 - crossed(group, step));
  }

  /** After a jump, which no bridge leads over. */
  function land(step: number): void {
    for (const [k, { walls }] of accounts.entries()) {
      if (!walls || survived[k] === 0) continue;
      const isGone =
        walls.kind === 'corridor' ? isOutside(walls.corridor, step) : surplusOf(walls.shared, from, step) <= 0;
      if (!isGone) continue;
      survived[k] = 0;
      survived[all] = 0;
    }
  }

  return (path, sign) => {
    survived.fill(1);
    from.fill(0);
    for (const [k, { isOver }] of accounts.entries()) {
      if (!isOver) continue;
      survived[k] = 0;
      survived[all] = 0;
    }
    for (const [step, steady] of path.steady.entries()) {
      const jumps = path.jumps[step];
      for (let u = 0; u < count; u++) to[u] = get(from, u) + sign * get(steady, u);
      move(step);
      for (let u = 0; u < count; u++) from[u] = get(to, u) + (jumps?.[u] ?? 0);
      land(step + 1);
    }
    return survived;
  };
}
