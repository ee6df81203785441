import type { Discounts, GmxPosition, MarketContext } from '../state.js';
import { type PositionFees, positionFees } from './fees.js';
import { applyFactor, least, most } from './fixedPoint.js';
import { maxPositiveImpact } from './impactCaps.js';
import { positionPnl } from './pnl.js';
import { priceImpact } from './priceImpact.js';

/** The contract's own words, in the order in which it asks. */
export type LiquidationReason = 'min collateral' | '< 0' | 'min collateral for leverage';

export interface LiquidationState {
  collateralUsd: bigint;
  pnlUsd: bigint;
  /** What of the closing impact counts in the test: never positive. */
  impactUsd: bigint;
  /** USD, 30 decimals: collateral, profit, impact, less what closing all would cost. */
  remainingCollateralUsd: bigint;
  /** The larger of MIN_COLLATERAL_USD and the size's share. Liquidatable below it. */
  requirementUsd: bigint;
  minCollateralUsd: bigint;
  minCollateralUsdForLeverage: bigint;
  /** Null while the position stands. */
  reason: LiquidationReason | null;
  fees: PositionFees;
}

export interface LiquidationQuestion {
  /** 30 decimals; by default the market's for liquidation. Orders ask with MIN_COLLATERAL_FACTOR. */
  minCollateralFactor?: bigint;
  /** Decreases do not ask for MIN_COLLATERAL_USD. */
  validatesMinCollateralUsd?: boolean;
}

/** What the impact of closing all takes from the collateral in the test, at most 0. */
function countedImpact(context: MarketContext, position: GmxPosition, closingImpactUsd: bigint): bigint {
  const { params } = context.market;
  const { index } = context.prices;
  const { sizeInUsd, pendingImpactAmount } = position;
  const pendingUsd = pendingImpactAmount * (pendingImpactAmount > 0n ? index.min : index.max);
  const impact = least(closingImpactUsd, maxPositiveImpact(params, sizeInUsd)) + pendingUsd;
  const floor = -applyFactor(sizeInUsd, params.maxPositionImpactFactorForLiquidations);
  return most(least(impact, 0n), floor);
}

function reasonFor(remaining: bigint, minUsd: bigint, forLeverage: bigint, asksMinUsd: boolean) {
  if (asksMinUsd && remaining < minUsd) return 'min collateral' as const;
  if (remaining <= 0n) return '< 0' as const;
  return remaining < forLeverage ? ('min collateral for leverage' as const) : null;
}

/**
 * PositionUtils.isPositionLiquidatable as the liquidation handler asks it: after bringing funding and borrowing up to
 * `context.now`, which Reader.isPositionLiquidatable leaves out.
 */
export function liquidationState(
  context: MarketContext,
  position: GmxPosition,
  discounts: Discounts,
  question: LiquidationQuestion = {},
): LiquidationState {
  const { params } = context.market;
  const { isLong, sizeInUsd, sizeInTokens } = position;
  const closing = priceImpact(context, { isLong, usd: -sizeInUsd, tokens: -sizeInTokens });
  const fees = positionFees(context, position, {
    sizeDeltaUsd: sizeInUsd,
    balanceWasImproved: closing.balanceWasImproved,
    discounts,
  });
  const collateralUsd = position.collateralAmount * fees.collateralPrice.min;
  const { pnlUsd } = positionPnl(context, position);
  const impactUsd = countedImpact(context, position, closing.usd);
  const remaining = collateralUsd + pnlUsd + impactUsd - fees.totalCostAmount * fees.collateralPrice.min;
  const asksMinUsd = question.validatesMinCollateralUsd ?? true;
  const minCollateralUsd = asksMinUsd ? context.globals.minCollateralUsd : 0n;
  const factor = question.minCollateralFactor ?? params.minCollateralFactorForLiquidation;
  const minCollateralUsdForLeverage = applyFactor(sizeInUsd, factor);
  return {
    collateralUsd,
    pnlUsd,
    impactUsd,
    remainingCollateralUsd: remaining,
    requirementUsd: most(minCollateralUsd, minCollateralUsdForLeverage),
    minCollateralUsd,
    minCollateralUsdForLeverage,
    reason: reasonFor(remaining, minCollateralUsd, minCollateralUsdForLeverage, asksMinUsd),
    fees,
  };
}
