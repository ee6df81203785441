import type { MarketContext, MarketPrices, MarketProps, MinMax } from '../state.js';
import { difference } from './fixedPoint.js';
import { isSameToken, midPrice } from './prices.js';

/** A wrapped form of the index (WBTC.e under BTC) stays within this of it: 2 %. */
const PEG = 50n;

/**
 * Does a token's price move with the index? It does when it is the index token, and when it is a form of it: equally
 * divided and of nearly the same price.
 */
function followsIndex(props: MarketProps, prices: MarketPrices, side: 'long' | 'short'): boolean {
  const token = side === 'long' ? props.longToken : props.shortToken;
  if (isSameToken(token, props.indexToken)) return true;
  const decimals = side === 'long' ? props.longTokenDecimals : props.shortTokenDecimals;
  const index = midPrice(prices.index);
  return decimals === props.indexTokenDecimals && difference(midPrice(prices[side]), index) * PEG <= index;
}

/** The same market with the index at one price, min = max, and every token that follows the index moved with it. */
export function atIndexPrice(context: MarketContext, price: bigint): MarketContext {
  const { prices, market } = context;
  const index = midPrice(prices.index);
  const moved = (side: 'long' | 'short'): MinMax => {
    if (!followsIndex(market.props, prices, side)) return prices[side];
    const own = midPrice(prices[side]);
    const next = own === index ? price : (price * own) / index;
    const atLeastOne = next > 0n ? next : 1n;
    return { min: atLeastOne, max: atLeastOne };
  };
  return {
    ...context,
    prices: { index: { min: price, max: price }, long: moved('long'), short: moved('short') },
  };
}
