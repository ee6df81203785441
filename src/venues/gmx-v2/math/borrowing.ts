import type { MarketContext } from '../state.js';
import { balanceOpenInterest, openInterest, openInterestInTokens, poolUsd, sideOf } from './balance.js';
import { elapsed } from './elapsed.js';
import { applyFactor, FLOAT_ONE, most, toFactor } from './fixedPoint.js';
import { applyExponentFactor } from './pow.js';

/** What the pool keeps ready for a side, USD: longs at the higher price, shorts at entry (MarketUtils.getReservedUsd). */
export const reservedUsd = ({ market, prices }: MarketContext, isLong: boolean): bigint =>
  isLong ? openInterestInTokens(market, true) * prices.index.max : openInterest(market, false);

/**
 * Base rate for usage, dearer beyond the optimum (MarketUtils.getKinkBorrowingFactor). Usage is that of the reserve alone,
 * as where IGNORE_OPEN_INTEREST_FOR_USAGE_FACTOR is set: GMX's configuration of Arbitrum sets it.
 */
function kinkRate({ market }: MarketContext, isLong: boolean, reserved: bigint, pool: bigint): bigint {
  const { params } = market;
  const side = sideOf(isLong);
  const optimum = params.optimalUsageFactor[side];
  const reservable = applyFactor(pool, params.openInterestReserveFactor[side]);
  if (reservable === 0n) return 0n;
  const usage = toFactor(reserved, reservable);
  const base = applyFactor(usage, params.baseBorrowingFactor[side]);
  if (usage <= optimum || optimum >= FLOAT_ONE) return base;
  const steeper = most(0n, params.aboveOptimalUsageBorrowingFactor[side] - params.baseBorrowingFactor[side]);
  return base + (steeper * (usage - optimum)) / (FLOAT_ONE - optimum);
}

/**
 * MarketUtils.getBorrowingFactorPerSecond: the share of its size that a position of a side owes each second, 30
 * decimals. Where the contract refuses to answer (nothing in the pool) it is 0: nothing can be traded there anyway.
 */
export function borrowingFactorPerSecond(context: MarketContext, isLong: boolean): bigint {
  const { market, globals } = context;
  const side = sideOf(isLong);
  const reserved = reservedUsd(context, isLong);
  const pool = poolUsd(context, isLong);
  if (reserved === 0n || pool === 0n) return 0n;
  if (globals.skipBorrowingFeeForSmallerSide) {
    const balance = balanceOpenInterest(context);
    if (balance[side] < balance[sideOf(!isLong)]) return 0n;
  }
  if (market.params.optimalUsageFactor[side] !== 0n) return kinkRate(context, isLong, reserved, pool);
  const weighed = applyExponentFactor(reserved, market.params.borrowingExponentFactor[side]);
  return applyFactor(toFactor(weighed, pool), market.params.borrowingFactor[side]);
}

/** MarketUtils.getNextCumulativeBorrowingFactor: what the factor becomes when the market is touched now. */
export function nextCumulativeBorrowingFactor(context: MarketContext, isLong: boolean): bigint {
  const { cumulativeBorrowingFactor, cumulativeBorrowingFactorUpdatedAt } = context.market.state;
  const side = sideOf(isLong);
  const seconds = elapsed(context.now, cumulativeBorrowingFactorUpdatedAt[side]);
  return cumulativeBorrowingFactor[side] + seconds * borrowingFactorPerSecond(context, isLong);
}
