import type { Discounts, GmxPosition, MarketContext } from '../state.js';
import { type PositionFees, positionFees } from './fees.js';
import { divAway, least } from './fixedPoint.js';
import { maxPositiveImpact } from './impactCaps.js';
import { type PriceImpact, priceImpact } from './priceImpact.js';
import { openingPrice } from './prices.js';

export interface IncreaseRequest {
  /** USD, 30 decimals; 0 only adds collateral. */
  sizeDeltaUsd: bigint;
  /** What reaches the position, in smallest units of its collateral. */
  collateralDeltaAmount: bigint;
  discounts: Discounts;
}

export interface IncreaseFill {
  sizeDeltaUsd: bigint;
  /** Index tokens at the oracle's price: rounded down for a long, up for a short. */
  sizeDeltaInTokens: bigint;
  /** Index price with this order's impact, compared with `acceptablePrice`. */
  executionPrice: bigint;
  /** USD, capped above. Not paid now: it waits in the position as index tokens until it is decreased. */
  priceImpactUsd: bigint;
  pendingImpactDeltaAmount: bigint;
  balanceWasImproved: boolean;
  fees: PositionFees;
  /** What was sent less the fees; negative when the fees eat into what the position had. */
  collateralDeltaAmount: bigint;
  /** The position afterwards. Its collateral is negative when it could not pay the fees: GMX refuses that. */
  position: GmxPosition;
}

const UNREACHABLE_PRICE = 2n ** 256n - 1n;

/** A cost in index tokens is rounded up, a gain down. */
function impactInTokens(context: MarketContext, usd: bigint): bigint {
  const { index } = context.prices;
  return usd > 0n ? usd / index.max : divAway(usd, index.min);
}

function executionPriceOf(context: MarketContext, isLong: boolean, sizeDeltaUsd: bigint, tokens: bigint): bigint {
  if (sizeDeltaUsd === 0n) return openingPrice(context.prices, isLong);
  // An impact as large as the order; GMX refuses it (PriceImpactLargerThanOrderSize).
  if (tokens <= 0n) return isLong ? UNREACHABLE_PRICE : 0n;
  return sizeDeltaUsd / tokens;
}

/**
 * IncreasePositionUtils.increasePosition at this block's state and prices: opens or adds to `position` (an empty one
 * when there is none yet). `impact` stands in for the market's own where the fill is known. Asks no limit: see
 * `refusalOfIncrease`.
 */
export function fillIncrease(
  context: MarketContext,
  position: GmxPosition,
  request: IncreaseRequest,
  impact?: PriceImpact,
): IncreaseFill {
  const { isLong } = position;
  const { sizeDeltaUsd, discounts } = request;
  const { index } = context.prices;
  const sizeDeltaInTokens = isLong ? sizeDeltaUsd / index.max : divAway(sizeDeltaUsd, index.min);
  const own = impact ?? priceImpact(context, { isLong, usd: sizeDeltaUsd, tokens: sizeDeltaInTokens });
  const { balanceWasImproved } = own;
  const priceImpactUsd = least(own.usd, maxPositiveImpact(context.market.params, sizeDeltaUsd));
  const pendingImpactDeltaAmount = impactInTokens(context, priceImpactUsd);
  const impacted = sizeDeltaInTokens + (isLong ? pendingImpactDeltaAmount : -pendingImpactDeltaAmount);
  const fees = positionFees(context, position, { sizeDeltaUsd, balanceWasImproved, discounts });
  const collateralDeltaAmount = request.collateralDeltaAmount - fees.totalCostAmount;
  return {
    sizeDeltaUsd,
    sizeDeltaInTokens,
    executionPrice: executionPriceOf(context, isLong, sizeDeltaUsd, impacted),
    priceImpactUsd,
    pendingImpactDeltaAmount,
    balanceWasImproved,
    fees,
    collateralDeltaAmount,
    position: {
      ...position,
      ...fees.latest,
      sizeInUsd: position.sizeInUsd + sizeDeltaUsd,
      sizeInTokens: position.sizeInTokens + sizeDeltaInTokens,
      collateralAmount: position.collateralAmount + collateralDeltaAmount,
      pendingImpactAmount: position.pendingImpactAmount + pendingImpactDeltaAmount,
      increasedAtTime: context.now,
    },
  };
}

/** Is a fill within what the order accepts: a long at most, a short at least? */
export const isAcceptableIncrease = (isLong: boolean, executionPrice: bigint, acceptablePrice: bigint): boolean =>
  isLong ? executionPrice <= acceptablePrice : executionPrice >= acceptablePrice;
