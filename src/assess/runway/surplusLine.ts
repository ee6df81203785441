import type { HeldMargin, MarginCurve } from '../../model/holdings.js';

/** Equity less maintenance along one direction: USD at points that ascend and have 0; straight between them. */
export interface SurplusLine {
  at: readonly number[];
  surplus: readonly number[];
}

/** Where an account keeps a surplus, as offsets along a line; infinite where the line ends before the surplus does. */
export interface SafeRange {
  lower: number;
  upper: number;
}

const numberAt = (values: readonly number[], i: number): number => values[i] ?? Number.NaN;

export const surplusLineOf = ({ at, equity, maintenance }: MarginCurve): SurplusLine => ({
  at,
  surplus: at.map((_, i) => numberAt(equity, i) - numberAt(maintenance, i)),
});

/** Nothing is required of it wherever prices go: it cannot be liquidated. */
export const needsNothing = ({ maintenance, byPrice }: HeldMargin): boolean =>
  maintenance === 0 && byPrice.every((curve) => curve.maintenance.every((required) => required === 0));

/** Linear between points, and as at the nearest end beyond them. */
export function surplusAt({ at, surplus }: SurplusLine, x: number): number {
  const last = at.length - 1;
  if (last < 0 || Number.isNaN(x)) return Number.NaN;
  if (x <= numberAt(at, 0)) return numberAt(surplus, 0);
  if (x >= numberAt(at, last)) return numberAt(surplus, last);
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (numberAt(at, middle) <= x) low = middle;
    else high = middle;
  }
  const from = numberAt(at, low);
  const share = (x - from) / (numberAt(at, high) - from);
  // Read at a point, what its neighbour is does not matter.
  if (share === 0) return numberAt(surplus, low);
  return numberAt(surplus, low) + share * (numberAt(surplus, high) - numberAt(surplus, low));
}

/**
 * The stretch with a surplus, all of it shifted by `shift` USD: the one that 0 is in; else, where 0 has none, the nearest. null
 * where nothing is left anywhere. A point whose surplus is not known ends the stretch: what is not known is taken for a wall.
 */
export function safeRange(line: SurplusLine, shift = 0): SafeRange | null {
  const { at, surplus } = line;
  const zero = at.indexOf(0);
  const safe = (i: number): boolean => numberAt(surplus, i) + shift > 0;
  const stretchFrom = (i: number): SafeRange => ({
    lower: endOf(line, shift, i, -1),
    upper: endOf(line, shift, i, 1),
  });
  if (zero < 0) return null;
  if (safe(zero)) return stretchFrom(zero);
  const nearest = [firstSafe(at.length, zero, -1, safe), firstSafe(at.length, zero, 1, safe)]
    .filter((i) => i !== null)
    .map(stretchFrom)
    .sort((one, other) => distance(one) - distance(other));
  return nearest[0] ?? null;
}

const distance = ({ lower, upper }: SafeRange): number => Math.min(Math.abs(lower), Math.abs(upper));

function firstSafe(count: number, from: number, step: -1 | 1, safe: (i: number) => boolean): number | null {
  for (let i = from + step; i >= 0 && i < count; i += step) if (safe(i)) return i;
  return null;
}

/** Where the surplus ends, going from the point `from`, which has one. */
function endOf({ at, surplus }: SurplusLine, shift: number, from: number, step: -1 | 1): number {
  for (let i = from; ; i += step) {
    const next = i + step;
    if (next < 0 || next >= at.length) return step * Number.POSITIVE_INFINITY;
    const here = numberAt(surplus, i) + shift;
    const there = numberAt(surplus, next) + shift;
    if (Number.isNaN(there)) return numberAt(at, i);
    if (there <= 0) return numberAt(at, i) + (here / (here - there)) * (numberAt(at, next) - numberAt(at, i));
  }
}
