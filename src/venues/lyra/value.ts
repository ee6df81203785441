import { type OptionGreeks, optionGreeks } from '../../assess/blackScholes.js';
import { fromFloat, multiplyWad, toFloat, type UnixSeconds, type Wad, wad } from '../../model/units.js';
import type { Listing } from './find.js';
import type { MarketState } from './state.js';

/** BlackScholes.SECONDS_PER_YEAR. */
export const SECONDS_PER_YEAR = 31_536_000;

export const secondsLeft = (expiry: UnixSeconds, now: UnixSeconds): number => Math.max(expiry - now, 0);

/** Expired, or settled: nothing trades and nothing is liquidated any more. */
export const isOver = ({ board }: Pick<Listing, 'board'>, now: UnixSeconds): boolean =>
  board.settledAt !== null || now >= board.expiry;

/** The venue's own volatility of a strike, rounded as the contracts do. */
export const strikeVol = ({ board, strike }: Listing): Wad => multiplyWad(board.iv, strike.skew, 'down');

/** Price and Greeks of one unit at a volatility, as Lyra itself prices: its spot, its rate, its year. */
export const greeksAt = (
  market: MarketState,
  { board, strike }: Listing,
  right: 'call' | 'put',
  vol: number,
  now: UnixSeconds,
): OptionGreeks =>
  optionGreeks({
    spot: toFloat(market.spot),
    strike: toFloat(strike.price),
    years: secondsLeft(board.expiry, now) / SECONDS_PER_YEAR,
    vol,
    rate: toFloat(market.parameters.rateAndCarry),
    right,
  });

/**
 * USD per unit at the venue's current volatility; intrinsic once expired. float64 inside, so good to about 12 digits;
 * rounded down.
 */
export const markOf = (market: MarketState, listing: Listing, right: 'call' | 'put', now: UnixSeconds): Wad =>
  wad(fromFloat(greeksAt(market, listing, right, toFloat(strikeVol(listing)), now).price, 'down'));
