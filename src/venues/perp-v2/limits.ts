import type { Side } from '../../model/order.js';
import type { Bps } from '../../model/units.js';
import { least, most, mulDiv } from './fixedPoint.js';
import { poolPrice, spreadRatio } from './pool.js';
import { oppositeAmountBound } from './slippage.js';
import type { MarketState } from './state.js';
import type { ExpectedTrade } from './trade.js';
import { closesAll, expectTrade } from './trade.js';

/** What the protocol allows of where one trade may leave the pool; all of it is tested after the swap. */

/** 1.0, with 128 binary places. */
const Q128 = 1n << 128n;

/**
 * `EX_OPB` (Exchange._swap): the pool may not end further from the oracle than the band, or than it already stood.
 * A close stops at the tick limit by itself, so it is there that its price is tested.
 */
export function staysInBand(market: MarketState, side: Side, quantity: bigint, trade: ExpectedTrade): boolean {
  const limit = BigInt(market.maxPriceSpreadRatio);
  const before = poolPrice(market.sqrtPriceX96);
  const growth = furthestGrowth(market);
  const reached = poolPrice(trade.sqrtPriceAfterX96);
  const after = closesAll(market, side, quantity)
    ? most(mulDiv(before, Q128, growth), least(reached, mulDiv(before, growth, Q128)))
    : reached;
  const spreadBefore = spreadRatio(before, market.index);
  const spreadAfter = spreadRatio(after, market.index);
  return least(spreadBefore, -limit) <= spreadAfter && spreadAfter <= most(spreadBefore, limit);
}

/**
 * `EX_OPLAS` (Exchange._isOverPriceLimitWithTick): the pool may not end further than `maxTicksWithinBlock` from where it
 * stood up to 15 s ago, which the Exchange does not tell; the pool's present price stands in for it. A pool that has
 * just moved the same way allows less than this, and the rehearsal says so.
 */
export function staysInTicks(market: MarketState, trade: ExpectedTrade): boolean {
  const growth = furthestGrowth(market);
  const before = market.sqrtPriceX96 ** 2n;
  const after = trade.sqrtPriceAfterX96 ** 2n;
  return after * Q128 <= before * growth && before * Q128 <= after * growth;
}

/** Would the ClearingHouse find the expected amount inside the bound that the order carries (`CH_TLRS`, `CH_TMRL`)? */
export function staysInBound(
  market: MarketState,
  side: Side,
  quantity: bigint,
  trade: ExpectedTrade,
  maxSlippage: Bps,
): boolean {
  const bound = oppositeAmountBound(market, side, quantity, maxSlippage);
  return side === 'Sell' ? trade.notional - trade.fee >= bound : trade.notional + trade.fee <= bound;
}

/** Largest quantity up to `whole` that stays inside all three; 0 when none does. Each holds for less when for more. */
export function largestTaken(market: MarketState, side: Side, whole: bigint, maxSlippage: Bps): bigint {
  const fits = (quantity: bigint): boolean => {
    const trade = expectTrade(market, side, quantity);
    if (!trade || trade.notional === 0n) return false;
    return (
      staysInTicks(market, trade) &&
      staysInBand(market, side, quantity, trade) &&
      staysInBound(market, side, quantity, trade, maxSlippage)
    );
  };
  if (fits(whole)) return whole;
  let [fitting, tooMuch] = [0n, whole];
  while (tooMuch - fitting > SEARCHED) {
    const middle = (fitting + tooMuch) / 2n;
    if (fits(middle)) fitting = middle;
    else tooMuch = middle;
  }
  return fitting;
}

/** Units of the underlying, 18 decimals: how narrowly a quantity is searched. Smaller ones are lost in rounding. */
const SEARCHED = 10n ** 11n;

/** 1.0001 ^ maxTicksWithinBlock with 128 binary places, rounded down: a price changes by 1.0001 from tick to tick. */
function furthestGrowth(market: MarketState): bigint {
  let power = Q128;
  let square = (Q128 * 10_001n) / 10_000n;
  for (let ticks = market.maxTicksWithinBlock; ticks > 0; ticks = Math.floor(ticks / 2)) {
    if (ticks % 2 === 1) power = (power * square) / Q128;
    square = (square * square) / Q128;
  }
  return power;
}
