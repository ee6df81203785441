import { daysPerYear } from '../../model/time.js';
/** How the variance of a day follows from the day before: `omega + alpha × return² + beta × variance`. */
export interface VarianceRule {
  omega: number;
  alpha: number;
  beta: number;
}

/** Days that a first variance is taken from; before them nothing is foretold. */
const firstDays = 30;

/**
 * The variance foretold for each day from the days before it: NaN for the first 30, whose mean square starts it.
 * One entry more than `returns`: the last is of the day to come. NaN throughout where there are fewer than 30 days.
 */
export function foretoldVariances(returns: readonly number[], { omega, alpha, beta }: VarianceRule): Float64Array {
  const variances = new Float64Array(returns.length + 1).fill(Number.NaN);
  if (returns.length < firstDays) return variances;
  let variance = meanSquare(returns.slice(0, firstDays));
  for (let day = firstDays; ; day++) {
    variances[day] = variance;
    const got = returns[day];
    if (got === undefined) return variances;
    variance = omega + alpha * got * got + beta * variance;
  }
}

/**
 * The variance of the 24 hours to come, when a share of the day is over with a return so far: nothing new at its start, the rule's
 * own step at its end, and in between each hour's weight is its share. A crash counts within the hour and not at midnight.
 */
export function varianceSince(
  variance: number,
  { omega, alpha, beta }: VarianceRule,
  today: { share: number; return: number } | null,
): number {
  if (!today) return variance;
  return variance + today.share * (omega + (beta - 1) * variance) + alpha * today.return ** 2;
}

export const meanSquare = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value * value, 0) / values.length;

/** Annualised vol (1 = 100 %) of a variance a day. */
export const annualised = (dailyVariance: number): number => Math.sqrt(dailyVariance * daysPerYear);
