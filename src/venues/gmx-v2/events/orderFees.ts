import type { EventPlace } from './eventLog.js';
import type { GmxEvent } from './gmxEvents.js';

/** In smallest units of the collateral token, unless named Usd (30 decimals). */
export interface OrderFees {
  at: EventPlace;
  positionFeeAmount: bigint;
  borrowingFeeUsd: bigint;
  borrowingFeeAmount: bigint;
  fundingFeeAmount: bigint;
  uiFeeAmount: bigint;
  /** 0 unless GMX liquidated. */
  liquidationFeeAmount: bigint;
  /** The larger of the referral's and the trader tier's; GMX never adds them. Already taken off the total. */
  discountAmount: bigint;
  /** Funding received, in the market's tokens: not part of the costs, to be claimed. */
  claimableLongTokenAmount: bigint;
  claimableShortTokenAmount: bigint;
  totalCostAmount: bigint;
  /** USD per smallest unit; the side that GMX charges at. */
  collateralTokenPriceMin: bigint;
}

/** What PositionFeesCollected says was paid, or PositionFeesInfo was due. */
export function feesOf({ at, values }: GmxEvent<'PositionFeesCollected' | 'PositionFeesInfo'>): OrderFees {
  const referral = values['referral.traderDiscountAmount'] ?? 0n;
  const pro = values['pro.traderDiscountAmount'] ?? 0n;
  return {
    at,
    positionFeeAmount: values.positionFeeAmount,
    borrowingFeeUsd: values.borrowingFeeUsd,
    borrowingFeeAmount: values.borrowingFeeAmount,
    fundingFeeAmount: values.fundingFeeAmount,
    uiFeeAmount: values.uiFeeAmount,
    liquidationFeeAmount: values.liquidationFeeAmount ?? 0n,
    discountAmount: referral > pro ? referral : pro,
    claimableLongTokenAmount: values.claimableLongTokenAmount,
    claimableShortTokenAmount: values.claimableShortTokenAmount,
    totalCostAmount: values.totalCostAmount,
    collateralTokenPriceMin: values['collateralTokenPrice.min'],
  };
}
