import type { GmxPosition, MarketContext } from '../state.js';
import { estimateCollateral } from './adjustDecrease.js';
import { openInterest, poolUsd, sideOf } from './balance.js';
import { reservedUsd } from './borrowing.js';
import { type DecreaseFill, type DecreaseRequest, isAcceptableDecrease } from './decrease.js';
import { afterDecrease, afterIncrease } from './evolve.js';
import { applyFactor } from './fixedPoint.js';
import { type IncreaseFill, isAcceptableIncrease } from './increase.js';
import type { OpenInterestLimit } from './limits.js';
import { type LiquidationQuestion, liquidationState } from './liquidation.js';
import { minCollateralFactorForOrder } from './minCollateralFactor.js';
import { collateralPrice } from './prices.js';

/** The name of the error that GMX cancels (or freezes) the order with. */
export type RefusalName =
  | OpenInterestLimit
  | 'DisabledMarket'
  | 'PriceImpactLargerThanOrderSize'
  | 'NegativeExecutionPrice'
  | 'OrderNotFulfillableAtAcceptablePrice'
  | 'InsufficientCollateralAmount'
  | 'InsufficientCollateralUsd'
  | 'InvalidPositionSizeValues'
  | 'MinPositionSize'
  | 'LiquidatablePosition'
  | 'InvalidDecreaseOrderSize'
  | 'UnableToWithdrawCollateral'
  | 'InsufficientFundsToPayForCosts';

/** What was found and what it is held against, in GMX's units of the thing in question. */
export interface Refusal {
  error: RefusalName;
  found: bigint;
  limit: bigint;
}

const refuse = (error: RefusalName, found: bigint, limit: bigint): Refusal => ({ error, found, limit });

function liquidatable(context: MarketContext, position: GmxPosition, fill: Discounted, question: LiquidationQuestion) {
  const state = liquidationState(context, position, fill.discounts, question);
  return state.reason && refuse('LiquidatablePosition', state.remainingCollateralUsd, state.requirementUsd);
}

type Discounted = Pick<DecreaseRequest, 'discounts'>;

/** MarketUtils.validateOpenInterest, validateReserve and validateOpenInterestReserve, after the trade. */
function overOpenInterest(after: MarketContext, isLong: boolean): Refusal | null {
  const { params } = after.market;
  const side = sideOf(isLong);
  const interest = openInterest(after.market, isLong);
  if (interest > params.maxOpenInterest[side])
    return refuse('MaxOpenInterestExceeded', interest, params.maxOpenInterest[side]);
  const reserved = reservedUsd(after, isLong);
  const pool = poolUsd(after, isLong);
  const reserve = applyFactor(pool, params.reserveFactor[side]);
  if (reserved > reserve) return refuse('InsufficientReserve', reserved, reserve);
  const interestReserve = applyFactor(pool, params.openInterestReserveFactor[side]);
  return reserved > interestReserve ? refuse('InsufficientReserveForOpenInterest', reserved, interestReserve) : null;
}

export interface IncreaseOrder extends Discounted {
  acceptablePrice?: bigint;
}

/**
 * Why GMX would not execute an increase that fills as `fill`, or null: its checks in its order (executeOrder,
 * IncreasePositionUtils). A deposit alone need only stand the test of liquidation.
 */
export function refusalOfIncrease(
  context: MarketContext,
  before: GmxPosition,
  fill: IncreaseFill,
  order: IncreaseOrder,
): Refusal | null {
  const { market, globals } = context;
  const { position, sizeDeltaUsd } = fill;
  const { isLong } = position;
  if (market.isDisabled) return refuse('DisabledMarket', 1n, 0n);
  const impacted = fill.sizeDeltaInTokens + (isLong ? 1n : -1n) * fill.pendingImpactDeltaAmount;
  if (sizeDeltaUsd > 0n && impacted <= 0n)
    return refuse('PriceImpactLargerThanOrderSize', fill.priceImpactUsd, sizeDeltaUsd);
  const { acceptablePrice } = order;
  if (sizeDeltaUsd > 0n && acceptablePrice !== undefined)
    if (!isAcceptableIncrease(isLong, fill.executionPrice, acceptablePrice))
      return refuse('OrderNotFulfillableAtAcceptablePrice', fill.executionPrice, acceptablePrice);
  if (position.collateralAmount < 0n)
    return refuse('InsufficientCollateralAmount', before.collateralAmount, -fill.collateralDeltaAmount);

  const after: MarketContext = { ...context, market: afterIncrease(context, before, fill) };
  if (sizeDeltaUsd > 0n) {
    const over = overOpenInterest(after, isLong);
    if (over) return over;
    const collateralUsd = position.collateralAmount * collateralPrice(context, position.collateralToken).min;
    const needed = applyFactor(position.sizeInUsd, minCollateralFactorForOrder(after, isLong, 0n));
    if (collateralUsd < needed) return refuse('InsufficientCollateralUsd', collateralUsd, needed);
  }
  if (position.sizeInUsd === 0n || position.sizeInTokens === 0n)
    return refuse('InvalidPositionSizeValues', position.sizeInUsd, position.sizeInTokens);
  if (position.sizeInUsd < globals.minPositionSizeUsd)
    return refuse('MinPositionSize', position.sizeInUsd, globals.minPositionSizeUsd);
  const { minCollateralFactor, minCollateralFactorForLiquidation } = market.params;
  const factor = sizeDeltaUsd > 0n ? minCollateralFactor : minCollateralFactorForLiquidation;
  return liquidatable(after, position, order, { minCollateralFactor: factor });
}

export interface DecreaseOrder extends DecreaseRequest {
  acceptablePrice?: bigint;
  /** A limit or stop order is cut to the position; a market order that is larger is refused. */
  isTrigger?: boolean;
}

/**
 * Why GMX would not execute a decrease that fills as `fill` (of the adjusted request), or null: its checks in its order
 * (DecreasePositionUtils, DecreasePositionCollateralUtils).
 */
export function refusalOfDecrease(
  context: MarketContext,
  before: GmxPosition,
  fill: DecreaseFill,
  order: DecreaseOrder,
): Refusal | null {
  const { market, globals } = context;
  if (market.isDisabled) return refuse('DisabledMarket', 1n, 0n);
  if (order.sizeDeltaUsd > before.sizeInUsd && !order.isTrigger)
    return refuse('InvalidDecreaseOrderSize', order.sizeDeltaUsd, before.sizeInUsd);
  if (order.sizeDeltaUsd === 0n) {
    const estimate = estimateCollateral(context, before, order);
    if (!estimate.isSufficient) {
      const needed = applyFactor(before.sizeInUsd, minCollateralFactorForOrder(context, before.isLong, 0n));
      return refuse('UnableToWithdrawCollateral', estimate.remainingUsd, needed);
    }
    const withProfit = estimate.remainingUsd + estimate.remainingPnlUsd;
    // GMX would close the whole position instead; we never mean that by a withdrawal.
    if (withProfit < globals.minCollateralUsd)
      return refuse('UnableToWithdrawCollateral', withProfit, globals.minCollateralUsd);
  }
  if (fill.executionPrice < 0n) return refuse('NegativeExecutionPrice', fill.executionPrice, 0n);
  const { acceptablePrice } = order;
  if (fill.sizeDeltaUsd > 0n && acceptablePrice !== undefined)
    if (!isAcceptableDecrease(before.isLong, fill.executionPrice, acceptablePrice))
      return refuse('OrderNotFulfillableAtAcceptablePrice', fill.executionPrice, acceptablePrice);
  if (fill.payout.unpaidUsd > 0n && !order.isLiquidation)
    return refuse('InsufficientFundsToPayForCosts', fill.payout.unpaidUsd, 0n);
  if (fill.position === null) return null;
  const after: MarketContext = { ...context, market: afterDecrease(context, before, fill) };
  return liquidatable(after, fill.position, order, {
    minCollateralFactor: market.params.minCollateralFactor,
    validatesMinCollateralUsd: false,
  });
}
