import type { Side } from '../../model/order.js';
import type { Bps, Wad } from '../../model/units.js';
import { stricterPrice } from '../stricterPrice.js';
import { mulDivUp } from '../uniswapMath/fullMath.js';
import { mulDiv, ONE, RATIO_ONE } from './fixedPoint.js';
import { poolPrice } from './pool.js';
import type { MarketState } from './state.js';

/** 10 000 bps, in hundredths of a millionth: maxSlippage may be a fraction of a basis point. */
const WHOLE = 10_000_000_000n;

/**
 * Worst price a trade may execute at, fee not included, USD 18 decimals, rounded in favour of the account.
 *
 * Slippage is measured from where a small trade would execute at this block (the pool), not from the mark: the mark is a
 * median of TWAPs of up to half an hour, so after a move every honest trade is "worse than the mark" on one side and
 * the bound on the other side would be wide enough to be robbed. The protocol's band around the oracle (`EX_OPB`) and
 * the guard's price checks bound how far the pool itself may stand from the truth.
 * @param worst - `TradeTerms.worstPrice`, where that is stricter.
 */
export function worstPrice(market: MarketState, side: Side, maxSlippage: Bps, worst?: Wad): bigint {
  const reference = poolPrice(market.sqrtPriceX96);
  // Rounded down: at least as strict as asked.
  const slippage = BigInt(Math.floor(maxSlippage * 1_000_000));
  const bound =
    side === 'Sell'
      ? mulDivUp(reference, WHOLE > slippage ? WHOLE - slippage : 0n, WHOLE)
      : mulDiv(reference, WHOLE + slippage, WHOLE);
  return stricterPrice(side, bound, worst);
}

/**
 * What the ClearingHouse compares with `oppositeAmountBound` (ClearingHouse._checkSlippage): for a sale the least vUSD
 * received, for a purchase the most vUSD paid. Both are net of the fee there, so the fee is taken into the bound;
 * rounded in favour of the account. Never 0, which would mean "no bound".
 */
export function oppositeAmountBound(
  market: MarketState,
  side: Side,
  quantity: bigint,
  maxSlippage: Bps,
  worstAsked?: Wad,
): bigint {
  const worst = worstPrice(market, side, maxSlippage, worstAsked);
  const kept = RATIO_ONE - BigInt(market.feeRatio);
  const bound =
    side === 'Sell'
      ? mulDivUp(quantity * worst, kept, ONE * RATIO_ONE)
      : mulDiv(quantity * worst, RATIO_ONE, ONE * kept);
  return bound > 0n ? bound : 1n;
}
