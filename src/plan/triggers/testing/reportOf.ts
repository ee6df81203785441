import { healthOf } from '../../../assess/margin/healthOf.js';
import type { PricingKernel } from '../../../assess/pricing/kernel.js';
import type { Holdings } from '../../../model/holdings.js';
import type { Underlying } from '../../../model/instrument.js';
import type { RiskReport } from '../../../model/riskReport.js';
import { deltaCurve } from '../../hedge/deltaCurve.js';

/**
 * A risk report that goes with some holdings, as far as triggers read it.
 * @param apart - Delta that the holdings do not have: what has no price that moves.
 */
export function reportOf(
  holdings: Holdings,
  kernel: PricingKernel,
  apart: Readonly<Record<Underlying, number>> = {},
): RiskReport {
  const nothing = { vega: 0, theta: 0, rho: 0, vanna: 0, volga: 0, charm: 0 };
  const underlyings = holdings.underlyings.map(({ name: underlying, price }) => {
    const [point] = deltaCurve(holdings, underlying, [price], kernel);
    const delta = (point?.delta ?? Number.NaN) + (apart[underlying] ?? 0);
    const gamma = point?.gamma ?? Number.NaN;
    return {
      ...{ underlying, price, ...nothing, delta, gamma },
      ...{ deltaUsd: delta * price, gammaUsd: (gamma * price * price) / 100 },
    };
  });
  const marginAccounts = holdings.margins.map((margin) => ({
    ...{ marginAccount: margin.marginAccount, venue: margin.venue, equity: margin.equity },
    ...{ maintenance: margin.maintenance, health: healthOf(margin), leverage: margin.notional / margin.equity },
    ...{ liquidationPrice: null, liquidationDistance: Number.POSITIVE_INFINITY },
  }));
  const over = (read: (one: (typeof underlyings)[number]) => number) =>
    underlyings.reduce((sum, one) => sum + read(one), 0);
  const equity = marginAccounts.reduce((sum, one) => sum + one.equity, 0);
  return {
    positions: [],
    underlyings,
    marginAccounts,
    portfolio: {
      ...{ equity, vega: 0, theta: 0, notional: 0, leverage: 0 },
      deltaUsd: over((one) => one.deltaUsd),
      gammaUsd: over((one) => one.gammaUsd),
      worstHealth: Math.min(Number.POSITIVE_INFINITY, ...marginAccounts.map(({ health }) => health)),
    },
  };
}
