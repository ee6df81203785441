import type { Rule } from '../model/strategy.js';
import { weiToFloat } from '../model/units.js';
import { deepMetrics } from './deepMetrics.js';
import { type Metric, type MetricFacts, type MetricScope, ofAccount, ofPortfolio, ofUnderlying } from './metric.js';

/**
 * Every name an operator's expression may use. The table is the truth: the expression compiler, `ballast metrics` and
 * the docs are all made from it. What has no meaning reads as NaN, which a comparison takes as unknown: it can neither
 * make a condition hold nor stop an alternative (`or`) that does.
 */
export const metrics: readonly Metric[] = [
  ofUnderlying('delta', 'units', 'net delta of the underlying, orders in flight included', (u) => u.delta),
  ofUnderlying('gamma', 'units per USD', 'change of delta per USD of spot', (u) => u.gamma),
  ofUnderlying('vega', 'USD per 1.00 vol', 'gain when volatility rises by 100 points', (u) => u.vega),
  ofUnderlying('theta', 'USD per year', 'gain from the passing of time; negative when time costs', (u) => u.theta),
  ofUnderlying('rho', 'USD per 1.00 rate', 'gain when interest rates rise by 100 points', (u) => u.rho),
  ofUnderlying('vanna', 'units per 1.00 vol', 'change of delta when volatility rises by 100 points', (u) => u.vanna),
  ofUnderlying('volga', 'USD per 1.00 vol²', 'change of vega when volatility rises by 100 points', (u) => u.volga),
  ofUnderlying('charm', 'units per year', 'change of delta from the passing of time', (u) => u.charm),
  ofUnderlying('deltaUsd', 'USD', 'delta × price', (u) => u.deltaUsd),
  ofUnderlying('gammaUsd', 'USD per 1 %', 'USD of delta gained when spot rises 1 %', (u) => u.gammaUsd),
  ofUnderlying('price', 'USD', 'price of the underlying at the oracle of the first venue watched', (u) => u.price),
  ofAccount('health', 'ratio', 'equity / maintenance; 1 is liquidatable', (m) => m.health),
  ofAccount('equity', 'USD', 'what the protocol holds against the requirement', (m) => m.equity),
  ofAccount('maintenance', 'USD', 'what the protocol requires', (m) => m.maintenance),
  ofAccount('leverage', 'ratio', 'notional / equity', (m) => m.leverage),
  ofAccount(
    'liquidationPrice',
    'USD',
    'price that the venue liquidates on at which health is 1; unknown when none, which leaves the rest of an `or` in force',
    (m) => m.liquidationPrice ?? Number.NaN,
  ),
  ofAccount(
    'liquidationDistance',
    'fraction',
    '|liquidationPrice / price - 1|, where price is what the venue liquidates on: the mark on perp-v2, elsewhere its oracle',
    (m) => m.liquidationDistance,
  ),
  ofPortfolio('worstHealth', 'ratio', 'lowest health of any margin account', ({ risk }) => risk.portfolio.worstHealth),
  ofPortfolio(
    'portfolioEquity',
    'USD',
    'all margin accounts plus all values outside them',
    ({ risk }) => risk.portfolio.equity,
  ),
  ofPortfolio('portfolioDelta', 'USD', 'sum of deltaUsd over underlyings', ({ risk }) => risk.portfolio.deltaUsd),
  ofPortfolio(
    'portfolioGamma',
    'USD per 1 %',
    'sum of gammaUsd over underlyings',
    ({ risk }) => risk.portfolio.gammaUsd,
  ),
  ofPortfolio('portfolioVega', 'USD per 1.00 vol', 'sum of vega over underlyings', ({ risk }) => risk.portfolio.vega),
  ofPortfolio('portfolioTheta', 'USD per year', 'sum of theta over underlyings', ({ risk }) => risk.portfolio.theta),
  ofPortfolio(
    'portfolioNotional',
    'USD',
    'sum of |quantity| × mark over perps and options',
    ({ risk }) => risk.portfolio.notional,
  ),
  ofPortfolio(
    'portfolioLeverage',
    'ratio',
    'portfolioNotional / portfolioEquity',
    ({ risk }) => risk.portfolio.leverage,
  ),
  ...deepMetrics,
  ofPortfolio('gas', 'gwei', 'base fee of the block', ({ snapshot }) => Number(snapshot.block.baseFee) / 1e9),
  ofPortfolio('gasBalance', 'gas token', 'gas token in the account', ({ snapshot }) =>
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
  rebalance: ['portfolio', 'underlying', 'account'],
  protect: ['portfolio', 'underlying', 'account'],
  claim: ['portfolio'],
};

/** Whether a metric takes long to work out. */
export const readsDeep = (name: string): boolean => metrics[metricIndex.get(name) ?? -1]?.deep === true;

/**
 * One value a metric, in the table's order; NaN where a metric has no meaning for these facts, or is not among `names`.
 */
export function metricValues(facts: MetricFacts, names: readonly string[]): Float64Array {
  const values = new Float64Array(metrics.length).fill(Number.NaN);
  for (const name of names) {
    const index = metricIndex.get(name) ?? -1;
    const metric = metrics[index];
    if (metric) values[index] = metric.read(facts);
  }
  return values;
}
