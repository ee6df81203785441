import type { Underlying } from '../../model/instrument.js';
import type { Binding } from './binding.js';
import { movesWith } from './binding.js';
import { midPrice } from './math/prices.js';
import type { MarketContext, MarketPrices, MinMax } from './state.js';

/** `to` over `from`. */
interface Move {
  to: bigint;
  from: bigint;
}

/**
 * A market's prices once what moves with `underlying` has moved, each spread as wide as it is now. What follows the index
 * keeps its distance to it; what does not is at the price itself.
 * @param at The price in contract units, of a token of so many decimals.
 * @param reference Of the index, what is moved to `at`; its middle unless told.
 */
export function pricesAt(
  binding: Pick<Binding, 'tokens'>,
  { market: { props }, prices: { index, long, short } }: MarketContext,
  underlying: Underlying,
  at: (tokenDecimals: number) => bigint,
  reference = midPrice(index),
): MarketPrices {
  const moves = movesWith(binding, props, underlying);
  const follow: Move | null = moves.index ? { to: at(props.indexTokenDecimals), from: reference } : null;
  const own = (token: MinMax, decimals: number): Move => ({ to: at(decimals), from: midPrice(token) });
  return {
    index: follow ? scaled(index, follow) : index,
    long: moves.long ? scaled(long, follow ?? own(long, props.longTokenDecimals)) : long,
    short: moves.short ? scaled(short, follow ?? own(short, props.shortTokenDecimals)) : short,
  };
}

const scaled = ({ min, max }: MinMax, { to, from }: Move): MinMax => ({
  min: (min * to) / from,
  max: (max * to) / from,
});
