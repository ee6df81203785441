import type { HeldMargin } from '../../model/holdings.js';
import { hoursPerYear } from '../../model/time.js';
import { surplusAt, surplusLineOf } from './surplusLine.js';

/** USD that the surplus has gained after so many years in which nothing moves: funding, borrowing, decay. Negative has bled. */
export function surplusGained({ byTime, carry }: Pick<HeldMargin, 'byTime' | 'carry'>): (years: number) => number {
  const line = surplusLineOf(byTime);
  const last = byTime.at[byTime.at.length - 1] ?? 0;
  const now = surplusAt(line, 0);
  // Beyond what was worked out, at the rate of now.
  return (years) => surplusAt(line, Math.min(years, last)) - now + (years > last ? carry * (years - last) : 0);
}

/**
 * Hours until the surplus is gone while prices and vols stay: 0 when it is gone now, Infinity when it never goes, NaN when it
 * cannot be told. Options that decay or expire on the way are in it.
 */
export function bleedHours(margin: HeldMargin): number {
  const { at, surplus } = surplusLineOf(margin.byTime);
  for (const [i, here] of surplus.entries()) {
    if (Number.isNaN(here)) return Number.NaN;
    if (here > 0) continue;
    if (i === 0) return 0;
    const [before, from, to] = [surplus[i - 1] ?? Number.NaN, at[i - 1] ?? Number.NaN, at[i] ?? Number.NaN];
    return (from + (before / (before - here)) * (to - from)) * hoursPerYear;
  }
  const [left, last] = [surplus[surplus.length - 1], at[at.length - 1]];
  if (left === undefined || last === undefined || Number.isNaN(margin.carry)) return Number.NaN;
  return margin.carry < 0 ? (last - left / margin.carry) * hoursPerYear : Number.POSITIVE_INFINITY;
}
