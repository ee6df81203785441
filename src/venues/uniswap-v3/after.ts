import type { PoolTrade } from './refusals.js';
import { expectOrRefuse } from './refusals.js';
import type { TokenHolding, UniswapV3Detail } from './state.js';

/** Wallet and pool once a trade has filled at the expected price. @throws VenueRefusal when it cannot fill */
export function detailAfter(detail: UniswapV3Detail, wanted: PoolTrade): UniswapV3Detail {
  const { pool, state, side, base } = wanted;
  const trade = expectOrRefuse(wanted);
  const [gives, gets] = side === 'Sell' ? [pool.base, pool.quote] : [pool.quote, pool.base];
  const [paid, received] = side === 'Sell' ? [base, trade.quote] : [trade.quote, base];
  const [from, to] = [gives.address.toLowerCase(), gets.address.toLowerCase()];
  const holding = (key: string): TokenHolding => detail.tokens[key] ?? { balance: 0n, allowance: 0n };
  const { balance, allowance } = holding(from);
  return {
    ...detail,
    pools: { ...detail.pools, [pool.name]: { ...state, ...trade.pool } },
    tokens: {
      ...detail.tokens,
      // What was permitted before is drawn on; what is permitted for this trade is gone with it, or is no more than its bound.
      [from]: { balance: balance - paid, allowance: allowance > paid ? allowance - paid : 0n },
      [to]: { ...holding(to), balance: holding(to).balance + received },
    },
  };
}
