import type { GmxMarket, GmxPosition, MarketContext, MarketState, PerToken } from '../state.js';
import { poolDivisor, sideOf } from './balance.js';
import { nextCumulativeBorrowingFactor } from './borrowing.js';
import type { DecreaseFill } from './decrease.js';
import { divAway, least } from './fixedPoint.js';
import { latestFunding, nextFunding } from './funding.js';
import type { IncreaseFill } from './increase.js';
import { profitTokenPrice, tokenRole } from './prices.js';

/*
 * A market after a trade of ours, so that the next one can be sized on it. Exact, as long as nobody else trades:
 * funding, borrowing, open interest and virtual inventory, that is, all that price impact and pending fees depend on.
 * Not exact: pool and impact pool. The pool's share of fees is left out (it hangs on receiver factors that we do not
 * read), so the pool comes out a little small, which is the safe way round for every limit.
 */

/** Both tokens' entries are the same stored number where both tokens are one. */
function addTo(market: GmxMarket, pair: PerToken<bigint>, token: 'longToken' | 'shortToken', delta: bigint) {
  if (poolDivisor(market.props) === 1n) return { ...pair, [token]: pair[token] + delta };
  return { longToken: pair.longToken + delta, shortToken: pair.shortToken + delta };
}

/** PositionUtils.updateFundingAndBorrowingState: what any trade does first. */
export function touchMarket(context: MarketContext): GmxMarket {
  const { market, now } = context;
  const funding = nextFunding(context);
  const latest = latestFunding(context, funding);
  const state: MarketState = {
    ...market.state,
    fundingFeeAmountPerSize: latest.feeAmountPerSize,
    claimableFundingAmountPerSize: latest.claimableAmountPerSize,
    savedFundingFactorPerSecond: funding.nextSavedFundingFactorPerSecond,
    fundingUpdatedAt: now,
    cumulativeBorrowingFactor: {
      long: nextCumulativeBorrowingFactor(context, true),
      short: nextCumulativeBorrowingFactor(context, false),
    },
    cumulativeBorrowingFactorUpdatedAt: { long: now, short: now },
  };
  return { ...market, state };
}

/** Open interest, and the virtual inventory that mirrors it: longs take from it, shorts give to it. */
function withOpenInterest(context: MarketContext, market: GmxMarket, of: GmxPosition, usd: bigint, tokens: bigint) {
  const { state } = market;
  const side = sideOf(of.isLong);
  const token = tokenRole(market.props, of.collateralToken);
  const sign = of.isLong ? -1n : 1n;
  const inTokens = context.globals.useOpenInterestInTokensForBalance;
  const next: MarketState = {
    ...state,
    openInterest: { ...state.openInterest, [side]: addTo(market, state.openInterest[side], token, usd) },
    openInterestInTokens: {
      ...state.openInterestInTokens,
      [side]: addTo(market, state.openInterestInTokens[side], token, tokens),
    },
  };
  if (state.hasVirtualInventory && inTokens) next.virtualInventoryForPositionsInTokens += sign * tokens;
  if (state.hasVirtualInventory && !inTokens) next.virtualInventoryForPositions += sign * usd;
  return { ...market, state: next };
}

/** The market after an increase of ours at `context.now`. `position` is as it was before. */
export const afterIncrease = (context: MarketContext, position: GmxPosition, fill: IncreaseFill): GmxMarket =>
  withOpenInterest(context, touchMarket(context), position, fill.sizeDeltaUsd, fill.sizeDeltaInTokens);

/** A settled gain leaves the impact pool, which borrows what it lacks; a settled cost repays that first. */
function settledImpact({ prices }: MarketContext, state: MarketState, totalImpactUsd: bigint) {
  const { positionImpactPoolAmount: pool, lentPositionImpactPoolAmount: lent } = state;
  if (totalImpactUsd > 0n) {
    const amount = divAway(totalImpactUsd, prices.index.min);
    const own = least(amount, pool);
    return { positionImpactPoolAmount: pool - own, lentPositionImpactPoolAmount: lent + amount - own };
  }
  const amount = -totalImpactUsd / prices.index.max;
  const repaid = least(amount, lent);
  return { positionImpactPoolAmount: pool + amount - repaid, lentPositionImpactPoolAmount: lent - repaid };
}

/** Profits are paid out of the pool in the side's token; losses are paid into it in collateral. */
function settledPool(context: MarketContext, market: GmxMarket, position: GmxPosition, fill: DecreaseFill) {
  const profitPrice = profitTokenPrice(context.prices, position.isLong).max;
  const collateralMin = fill.fees.collateralPrice.min;
  const paidOut =
    (fill.basePnlUsd > 0n ? fill.basePnlUsd / profitPrice : 0n) +
    (fill.totalImpactUsd > 0n ? fill.totalImpactUsd / profitPrice : 0n);
  const paidIn =
    (fill.basePnlUsd < 0n ? divAway(-fill.basePnlUsd, collateralMin) : 0n) +
    (fill.totalImpactUsd < 0n ? divAway(-fill.totalImpactUsd, collateralMin) : 0n);
  // A position that could not pay its costs gave all that it had.
  const received = least(paidIn, position.collateralAmount);
  const afterProfit = addTo(market, market.state.poolAmount, position.isLong ? 'longToken' : 'shortToken', -paidOut);
  return addTo(market, afterProfit, tokenRole(market.props, position.collateralToken), received);
}

/** The market after a decrease of ours at `context.now`. `position` is as it was before. */
export function afterDecrease(context: MarketContext, position: GmxPosition, fill: DecreaseFill): GmxMarket {
  const touched = touchMarket(context);
  const market = withOpenInterest(context, touched, position, -fill.sizeDeltaUsd, -fill.sizeDeltaInTokens);
  return {
    ...market,
    state: {
      ...market.state,
      ...settledImpact(context, market.state, fill.totalImpactUsd),
      poolAmount: settledPool(context, market, position, fill),
    },
  };
}
