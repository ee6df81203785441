import type { RiskReport } from '../../model/riskReport.js';
import { daysPerYear } from '../../model/time.js';
import type { SeriesPoint } from './seriesWriter.js';

/** So many at most have columns of their own: a book of hundreds is told by its sums. */
const mostUnderlyings = 6;
const mostAccounts = 12;

/** What is kept of every tick of a book: all of it is known by then, and nothing is worked out for it. */
export function seriesPoint({ portfolio, underlyings, marginAccounts }: RiskReport, gasGwei: number): SeriesPoint {
  const point = new Map<string, number>([
    ['equityUsd', portfolio.equity],
    ['deltaUsd', portfolio.deltaUsd],
    ['gammaUsd', portfolio.gammaUsd],
    ['vegaUsd', portfolio.vega / 100],
    ['thetaUsd', portfolio.theta / daysPerYear],
    ['worstHealth', portfolio.worstHealth],
    ['liquidationDistance', Math.min(...marginAccounts.map((account) => account.liquidationDistance))],
    ['gasGwei', gasGwei],
  ]);
  for (const { underlying, price, delta } of underlyings.slice(0, mostUnderlyings)) {
    point.set(`priceUsd:${underlying}`, price);
    point.set(`delta:${underlying}`, delta);
  }
  for (const { marginAccount, health } of marginAccounts.slice(0, mostAccounts)) {
    point.set(`health:${marginAccount}`, health);
  }
  return point;
}
