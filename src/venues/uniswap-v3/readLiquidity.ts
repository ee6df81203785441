import type { Address } from 'viem';
import { isAddressEqual } from 'viem';
import { uniswapPositionsAbi } from '../../../abis/uniswapV3.js';
import type { View } from '../view.js';
import { each, orNull, together, view } from '../view.js';
import type { OwnLiquidity, PoolContracts, UniswapV3Contracts } from './state.js';

/** Asked for before it is known how many there are: those that are not there revert. */
const ASKED_FIRST = 8;
/**
 * Anybody may give an account any number of positions, and each costs every block a look. The manager puts the last in the place of
 * one that goes, so where they stand does not tell whose they are: beyond so many, what was not read is told as not known.
 */
export const MOST_POSITIONS = 500;

export interface OwnIds {
  count: number;
  ids: readonly bigint[];
}

export function ownIdsView({ positions }: UniswapV3Contracts, account: Address): View<OwnIds> {
  if (!positions) return { calls: [], decode: () => ({ count: 0, ids: [] }) };
  const asked = together({
    count: view('number of liquidity positions', positions, uniswapPositionsAbi, 'balanceOf', [account]),
    ids: each(Array.from({ length: ASKED_FIRST }, (_, at) => orNull(idView(positions, account, at)))),
  });
  return {
    calls: asked.calls,
    decode(results) {
      const { count, ids } = asked.decode(results);
      return { count: Number(count), ids: ids.filter((id) => id !== null) };
    },
  };
}

/** The rest of them, where there are more than were asked for. */
export function moreIdsView({ positions }: UniswapV3Contracts, account: Address, { count, ids }: OwnIds) {
  const missing = positions ? Math.max(0, Math.min(count, MOST_POSITIONS) - ids.length) : 0;
  return each(Array.from({ length: missing }, (_, at) => idView(positions ?? account, account, ids.length + at)));
}

const idView = (positions: Address, account: Address, at: number) =>
  view(`liquidity position ${at}`, positions, uniswapPositionsAbi, 'tokenOfOwnerByIndex', [account, BigInt(at)]);

/** Those in watched pools that hold or are owed something. */
export function ownLiquidityView(
  { positions, pools }: UniswapV3Contracts,
  ids: readonly bigint[],
): View<OwnLiquidity[]> {
  if (!positions) return { calls: [], decode: () => [] };
  const asked = each(
    ids.map((id) => view(`liquidity position #${id}`, positions, uniswapPositionsAbi, 'positions', [id])),
  );
  return {
    calls: asked.calls,
    decode: (results) =>
      asked.decode(results).flatMap((found, at) => {
        const [, , token0, token1, fee, tickLower, tickUpper, liquidity, growth0, growth1, owed0, owed1] = found;
        const pool = Object.values(pools).find((one) => trades(one, token0, token1, fee));
        const id = ids[at];
        if (!pool || id === undefined || (liquidity === 0n && owed0 === 0n && owed1 === 0n)) return [];
        return [
          {
            ...{ id, pool: pool.name, tickLower, tickUpper, liquidity, tokensOwed0: owed0, tokensOwed1: owed1 },
            ...{ feeGrowthInside0LastX128: growth0, feeGrowthInside1LastX128: growth1 },
          },
        ];
      }),
  };
}

function trades({ base, quote, baseIsToken0, fee: own }: PoolContracts, token0: Address, token1: Address, fee: number) {
  const [first, second] = baseIsToken0 ? [base, quote] : [quote, base];
  return own === fee && isAddressEqual(first.address, token0) && isAddressEqual(second.address, token1);
}
