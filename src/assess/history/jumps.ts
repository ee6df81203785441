import type { Jumps } from '../../model/forecast.js';
import { daysPerYear } from '../../model/time.js';

/**
 * Days that a day's steady vol is told from. The authors' least for daily returns is 16, so few that the vol itself is guessed badly: a
 * third of all steady histories of 500 days would have a jump; with a month, one in eleven.
 */
const window = 30;
/** Fewer days than these say nothing of what is rare. */
const leastDays = 250;
/** A moment without any jump is called one in this share of all histories. */
const significance = 0.01;
/** E|x| of a standard normal. */
const meanSize = Math.sqrt(2 / Math.PI);

/**
 * Which days jumped: Lee and Mykland, "Jumps in Financial Markets" (2008). A day's return is measured by the bipower variation
 * (Barndorff-Nielsen and Shephard, 2004) of the month up to it, which one jump does not inflate, and held against how large the
 * largest of so many steady days would be.
 * @returns indices into `returns`
 */
export function findJumps(returns: readonly number[]): number[] {
  const days = returns.length - window + 2;
  if (days < 2) return [];
  const root = Math.sqrt(2 * Math.log(days));
  const centre = root / meanSize - (Math.log(Math.PI) + Math.log(Math.log(days))) / (2 * meanSize * root);
  const bound = centre - Math.log(-Math.log(1 - significance)) / (meanSize * root);
  const found: number[] = [];
  for (let day = window - 1; day < returns.length; day++) {
    let sum = 0;
    for (let j = day - window + 2; j < day; j++) sum += Math.abs((returns[j] ?? 0) * (returns[j - 1] ?? 0));
    const steady = Math.sqrt(sum / (window - 2));
    if (steady > 0 && Math.abs(returns[day] ?? 0) / steady > bound) found.push(day);
  }
  return found;
}

/** Merton's jumps as a history of daily log returns has them; null without a year's trading days of it, or with fewer than two jumps. */
export function jumpsOf(returns: readonly number[]): Jumps | null {
  if (returns.length < leastDays) return null;
  const sizes = findJumps(returns).map((day) => returns[day] ?? 0);
  if (sizes.length < 2) return null;
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  const squares = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0);
  return {
    perYear: (sizes.length / (returns.length - window + 1)) * daysPerYear,
    mean,
    deviation: Math.sqrt(squares / (sizes.length - 1)),
  };
}
