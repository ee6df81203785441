import type { Underlying } from '../model/instrument.js';
import type { MarginAccountId } from '../model/marginAccount.js';
import type { MarginRisk, RiskReport, UnderlyingRisk } from '../model/riskReport.js';
import type { Snapshot } from '../model/snapshot.js';
import type { Rule } from '../model/strategy.js';
import { weiToFloat } from '../model/units.js';

/**
 * Every name an operator's expression may use. The table is the truth: the expression compiler, `ballast metrics` and
 * the docs are all made from it. What has no meaning reads as NaN, which a comparison takes as unknown: it can neither
 * make a condition hold nor stop an alternative (`or`) that does.
 */
export type MetricScope =
  /** Seen by every rule. */
  | 'portfolio'
  /** Of the underlying that a rule hedges, or of a margin account's first underlying. */
  | 'underlying'
  /** Of the margin account a `topUp`, `deleverage` or `protect` rule looks at. */
  | 'account';

export interface Metric {
  name: string;
  scope: MetricScope;
  unit: string;
  describe: string;
  read(facts: MetricFacts): number;
}

/** What an expression is evaluated on. */
export interface MetricFacts {
  snapshot: Snapshot;
  risk: RiskReport;
  underlying: Underlying | null;
  marginAccount: MarginAccountId | null;
}

const portfolio = (name: string, unit: string, describe: string, read: Metric['read']): Metric => ({
  name,
  scope: 'portfolio',
  unit,
  describe,
  read,
});

const underlying = (name: string, unit: string, describe: string, read: (risk: UnderlyingRisk) => number): Metric => ({
  name,
  scope: 'underlying',
  unit,
  describe,
  read: ({ risk, underlying }) => {
    const found = risk.underlyings.find((u) => u.underlying === underlying);
    return found ? read(found) : Number.NaN;
  },
});

const account = (name: string, unit: string, describe: string, read: (risk: MarginRisk) => number): Metric => ({
  name,
  scope: 'account',
  unit,
  describe,
  read: ({ risk, marginAccount }) => {
    const found = risk.marginAccounts.find((m) => m.marginAccount === marginAccount);
    return found ? read(found) : Number.NaN;
  },
});

export const metrics: readonly Metric[] = [
  underlying('delta', 'units', 'net delta of the underlying, orders in flight included', (u) => u.delta),
  underlying('gamma', 'units per USD', 'change of delta per USD of spot', (u) => u.gamma),
  underlying('vega', 'USD per 1.00 vol', 'gain when volatility rises by 100 points', (u) => u.vega),
  underlying('theta', 'USD per year', 'gain from the passing of time; negative when time costs', (u) => u.theta),
  underlying('deltaUsd', 'USD', 'delta × price', (u) => u.deltaUsd),
  underlying('gammaUsd', 'USD per 1 %', 'USD of delta gained when spot rises 1 %', (u) => u.gammaUsd),
  underlying('price', 'USD', 'price of the underlying at the oracle of the first venue watched', (u) => u.price),
  account('health', 'ratio', 'equity / maintenance; 1 is liquidatable', (m) => m.health),
  account('equity', 'USD', 'what the protocol holds against the requirement', (m) => m.equity),
  account('maintenance', 'USD', 'what the protocol requires', (m) => m.maintenance),
  account('leverage', 'ratio', 'notional / equity', (m) => m.leverage),
  account(
    'liquidationPrice',
    'USD',
    'price that the venue liquidates on at which health is 1; unknown when none, which leaves the rest of an `or` in force',
    (m) => m.liquidationPrice ?? Number.NaN,
  ),
  account(
    'liquidationDistance',
    'fraction',
    '|liquidationPrice / price - 1|, where price is what the venue liquidates on: the mark on perp-v2, elsewhere its oracle',
    (m) => m.liquidationDistance,
  ),
  portfolio('worstHealth', 'ratio', 'lowest health of any margin account', ({ risk }) => risk.portfolio.worstHealth),
  portfolio(
    'portfolioEquity',
    'USD',
    'all margin accounts plus all values outside them',
    ({ risk }) => risk.portfolio.equity,
  ),
  portfolio('portfolioDelta', 'USD', 'sum of deltaUsd over underlyings', ({ risk }) => risk.portfolio.deltaUsd),
  portfolio('portfolioGamma', 'USD per 1 %', 'sum of gammaUsd over underlyings', ({ risk }) => risk.portfolio.gammaUsd),
  portfolio('portfolioVega', 'USD per 1.00 vol', 'sum of vega over underlyings', ({ risk }) => risk.portfolio.vega),
  portfolio('portfolioTheta', 'USD per year', 'sum of theta over underlyings', ({ risk }) => risk.portfolio.theta),
  portfolio(
    'portfolioNotional',
    'USD',
    'sum of |quantity| × mark over perps and options',
    ({ risk }) => risk.portfolio.notional,
  ),
  portfolio('portfolioLeverage', 'ratio', 'portfolioNotional / portfolioEquity', ({ risk }) => risk.portfolio.leverage),
  portfolio('gas', 'gwei', 'base fee of the block', ({ snapshot }) => Number(snapshot.block.baseFee) / 1e9),
  portfolio('gasBalance', 'gas token', 'gas token in the account', ({ snapshot }) =>
    weiToFloat(snapshot.nativeBalance),
  ),
];

/** Where a metric stands in the arrays that expressions read. */
export const metricIndex: ReadonlyMap<string, number> = new Map(metrics.map((metric, index) => [metric.name, index]));

/** Which scopes a rule of a kind may read. */
export const scopesOf: Readonly<Record<Rule['kind'], readonly MetricScope[]>> = {
  hedge: ['portfolio', 'underlying'],
  topUp: ['portfolio', 'underlying', 'account'],
  deleverage: ['portfolio', 'underlying', 'account'],
  protect: ['portfolio', 'underlying', 'account'],
  claim: ['portfolio'],
};

/** One value a metric, in the table's order; NaN where a metric has no meaning for these facts. */
export const metricValues = (facts: MetricFacts): Float64Array =>
  Float64Array.from(metrics, (metric) => metric.read(facts));
