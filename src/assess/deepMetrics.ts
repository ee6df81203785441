import { deepOfAccount, deepOfPortfolio, type Metric, type MetricFacts, ofPortfolio } from './metric.js';

const isWhole = ({ snapshot }: MetricFacts): boolean => snapshot.unread.length === 0;

/** What a venue holds may as well hedge the rest as add to it: without it such a figure is off either way, so it is not known. */
const ofWholeBook = (metric: Metric): Metric => ({
  ...metric,
  describe: `${metric.describe}; not known while a venue is not read`,
  read: (facts) => (isWhole(facts) ? metric.read(facts) : Number.NaN),
});

/** What takes long to work out: nothing is spent on it unless a rule reads one of these names. */
export const deepMetrics: readonly Metric[] = [
  deepOfAccount(
    'runwayHours',
    'hours',
    'until the account is as likely as not to have been liquidatable, or until funding, borrowing and decay alone bring it there, whichever is sooner',
    (m) => m.runwayHours,
  ),
  deepOfAccount(
    'touchProb24h',
    'probability',
    'that the account is liquidatable at some moment of the next 24 hours, 0 to 1',
    (m) => m.touchProbability,
  ),
  deepOfAccount(
    'volToLiquidation',
    'ratio',
    'factor on implied vols at which health is 1; infinite where none does it',
    (m) => m.volToLiquidation,
  ),
  deepOfAccount(
    'hoursToLiquidation',
    'hours',
    'until funding, borrowing and decay alone bring health to 1; infinite where they never do',
    (m) => m.hoursToLiquidation,
  ),
  deepOfAccount('carryPerDay', 'USD', 'what the account gains a day while nothing moves', (m) => m.carryPerDay),
  deepOfAccount(
    'portfolioMargin',
    'USD',
    'what a rule by scenarios would ask of the account (`risk.portfolioMargin`)',
    (m) => m.portfolioMargin,
  ),
  deepOfPortfolio('portfolioRunwayHours', 'hours', 'runwayHours of whichever goes first', (p) => p.runwayHours),
  deepOfPortfolio(
    'portfolioTouchProb24h',
    'probability',
    'that any account is liquidatable at some moment of the next 24 hours, 0 to 1',
    (p) => p.touchProbability,
  ),
  {
    ...ofPortfolio(
      'nearestWall',
      'deviations',
      "how many deviations of a day's move the nearest liquidation is away; infinite where there is none",
      (facts) => nearestWall(facts),
    ),
    deep: true,
  },
  ofWholeBook(
    deepOfPortfolio(
      'valueAtRisk95',
      'USD',
      'most that is lost within 24 hours in 95 of 100 cases (filtered-historical where there is a history)',
      (p) => p.valueAtRisk95,
    ),
  ),
  ofWholeBook(
    deepOfPortfolio(
      'valueAtRisk99',
      'USD',
      'most that is lost within 24 hours in 99 of 100 cases',
      (p) => p.valueAtRisk99,
    ),
  ),
  ofWholeBook(
    deepOfPortfolio(
      'expectedShortfall975',
      'USD',
      'what is lost on average in the worst 2.5 of 100 cases of 24 hours',
      (p) => p.expectedShortfall975,
    ),
  ),
  ofWholeBook(
    deepOfPortfolio(
      'worstShockLoss',
      'USD',
      'what the worst of the named shocks would cost, liquidations included',
      (p) => p.worstShock?.loss ?? Number.NaN,
    ),
  ),
  ofWholeBook({
    ...ofPortfolio(
      'betaDelta',
      'USD',
      'deltas as USD of the benchmark (`risk.benchmark`), each by how its underlying moves with that',
      ({ risk }) => risk.crossAsset?.betaDeltaUsd ?? Number.NaN,
    ),
    deep: true,
  }),
  ofWholeBook({
    ...ofPortfolio(
      'dailyDeviation',
      'USD',
      'deviation of the profit and loss of 24 hours that comes from deltas, by vols and correlations',
      ({ risk }) => risk.crossAsset?.deviationUsd ?? Number.NaN,
    ),
    deep: true,
  }),
];

/** A wall that is known is the least that can be said, whatever is not known beside it; none is only said where all is known. */
function nearestWall(facts: MetricFacts): number {
  const { deep } = facts.risk;
  if (!deep) return Number.NaN;
  const { nearestWall } = deep.portfolio;
  if (nearestWall) return nearestWall.deviations;
  const isKnown = isWhole(facts) && deep.accounts.every(({ volToLiquidation }) => !Number.isNaN(volToLiquidation));
  return isKnown ? Number.POSITIVE_INFINITY : Number.NaN;
}
