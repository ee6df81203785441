import type { MarketContext, MarketParams } from '../state.js';
import { poolUsd } from './balance.js';
import { applyFactor, least, most } from './fixedPoint.js';

/** The most that an improved balance earns on a size: MarketUtils.getMaxPositionImpactFactors, never over the cost's. */
export const maxPositiveImpact = ({ maxPositionImpactFactor }: MarketParams, sizeDeltaUsd: bigint): bigint =>
  applyFactor(sizeDeltaUsd, least(maxPositionImpactFactor.positive, maxPositionImpactFactor.negative));

/** The most that is charged for good on a decrease, as a negative number; what lies beyond comes back later. */
export const maxNegativeImpact = ({ maxPositionImpactFactor }: MarketParams, sizeDeltaUsd: bigint): bigint =>
  -applyFactor(sizeDeltaUsd, maxPositionImpactFactor.negative);

/** What the impact pool owns and may borrow from the liquidity pool, USD: the most a positive impact can pay. */
export function payableImpact(context: MarketContext): bigint {
  const { params, state } = context.market;
  const pools = poolUsd(context, true) + poolUsd(context, false);
  const lendable = least(applyFactor(pools, params.maxLendableImpactFactor), params.maxLendableImpactUsd);
  const lent = state.lentPositionImpactPoolAmount * context.prices.index.max;
  return state.positionImpactPoolAmount * context.prices.index.min + most(0n, lendable - lent);
}
