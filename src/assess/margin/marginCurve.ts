import type { MarginCurve } from '../../model/holdings.js';
import { bracketRoot } from './bracketRoot.js';

export interface Margin {
  /** USD. */
  equity: number;
  /** USD. */
  maintenance: number;
}

/**
 * A curve through `grid` and through each change of sign of the surplus between two of its points: the last point with a
 * surplus and the first without, so that straight lines between the points run out exactly where the account does. Two
 * changes within one cell of the grid are not seen.
 * @param grid Ascending, with 0.
 * @param precision How far apart, at most, the two points of a change are.
 */
export function traceCurve(marginAt: (x: number) => Margin, grid: readonly number[], precision: number): MarginCurve {
  const points: (Margin & { at: number })[] = [];
  const seen = (x: number) => {
    const point = { at: x, ...marginAt(x) };
    points.push(point);
    return point.equity - point.maintenance;
  };
  let before: { x: number; surplus: number } | null = null;
  for (const x of grid) {
    const here = { x, surplus: seen(x) };
    const known = before !== null && !Number.isNaN(before.surplus) && !Number.isNaN(here.surplus);
    if (before && known && before.surplus > 0 !== here.surplus > 0) {
      const [safe, gone] = here.surplus > 0 ? [here, before] : [before, here];
      const root = bracketRoot((at) => surplusOf(marginAt(at)), safe, gone, precision);
      for (const end of [root.safe, root.gone]) if (end !== safe.x && end !== gone.x) seen(end);
    }
    before = here;
  }
  points.sort((a, b) => a.at - b.at);
  return {
    at: points.map(({ at }) => at),
    equity: points.map(({ equity }) => equity),
    maintenance: points.map(({ maintenance }) => maintenance),
  };
}

const surplusOf = ({ equity, maintenance }: Margin): number => equity - maintenance;

/** Reads a curve along straight lines; beyond its ends it goes on as at the end. NaN next to a point that is not known. */
export function readCurve(curve: MarginCurve, x: number): Margin {
  const { at, equity, maintenance } = curve;
  const last = at.length - 1;
  const above = firstAtLeast(at, x);
  if (above > last) return { equity: equity[last] ?? Number.NaN, maintenance: maintenance[last] ?? Number.NaN };
  const [from, to] = [at[above - 1], at[above] ?? Number.NaN];
  if (from === undefined || to === x) {
    return { equity: equity[above] ?? Number.NaN, maintenance: maintenance[above] ?? Number.NaN };
  }
  const share = (x - from) / (to - from);
  const along = (values: readonly number[]) => {
    const [a = Number.NaN, b = Number.NaN] = [values[above - 1], values[above]];
    return a + share * (b - a);
  };
  return { equity: along(equity), maintenance: along(maintenance) };
}

/** Index of the first point at or above `x`; the length when there is none. */
function firstAtLeast(at: readonly number[], x: number): number {
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] ?? Number.POSITIVE_INFINITY) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Where a curve's surplus first runs out on the way from 0 in a direction: 0 when there is none at 0, null when it lasts to the
 * curve's end, NaN when it cannot be told.
 */
export function wallOf({ at, equity, maintenance }: MarginCurve, direction: -1 | 1): number | null {
  const surplus = (index: number) => (equity[index] ?? Number.NaN) - (maintenance[index] ?? Number.NaN);
  const start = at.indexOf(0);
  for (let index = start; index >= 0 && index < at.length; index += direction) {
    const here = surplus(index);
    if (Number.isNaN(here)) return Number.NaN;
    if (here > 0) continue;
    if (index === start) return 0;
    const [from, to, left] = [at[index - direction] ?? 0, at[index] ?? 0, surplus(index - direction)];
    return from + ((to - from) * left) / (left - here);
  }
  return start < 0 ? Number.NaN : null;
}
