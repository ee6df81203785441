import type { GmxMarket, MarketContext, MarketProps, PerSide, PerToken } from '../state.js';
import { isSameToken, midPrice } from './prices.js';

/**
 * MarketUtils.getPoolDivisor: where long and short token are one, both of a pair's entries are the same stored number,
 * and the contracts halve each so that their sum counts it once.
 */
export const poolDivisor = (props: MarketProps): bigint => (isSameToken(props.longToken, props.shortToken) ? 2n : 1n);

export const sideOf = (isLong: boolean): 'long' | 'short' => (isLong ? 'long' : 'short');

const sum = (market: GmxMarket, pair: PerToken<bigint>): bigint => {
  const divisor = poolDivisor(market.props);
  return pair.longToken / divisor + pair.shortToken / divisor;
};

/** USD, 30 decimals. */
export const openInterest = (market: GmxMarket, isLong: boolean): bigint =>
  sum(market, market.state.openInterest[sideOf(isLong)]);

/** Index tokens. */
export const openInterestInTokens = (market: GmxMarket, isLong: boolean): bigint =>
  sum(market, market.state.openInterestInTokens[sideOf(isLong)]);

/** The pool's tokens of one side: long tokens back longs, short tokens shorts. */
export const poolAmount = (market: GmxMarket, isLong: boolean): bigint =>
  market.state.poolAmount[isLong ? 'longToken' : 'shortToken'] / poolDivisor(market.props);

/** What backs a side, at the lower price; USD. */
export const poolUsd = ({ market, prices }: MarketContext, isLong: boolean): bigint =>
  poolAmount(market, isLong) * (isLong ? prices.long.min : prices.short.min);

/**
 * The open interest that balance is measured by: USD at entry, or tokens at the middle price where the governance says
 * so (MarketUtils.getOpenInterestForBalance).
 */
export function balanceOpenInterest({ market, prices, globals }: MarketContext): PerSide<bigint> {
  if (!globals.useOpenInterestInTokensForBalance)
    return { long: openInterest(market, true), short: openInterest(market, false) };
  const mid = midPrice(prices.index);
  return { long: openInterestInTokens(market, true) * mid, short: openInterestInTokens(market, false) * mid };
}
