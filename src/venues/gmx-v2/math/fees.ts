import type { Discounts, GmxPosition, MarketContext, MinMax } from '../state.js';
import { sideOf } from './balance.js';
import { nextCumulativeBorrowingFactor } from './borrowing.js';
import { applyFactor, divAway, most } from './fixedPoint.js';
import { fundingEarned, fundingOwed, latestFunding } from './funding.js';
import { collateralPrice, tokenRole } from './prices.js';

/** What a position's own accounts become when it is touched now. */
export interface LatestFactors {
  borrowingFactor: bigint;
  fundingFeeAmountPerSize: bigint;
  longTokenClaimableFundingAmountPerSize: bigint;
  shortTokenClaimableFundingAmountPerSize: bigint;
}

/** PositionPricingUtils.PositionFees; amounts in smallest units of the collateral, USD with 30 decimals. */
export interface PositionFees {
  collateralPrice: MinMax;
  positionFeeFactor: bigint;
  /** Before the discount. */
  positionFeeAmount: bigint;
  totalDiscountAmount: bigint;
  borrowingFeeUsd: bigint;
  borrowingFeeAmount: bigint;
  fundingFeeAmount: bigint;
  liquidationFeeAmount: bigint;
  totalCostAmountExcludingFunding: bigint;
  totalCostAmount: bigint;
  /** Earned funding that a touch makes claimable; never part of the collateral. */
  claimableLongTokenAmount: bigint;
  claimableShortTokenAmount: bigint;
  latest: LatestFactors;
}

export interface FeeRequest {
  sizeDeltaUsd: bigint;
  balanceWasImproved: boolean;
  discounts: Discounts;
  /** Only the liquidation itself charges for liquidating; the test for it does not. */
  isLiquidation?: boolean;
}

/** Factors that a touch of the market now leaves in a position of this side and collateral. */
export function latestFactors(context: MarketContext, position: GmxPosition): LatestFactors {
  const funding = latestFunding(context);
  const side = sideOf(position.isLong);
  return {
    borrowingFactor: nextCumulativeBorrowingFactor(context, position.isLong),
    fundingFeeAmountPerSize: funding.feeAmountPerSize[side][tokenRole(context.market.props, position.collateralToken)],
    longTokenClaimableFundingAmountPerSize: funding.claimableAmountPerSize[side].longToken,
    shortTokenClaimableFundingAmountPerSize: funding.claimableAmountPerSize[side].shortToken,
  };
}

/**
 * PositionPricingUtils.getPositionFees with everything that is pending at `context.now`: the fee on `sizeDeltaUsd`,
 * borrowing and funding on the whole position as it is before the trade. No UI fee: we name no receiver.
 */
export function positionFees(context: MarketContext, position: GmxPosition, request: FeeRequest): PositionFees {
  const { params } = context.market;
  const price = collateralPrice(context, position.collateralToken);
  const latest = latestFactors(context, position);
  const size = position.sizeInUsd;

  const positionFeeFactor = params.positionFeeFactor[request.balanceWasImproved ? 'positive' : 'negative'];
  const positionFeeAmount = applyFactor(request.sizeDeltaUsd, positionFeeFactor) / price.min;
  const totalDiscountAmount = most(
    applyFactor(positionFeeAmount, request.discounts.pro),
    applyFactor(positionFeeAmount, request.discounts.referral),
  );
  const borrowingFeeUsd = applyFactor(size, latest.borrowingFactor - position.borrowingFactor);
  const borrowingFeeAmount = borrowingFeeUsd / price.min;
  const liquidationFeeAmount = request.isLiquidation
    ? divAway(applyFactor(request.sizeDeltaUsd, params.liquidationFeeFactor), price.min)
    : 0n;
  const fundingFeeAmount = fundingOwed(size, latest.fundingFeeAmountPerSize, position.fundingFeeAmountPerSize);
  const totalCostAmountExcludingFunding =
    positionFeeAmount + borrowingFeeAmount + liquidationFeeAmount - totalDiscountAmount;
  return {
    collateralPrice: price,
    positionFeeFactor,
    positionFeeAmount,
    totalDiscountAmount,
    borrowingFeeUsd,
    borrowingFeeAmount,
    fundingFeeAmount,
    liquidationFeeAmount,
    totalCostAmountExcludingFunding,
    totalCostAmount: totalCostAmountExcludingFunding + fundingFeeAmount,
    claimableLongTokenAmount: fundingEarned(
      size,
      latest.longTokenClaimableFundingAmountPerSize,
      position.longTokenClaimableFundingAmountPerSize,
    ),
    claimableShortTokenAmount: fundingEarned(
      size,
      latest.shortTokenClaimableFundingAmountPerSize,
      position.shortTokenClaimableFundingAmountPerSize,
    ),
    latest,
  };
}
