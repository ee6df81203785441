import type { MarketContext } from '../state.js';
import { openInterest, openInterestInTokens, poolDivisor, poolUsd, sideOf } from './balance.js';
import { applyFactor, least, most } from './fixedPoint.js';

/** By the name of the error that GMX cancels an order with. */
export type OpenInterestLimit =
  | 'MaxOpenInterestExceeded'
  | 'InsufficientReserve'
  | 'InsufficientReserveForOpenInterest';

export interface Headroom {
  /** The most that a side can still grow, USD with 30 decimals; what a trade pays into the pool is not counted. */
  usd: bigint;
  /** What stands in the way first. */
  boundBy: OpenInterestLimit;
  each: Record<OpenInterestLimit, bigint>;
}

/** Halving an odd number loses a unit, which the next trade may find again. */
const lostByHalving = ({ market }: MarketContext): bigint => poolDivisor(market.props) - 1n;

/** Room under a part of the pool: longs are reserved in tokens at the higher price, shorts in USD. */
function roomUnder(context: MarketContext, isLong: boolean, reserveFactor: bigint): bigint {
  const { market, prices } = context;
  const reservable = applyFactor(poolUsd(context, isLong), reserveFactor);
  const room = isLong
    ? (reservable / prices.index.max - openInterestInTokens(market, true) - lostByHalving(context)) * prices.index.max
    : reservable - openInterest(market, false) - lostByHalving(context);
  return most(0n, room);
}

/** How much more a side may be opened: MAX_OPEN_INTEREST and the two parts of the pool that may back it. */
export function increaseHeadroom(context: MarketContext, isLong: boolean): Headroom {
  const { market } = context;
  const side = sideOf(isLong);
  const each: Record<OpenInterestLimit, bigint> = {
    MaxOpenInterestExceeded: most(
      0n,
      market.params.maxOpenInterest[side] - openInterest(market, isLong) - lostByHalving(context),
    ),
    InsufficientReserve: roomUnder(context, isLong, market.params.reserveFactor[side]),
    InsufficientReserveForOpenInterest: roomUnder(context, isLong, market.params.openInterestReserveFactor[side]),
  };
  const usd = Object.values(each).reduce(least);
  const boundBy =
    each.MaxOpenInterestExceeded === usd
      ? 'MaxOpenInterestExceeded'
      : each.InsufficientReserve === usd
        ? 'InsufficientReserve'
        : 'InsufficientReserveForOpenInterest';
  return { usd, boundBy, each };
}
