import type { GmxPosition, MarketContext } from '../state.js';
import type { DecreaseRequest } from './decrease.js';
import { applyFactor, least, mulDiv } from './fixedPoint.js';
import { minCollateralFactorForOrder } from './minCollateralFactor.js';
import { positionPnl } from './pnl.js';
import { collateralPrice } from './prices.js';

export interface CollateralEstimate {
  isSufficient: boolean;
  /** What would be left as collateral, realised losses taken off; USD. */
  remainingUsd: bigint;
  /** Profit of the part that stays open; USD, signed. */
  remainingPnlUsd: bigint;
}

/** PositionUtils.willPositionCollateralBeSufficient for a decrease: unrealised profit does not help, losses count. */
export function estimateCollateral(
  context: MarketContext,
  position: GmxPosition,
  { sizeDeltaUsd, withdrawalAmount }: Pick<DecreaseRequest, 'sizeDeltaUsd' | 'withdrawalAmount'>,
): CollateralEstimate {
  const { isLong, sizeInUsd, collateralAmount, collateralToken } = position;
  const { pnlUsd } = positionPnl(context, position);
  const realised = sizeInUsd === 0n ? 0n : mulDiv(pnlUsd, sizeDeltaUsd, sizeInUsd);
  const price = collateralPrice(context, collateralToken).min;
  const remainingUsd =
    (collateralAmount - least(withdrawalAmount, collateralAmount)) * price + (realised < 0n ? realised : 0n);
  const factor = minCollateralFactorForOrder(context, isLong, -sizeDeltaUsd);
  return {
    isSufficient: remainingUsd >= 0n && remainingUsd >= applyFactor(sizeInUsd - sizeDeltaUsd, factor),
    remainingUsd,
    remainingPnlUsd: pnlUsd - realised,
  };
}

/**
 * What DecreasePositionUtils makes of an order before it fills it: a size above the position's closes it; a withdrawal
 * that would leave too little falls away; a rest too small to stand is closed as well; a full close needs no
 * withdrawal. A withdrawal alone that would leave too little is refused, see `refusalOfDecrease`.
 */
export function adjustedDecrease(
  context: MarketContext,
  position: GmxPosition,
  request: DecreaseRequest,
): DecreaseRequest {
  const { globals } = context;
  let sizeDeltaUsd = least(request.sizeDeltaUsd, position.sizeInUsd);
  let withdrawalAmount = least(request.withdrawalAmount, position.collateralAmount);
  if (sizeDeltaUsd < position.sizeInUsd) {
    const estimate = estimateCollateral(context, position, { sizeDeltaUsd, withdrawalAmount });
    let { remainingUsd } = estimate;
    if (!estimate.isSufficient && sizeDeltaUsd > 0n) {
      remainingUsd += withdrawalAmount * collateralPrice(context, position.collateralToken).min;
      withdrawalAmount = 0n;
    }
    const isTooPoor = remainingUsd + estimate.remainingPnlUsd < globals.minCollateralUsd;
    const isTooSmall = position.sizeInUsd - sizeDeltaUsd < globals.minPositionSizeUsd;
    if (isTooPoor || isTooSmall) sizeDeltaUsd = position.sizeInUsd;
  }
  if (sizeDeltaUsd === position.sizeInUsd) withdrawalAmount = 0n;
  return { ...request, sizeDeltaUsd, withdrawalAmount };
}
