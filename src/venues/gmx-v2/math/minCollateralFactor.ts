import type { MarketContext } from '../state.js';
import { openInterest, sideOf } from './balance.js';
import { applyFactor, most } from './fixedPoint.js';

/**
 * What an order must leave for each USD of size, 30 decimals: the market's own factor, or one that grows with the side's
 * open interest after the order (MarketUtils.getMinCollateralFactorForOpenInterest), whichever is more.
 */
export function minCollateralFactorForOrder(
  context: MarketContext,
  isLong: boolean,
  openInterestDelta: bigint,
): bigint {
  const { market } = context;
  const after = most(0n, openInterest(market, isLong) + openInterestDelta);
  const grown = applyFactor(after, market.params.minCollateralFactorForOpenInterestMultiplier[sideOf(isLong)]);
  return most(market.params.minCollateralFactor, grown);
}
