import type { Address } from 'viem';
import type { Position } from '../../model/position.js';
import { ZERO } from '../../model/units.js';
import { UNISWAP_V3 } from './names.js';
import { MOST_POSITIONS } from './readLiquidity.js';
import type { UniswapV3Contracts, UniswapV3Detail } from './state.js';

/**
 * One for each underlying of the watched pools where the account has more positions than are read: any of those may be in any of
 * the pools, so what the account holds of it is not known. They have no liquidity state, and so no Greeks; worth is counted as 0,
 * which it is at least. Everything else that was read stays in use: whoever sends positions can stop hedges, and not rescues.
 */
export function unreadLiquidity(
  { pools }: UniswapV3Contracts,
  account: Address,
  { liquidityCount }: UniswapV3Detail,
): Position[] {
  const missing = liquidityCount - MOST_POSITIONS;
  if (missing <= 0) return [];
  const tokens = Object.values(pools).flatMap(({ base, quote }) => [base.underlying ?? [], quote.underlying ?? []]);
  const unread = `${missing} of the account's ${liquidityCount} liquidity positions on ${UNISWAP_V3} were not read: send away those that it does not need`;
  return [...new Set(tokens.flat())].sort().map((underlying): Position => {
    const id = `${UNISWAP_V3} unread liquidity of ${underlying}`;
    return {
      ...{ id, venue: UNISWAP_V3, account },
      instrument: { ...{ id, venue: UNISWAP_V3, kind: 'liquidity', underlying, unread }, lower: ZERO, upper: ZERO },
      ...{ quantity: ZERO, mark: ZERO, value: ZERO, marginAccount: null, pricing: null },
    };
  });
}
