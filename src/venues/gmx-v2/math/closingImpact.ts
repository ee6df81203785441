import type { GmxPosition, MarketContext } from '../state.js';
import { divAway, least, mulDiv } from './fixedPoint.js';
import { maxNegativeImpact, maxPositiveImpact, payableImpact } from './impactCaps.js';
import { tokensOfPart } from './pnl.js';
import { type PriceImpact, priceImpact } from './priceImpact.js';
import { closingPrice } from './prices.js';

/** ReaderPricingUtils.ExecutionPriceResult of a decrease; USD and prices with 30 decimals. */
export interface ClosingImpact {
  /** This decrease's own impact, capped above. */
  priceImpactUsd: bigint;
  /** Index price with this decrease's own impact, compared with `acceptablePrice`. */
  executionPrice: bigint;
  balanceWasImproved: boolean;
  /** The part of the impact of opening that falls due, in index tokens and in USD. */
  proportionalPendingImpactAmount: bigint;
  proportionalPendingImpactUsd: bigint;
  /** What is settled for good. */
  totalImpactUsd: bigint;
  /** Taken now beyond the cap; claimable as collateral after some days. */
  priceImpactDiffUsd: bigint;
}

function executionPriceOf(context: MarketContext, position: GmxPosition, sizeDeltaUsd: bigint, impactUsd: bigint) {
  const { isLong, sizeInUsd, sizeInTokens } = position;
  const price = closingPrice(context.prices, isLong);
  if (sizeDeltaUsd === 0n || sizeInTokens === 0n) return price;
  return price + mulDiv(sizeInUsd, isLong ? impactUsd : -impactUsd, sizeInTokens) / sizeDeltaUsd;
}

/** A cost that falls due is rounded up, a gain down. */
function pendingPart({ pendingImpactAmount, sizeInUsd }: GmxPosition, sizeDeltaUsd: bigint): bigint {
  if (sizeInUsd === 0n) return 0n;
  const exact = pendingImpactAmount * sizeDeltaUsd;
  return exact < 0n ? divAway(exact, sizeInUsd) : exact / sizeInUsd;
}

/**
 * PositionUtils.getExecutionPriceForDecrease and what DecreasePositionCollateralUtils makes of the pending impact.
 * `impact` stands in for the market's own where it is known.
 */
export function closingImpact(
  context: MarketContext,
  position: GmxPosition,
  sizeDeltaUsd: bigint,
  impact?: PriceImpact,
): ClosingImpact {
  const { params } = context.market;
  const { index } = context.prices;
  const { isLong } = position;
  const own =
    impact ?? priceImpact(context, { isLong, usd: -sizeDeltaUsd, tokens: -tokensOfPart(position, sizeDeltaUsd) });
  const highest = maxPositiveImpact(params, sizeDeltaUsd);
  const lowest = maxNegativeImpact(params, sizeDeltaUsd);
  const priceImpactUsd = least(own.usd, highest);
  const amount = pendingPart(position, sizeDeltaUsd);
  const pendingUsd = amount * (amount > 0n ? index.min : index.max);
  const exact = pendingUsd + priceImpactUsd;
  const isOverCap = exact < lowest;
  return {
    priceImpactUsd,
    executionPrice: executionPriceOf(context, position, sizeDeltaUsd, priceImpactUsd),
    balanceWasImproved: own.balanceWasImproved,
    proportionalPendingImpactAmount: amount,
    proportionalPendingImpactUsd: pendingUsd,
    totalImpactUsd: isOverCap ? lowest : exact > 0n ? least(least(exact, highest), payableImpact(context)) : exact,
    priceImpactDiffUsd: isOverCap ? lowest - exact : 0n,
  };
}
