import type { GmxPosition, MarketContext } from '../state.js';
import { openInterest } from './balance.js';
import { borrowingFactorPerSecond } from './borrowing.js';
import { applyFactor, mulDiv } from './fixedPoint.js';
import { nextFunding } from './funding.js';
import { collateralPrice } from './prices.js';

/** USD a second, 30 decimals, at the rates of `context.now`. */
export interface Accrual {
  borrowing: bigint;
  /** Taken from the collateral. */
  fundingPaid: bigint;
  /** To be claimed: never part of the collateral. */
  fundingEarned: bigint;
}

/**
 * What a position pays and earns while prices, open interest and rates stay as they are. In truth the funding rate drifts with
 * the imbalance, and any trade of others changes both.
 */
export function accrualOf(context: MarketContext, position: GmxPosition): Accrual {
  const { isLong, sizeInUsd } = position;
  const { market } = context;
  const { longsPayShorts, fundingFactorPerSecond } = nextFunding(context);
  const whole = applyFactor(sizeInUsd, fundingFactorPerSecond);
  const borrowing = applyFactor(sizeInUsd, borrowingFactorPerSecond(context, isLong));
  if (longsPayShorts === isLong) {
    // Charged in collateral at its higher price, which counts at the lower one.
    const { min, max } = collateralPrice(context, position.collateralToken);
    return { borrowing, fundingPaid: max === 0n ? 0n : mulDiv(whole, min, max), fundingEarned: 0n };
  }
  // All that one side pays is shared among the other.
  const own = openInterest(market, isLong);
  const fundingEarned = own === 0n ? 0n : mulDiv(whole, openInterest(market, !isLong), own);
  return { borrowing, fundingPaid: 0n, fundingEarned };
}
