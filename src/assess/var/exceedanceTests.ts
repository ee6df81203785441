import { normalCdf } from '../normal.js';

/** What the days on which a loss went beyond the value at risk say of it. p-values: how often a right model would look this bad. */
export interface ExceedanceTests {
  days: number;
  exceedances: number;
  /** What a right model has on average. */
  expected: number;
  /** Kupiec (1995), proportion of failures: is their number right? Chi-square, 1 degree of freedom. */
  kupiec: LikelihoodRatio;
  /** Christoffersen (1998), independence: does one make another the next day more likely? 1 degree of freedom. */
  independence: LikelihoodRatio;
  /** Christoffersen (1998), conditional coverage: both at once. 2 degrees of freedom. */
  coverage: LikelihoodRatio;
}

export interface LikelihoodRatio {
  statistic: number;
  p: number;
}

/**
 * Kupiec, "Techniques for Verifying the Accuracy of Risk Measurement Models" (1995); Christoffersen, "Evaluating Interval
 * Forecasts" (1998). Without a day nothing is known: NaN.
 * @param exceeded for each day, oldest first, whether the loss was beyond the value at risk
 * @param level of the value at risk: 0.99 expects 1 % of the days
 */
export function exceedanceTests(exceeded: readonly boolean[], level: number): ExceedanceTests {
  const days = exceeded.length;
  const expectedShare = 1 - level;
  const count = exceeded.filter(Boolean).length;
  const number = ratio(binomial(days, count, expectedShare), binomial(days, count, count / days), days);

  // Transitions from a day to the next, by whether the first was one.
  let afterNone = 0;
  let afterOne = 0;
  let fromOne = 0;
  for (let day = 1; day < days; day++) {
    const is = exceeded[day] ? 1 : 0;
    if (exceeded[day - 1]) {
      fromOne++;
      afterOne += is;
    } else afterNone += is;
  }
  const pairs = Math.max(0, days - 1);
  const fromNone = pairs - fromOne;
  const either = afterNone + afterOne;
  const together = binomial(pairs, either, either / pairs);
  const apart = binomial(fromNone, afterNone, afterNone / fromNone) + binomial(fromOne, afterOne, afterOne / fromOne);
  const order = ratio(together, apart, pairs);

  const both = number + order;
  return {
    days,
    exceedances: count,
    expected: days * expectedShare,
    kupiec: { statistic: number, p: 2 * normalCdf(-Math.sqrt(number)) },
    independence: { statistic: order, p: 2 * normalCdf(-Math.sqrt(order)) },
    coverage: { statistic: both, p: Math.exp(-both / 2) },
  };
}

/** Log-likelihood of so many of so many at a chance; 0 log 0 is 0. */
const binomial = (days: number, count: number, chance: number): number =>
  (count > 0 ? count * Math.log(chance) : 0) + (days > count ? (days - count) * Math.log(1 - chance) : 0);

/** Never below 0, where rounding would put it. */
const ratio = (restricted: number, free: number, days: number): number =>
  days > 0 ? Math.max(0, -2 * (restricted - free)) : Number.NaN;
