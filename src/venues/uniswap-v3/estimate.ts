import { absolute, multiplyWad, wad } from '../../model/units.js';
import type { Estimate } from '../venue.js';
import { priceAtSqrt } from './poolPrice.js';
import type { PoolTrade } from './refusals.js';
import { expectOrRefuse } from './refusals.js';
import type { UniswapV3Detail } from './state.js';
import { priceAndFee, quantityOf } from './trade.js';

/** Measured on the contracts: a swap inside one range, each tick that the price goes through, and an approval. */
const SWAP_GAS = 125_000n;
const TICK_GAS = 32_000n;
const APPROVAL_GAS = 47_000n;

/** What the pool of this block gives, through as many ticks as were read: exact at the same state. @throws VenueRefusal */
export function estimate(detail: UniswapV3Detail, wanted: PoolTrade): Estimate {
  const { pool, state, side, base } = wanted;
  const trade = expectOrRefuse(wanted);
  const { price, fee } = priceAndFee(pool, side, base, trade.quote);
  const mark = wad(priceAtSqrt(pool, state.sqrtPriceX96));
  const worse = wad(side === 'Buy' ? price - mark : mark - price);
  const impact = multiplyWad(quantityOf(pool, base), absolute(worse), 'down');
  const [token, pulled] = side === 'Sell' ? [pool.base, base] : [pool.quote, trade.quote];
  const { allowance = 0n } = detail.tokens[token.address.toLowerCase()] ?? {};
  return {
    price,
    fee,
    impact: worse < 0n ? wad(-impact) : impact,
    gas: SWAP_GAS + BigInt(trade.crossed) * TICK_GAS + (allowance >= pulled ? 0n : APPROVAL_GAS),
  };
}
