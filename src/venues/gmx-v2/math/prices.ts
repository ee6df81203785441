import type { Address } from 'viem';
import type { MarketContext, MarketPrices, MarketProps, MinMax } from '../state.js';

/** Prices as state.ts has them (USD with 30 decimals per smallest unit); a trade of a side is valued against the trader. */

/** A long opens dear, a short cheap. */
export const openingPrice = (prices: MarketPrices, isLong: boolean): bigint =>
  isLong ? prices.index.max : prices.index.min;

/** A long closes cheap, a short dear; also what profit is reckoned at. */
export const closingPrice = (prices: MarketPrices, isLong: boolean): bigint =>
  isLong ? prices.index.min : prices.index.max;

/** Price.midPrice: rounded down. */
export const midPrice = (price: MinMax): bigint => (price.min + price.max) / 2n;

/** Whatever the spelling: addresses are compared at every block, so without a checksum. */
export const isSameToken = (a: Address, b: Address): boolean => a.toLowerCase() === b.toLowerCase();

/** Which of the market's two tokens a position's collateral is; the long token where both are one. */
export const tokenRole = (props: MarketProps, token: Address): 'longToken' | 'shortToken' =>
  isSameToken(token, props.longToken) ? 'longToken' : 'shortToken';

/** Of a position's collateral, by its token. */
export const collateralDecimals = (props: MarketProps, token: Address): number =>
  tokenRole(props, token) === 'longToken' ? props.longTokenDecimals : props.shortTokenDecimals;

export const collateralPrice = ({ market, prices }: MarketContext, token: Address): MinMax =>
  tokenRole(market.props, token) === 'longToken' ? prices.long : prices.short;

/** Profit is paid in the token of the position's side. */
export const profitToken = (props: MarketProps, isLong: boolean): Address =>
  isLong ? props.longToken : props.shortToken;

/** Of what the profit is paid in. */
export const profitTokenPrice = (prices: MarketPrices, isLong: boolean): MinMax =>
  isLong ? prices.long : prices.short;
