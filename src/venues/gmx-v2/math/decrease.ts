import type { Discounts, GmxPosition, MarketContext } from '../state.js';
import { type ClosingImpact, closingImpact } from './closingImpact.js';
import { type PositionFees, positionFees } from './fees.js';
import { least } from './fixedPoint.js';
import { type Payout, payout } from './payout.js';
import { positionPnl } from './pnl.js';
import type { PriceImpact } from './priceImpact.js';

export interface DecreaseRequest {
  /** USD, 30 decimals; more than the position has closes it. 0 only takes collateral out. */
  sizeDeltaUsd: bigint;
  /** Collateral asked back, smallest units; a full close pays all of it out anyway. */
  withdrawalAmount: bigint;
  discounts: Discounts;
  /** GMX's own closing of a position that no longer stands: it charges for it and may end in nothing. */
  isLiquidation?: boolean;
}

export interface DecreaseFill extends ClosingImpact {
  sizeDeltaUsd: bigint;
  sizeDeltaInTokens: bigint;
  basePnlUsd: bigint;
  uncappedBasePnlUsd: bigint;
  /** Profit with this decrease's own impact, as the Reader states it. */
  pnlAfterPriceImpactUsd: bigint;
  fees: PositionFees;
  payout: Payout;
  /** Profit, settled impact and costs, USD; the excess impact that can be claimed later counts as lost here. */
  realisedUsd: bigint;
  /** The position afterwards; null when nothing is left of it. */
  position: GmxPosition | null;
}

/** The position afterwards; its collateral is all that the costs left of it. */
function shrunk(
  context: MarketContext,
  position: GmxPosition,
  fill: { sizeDeltaUsd: bigint; sizeDeltaInTokens: bigint; impact: ClosingImpact; fees: PositionFees; payout: Payout },
): GmxPosition | null {
  const sizeInUsd = position.sizeInUsd - fill.sizeDeltaUsd;
  const sizeInTokens = position.sizeInTokens - fill.sizeDeltaInTokens;
  if (sizeInUsd === 0n || sizeInTokens === 0n) return null;
  return {
    ...position,
    ...fill.fees.latest,
    sizeInUsd,
    sizeInTokens,
    collateralAmount: fill.payout.remainingCollateralAmount,
    pendingImpactAmount: position.pendingImpactAmount - fill.impact.proportionalPendingImpactAmount,
    decreasedAtTime: context.now,
  };
}

/**
 * DecreasePositionUtils.decreasePosition at this block's state and prices, without swaps. `impact` stands in for the
 * market's own where the fill is known. Asks no limit and adjusts nothing: see `adjustedDecrease`, `refusalOfDecrease`.
 */
export function fillDecrease(
  context: MarketContext,
  position: GmxPosition,
  request: DecreaseRequest,
  impact?: PriceImpact,
): DecreaseFill {
  const sizeDeltaUsd = least(request.sizeDeltaUsd, position.sizeInUsd);
  const closing = closingImpact(context, position, sizeDeltaUsd, impact);
  const { pnlUsd, uncappedPnlUsd, sizeDeltaInTokens } = positionPnl(context, position, sizeDeltaUsd);
  const fees = positionFees(context, position, {
    sizeDeltaUsd,
    balanceWasImproved: closing.balanceWasImproved,
    discounts: request.discounts,
    isLiquidation: request.isLiquidation ?? false,
  });
  const paid = payout(context, position, {
    basePnlUsd: pnlUsd,
    totalImpactUsd: closing.totalImpactUsd,
    priceImpactDiffUsd: closing.priceImpactDiffUsd,
    fees,
    withdrawalAmount: request.withdrawalAmount,
    closesPosition: sizeDeltaUsd === position.sizeInUsd || sizeDeltaInTokens === position.sizeInTokens,
  });
  return {
    ...closing,
    sizeDeltaUsd,
    sizeDeltaInTokens,
    basePnlUsd: pnlUsd,
    uncappedBasePnlUsd: uncappedPnlUsd,
    pnlAfterPriceImpactUsd: pnlUsd + closing.priceImpactUsd,
    fees,
    payout: paid,
    realisedUsd:
      pnlUsd + closing.totalImpactUsd - closing.priceImpactDiffUsd - fees.totalCostAmount * fees.collateralPrice.min,
    position: shrunk(context, position, { sizeDeltaUsd, sizeDeltaInTokens, impact: closing, fees, payout: paid }),
  };
}

/** Is a fill within what the order accepts: closing a long at least, a short at most? */
export const isAcceptableDecrease = (isLong: boolean, executionPrice: bigint, acceptablePrice: bigint): boolean =>
  isLong ? executionPrice >= acceptablePrice : executionPrice <= acceptablePrice;
