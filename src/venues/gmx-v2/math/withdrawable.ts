import { type Discounts, type GmxPosition, type MarketContext, noDiscounts } from '../state.js';
import { fillDecrease } from './decrease.js';
import { afterDecrease } from './evolve.js';
import { applyFactor, least, most } from './fixedPoint.js';
import { liquidationState } from './liquidation.js';
import { minCollateralFactorForOrder } from './minCollateralFactor.js';
import { positionPnl } from './pnl.js';
import { collateralPrice } from './prices.js';

/**
 * The most collateral that an order without a size takes out now, smallest units. Four rules bound it: what is left
 * carries the size by the order's factor, whatever the unrealised profit; with it, it is at least MIN_COLLATERAL_USD
 * (else the order would close the position); after paying what is pending, the position is not liquidatable by
 * MIN_COLLATERAL_FACTOR; and there is that much.
 */
export function withdrawableCollateral(
  context: MarketContext,
  position: GmxPosition,
  discounts: Discounts = noDiscounts,
): bigint {
  const price = collateralPrice(context, position.collateralToken).min;
  const collateralUsd = position.collateralAmount * price;
  const { pnlUsd } = positionPnl(context, position);
  const factor = minCollateralFactorForOrder(context, position.isLong, 0n);
  const bySize = collateralUsd - applyFactor(position.sizeInUsd, factor);
  const byMinimum = collateralUsd + pnlUsd - context.globals.minCollateralUsd;

  const settled = fillDecrease(context, position, { sizeDeltaUsd: 0n, withdrawalAmount: 0n, discounts });
  if (settled.position === null || settled.payout.unpaidUsd > 0n) return 0n;
  const after = { ...context, market: afterDecrease(context, position, settled) };
  const state = liquidationState(after, settled.position, discounts, {
    minCollateralFactor: context.market.params.minCollateralFactor,
    validatesMinCollateralUsd: false,
  });
  // More than nothing must remain, and no less than the size's share.
  const byLiquidation = state.remainingCollateralUsd - most(1n, state.minCollateralUsdForLeverage);
  const usd = [bySize, byMinimum, byLiquidation].reduce(least);
  return usd <= 0n ? 0n : least(usd / price, settled.payout.remainingCollateralAmount);
}
