import { deepOfAccount, deepOfPortfolio, type Metric, ofPortfolio } from './metric.js';

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
  deepOfPortfolio(
    'nearestWall',
    'deviations',
    "how many deviations of a day's move the nearest liquidation is away; infinite where there is none",
    (p) => p.nearestWall?.deviations ?? Number.POSITIVE_INFINITY,
  ),
  deepOfPortfolio(
    'valueAtRisk95',
    'USD',
    'most that is lost within 24 hours in 95 of 100 cases (filtered-historical where there is a history)',
    (p) => p.valueAtRisk95,
  ),
  deepOfPortfolio(
    'valueAtRisk99',
    'USD',
    'most that is lost within 24 hours in 99 of 100 cases',
    (p) => p.valueAtRisk99,
  ),
  deepOfPortfolio(
    'expectedShortfall975',
    'USD',
    'what is lost on average in the worst 2.5 of 100 cases of 24 hours',
    (p) => p.expectedShortfall975,
  ),
  deepOfPortfolio(
    'worstShockLoss',
    'USD',
    'what the worst of the named shocks would cost, liquidations included',
    (p) => p.worstShock?.loss ?? Number.NaN,
  ),
  {
    ...ofPortfolio(
      'betaDelta',
      'USD',
      'deltas as USD of the benchmark (`risk.benchmark`), each by how its underlying moves with that',
      ({ risk }) => risk.crossAsset?.betaDeltaUsd ?? Number.NaN,
    ),
    deep: true,
  },
  {
    ...ofPortfolio(
      'dailyDeviation',
      'USD',
      'deviation of the profit and loss of 24 hours that comes from deltas, by vols and correlations',
      ({ risk }) => risk.crossAsset?.deviationUsd ?? Number.NaN,
    ),
    deep: true,
  },
];
