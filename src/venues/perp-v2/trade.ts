import type { Side } from '../../model/order.js';
import { mulDivUp } from '../uniswapMath/fullMath.js';
import { magnitude, mulDiv, ONE, RATIO_ONE } from './fixedPoint.js';
import { DUST, sizeOf } from './margin.js';
import { buyBase, sellBase } from './pool.js';
import type { MarketState, PerpV2Detail } from './state.js';

/** A trade as the pool of this block would fill it. USD, 18 decimals. */
export interface ExpectedTrade {
  /** vUSD against the base, fee not included. */
  notional: bigint;
  /** In vUSD, rounded up as OrderBook.replaySwap does. */
  fee: bigint;
  sqrtPriceAfterX96: bigint;
}

/** null when the pool's current tick range cannot fill it. */
export function expectTrade(market: MarketState, side: Side, quantity: bigint): ExpectedTrade | null {
  const swap = (side === 'Sell' ? sellBase : buyBase)(market.sqrtPriceX96, market.liquidity, quantity);
  if (!swap) return null;
  const ratio = BigInt(market.feeRatio);
  // A seller's fee is taken from what the pool pays out, a buyer's is added to what it takes in.
  const fee = mulDivUp(swap.quote, ratio, side === 'Sell' ? RATIO_ONE : RATIO_ONE - ratio);
  return { notional: swap.quote, fee, sqrtPriceAfterX96: swap.sqrtPriceAfterX96 };
}

/** Does `side` shrink the position, or pass through zero to the other side? */
export const opposes = (market: MarketState, side: Side): boolean =>
  side === 'Buy' ? sizeOf(market) < 0n : sizeOf(market) > 0n;

/** Would trading `quantity` leave nothing but dust? Then it is the whole position that is closed. */
export const closesAll = (market: MarketState, side: Side, quantity: bigint): boolean =>
  opposes(market, side) && magnitude(magnitude(sizeOf(market)) - quantity) < DUST;

/**
 * The account once `trade` has happened: Exchange.swap, AccountBalance.settleBalanceAndDeregister. Funding of the
 * market is settled, profit of the part that was closed is realised, the pool's price has moved; the mark, a TWAP, has not.
 */
export function applyTrade(
  detail: PerpV2Detail,
  market: MarketState,
  side: Side,
  quantity: bigint,
  trade: ExpectedTrade,
): PerpV2Detail {
  const base = side === 'Sell' ? -quantity : quantity;
  const quote = (side === 'Sell' ? trade.notional : -trade.notional) - trade.fee;
  const realized = opposes(market, side) ? realizedPnl(market, base, quote) : 0n;
  const size = market.size + base;
  const openNotional = market.openNotional + quote - realized;
  const gone = magnitude(size) < DUST && magnitude(openNotional) < DUST;
  const after: MarketState = {
    ...market,
    size: gone ? 0n : size,
    openNotional: gone ? 0n : openNotional,
    pendingFunding: 0n,
    sqrtPriceX96: trade.sqrtPriceAfterX96,
  };
  return {
    ...detail,
    owedRealizedPnl: detail.owedRealizedPnl - market.pendingFunding + realized,
    markets: { ...detail.markets, [market.underlying]: after },
  };
}

/** Exchange._getPnlToBeRealized: of the part closed, or of all of it when the trade flips the position. */
function realizedPnl(market: MarketState, base: bigint, quote: bigint): bigint {
  const closedRatio = mulDiv(magnitude(base), ONE, magnitude(sizeOf(market)));
  return closedRatio <= ONE
    ? quote + mulDiv(market.openNotional, closedRatio, ONE)
    : market.openNotional + mulDiv(quote, ONE, closedRatio);
}
