import type { Address } from 'viem';
import type { Spot } from '../../model/instrument.js';
import type { Funding, Market } from '../../model/market.js';
import type { VenueReading } from '../../model/snapshot.js';
import { bps, tokenAmount, WAD, type Wad, wad } from '../../model/units.js';
import { turnoverOf } from '../uniswapMath/turnover.js';
import { closedReason } from './closed.js';
import { describeLiquidity } from './describeLiquidity.js';
import { instrumentIdOf, UNISWAP_V3 } from './names.js';
import { priceAtSqrt } from './poolPrice.js';
import { tokensOf } from './read.js';
import type { PoolContracts, PoolReading, UniswapToken, UniswapV3Contracts, UniswapV3Detail } from './state.js';
import { unreadLiquidity } from './unreadLiquidity.js';

/** The reading that a detail amounts to. A pure function of it, so that what is read and what is expected look the same. */
export function describe(
  contracts: UniswapV3Contracts,
  account: Address,
  detail: UniswapV3Detail,
): VenueReading<UniswapV3Detail> {
  const pools = Object.values(contracts.pools).flatMap((pool) => {
    const state = detail.pools[pool.name];
    return state ? [{ pool, state }] : [];
  });
  return {
    venue: UNISWAP_V3,
    positions: [
      ...detail.liquidity.map((own) => describeLiquidity(contracts, account, detail, own)),
      ...unreadLiquidity(contracts, account, detail),
    ],
    marginAccounts: [],
    markets: pools.flatMap(({ pool, state }) => marketOf(pool, state)),
    funding: tokensOf(contracts).map((token) => fundingOf(contracts, detail, token)),
    prices: pricesOf(pools),
    detail,
  };
}

export const spotOf = ({ name, base, quote }: PoolContracts, underlying: string): Spot => ({
  ...{ id: instrumentIdOf(name), venue: UNISWAP_V3, kind: 'spot', underlying },
  base: { symbol: base.symbol, address: base.address, decimals: base.decimals },
  quote: { symbol: quote.symbol, address: quote.address, decimals: quote.decimals },
});

/** Marked at the pool's own price: what a trade costs is told against it, and how true it is by `index`. */
function marketOf(pool: PoolContracts, state: PoolReading): Market[] {
  if (pool.underlying === null) return [];
  const last = wad(priceAtSqrt(pool, state.sqrtPriceX96));
  const [token0, token1] = pool.baseIsToken0 ? [pool.base, pool.quote] : [pool.quote, pool.base];
  const turnover = turnoverOf(state, { decimals: token0.decimals, isBase: pool.baseIsToken0 }, token1);
  return [
    {
      ...{ instrument: spotOf(pool, pool.underlying), mark: last, last, index: wad(state.index ?? last) },
      // Fees are of 1 000 000, basis points of 10 000.
      fee: bps(pool.fee / 100),
      closed: closedReason(pool, state),
      ...(turnover === undefined ? {} : { turnover }),
      ...(state.indexAt === undefined ? {} : { oracleAt: state.indexAt }),
    },
  ];
}

type PoolWithState = { pool: PoolContracts; state: PoolReading };

/** An oracle's before an average; the pool's own price of a moment is nobody's price of an underlying. */
function pricesOf(pools: readonly PoolWithState[]): Record<string, Wad> {
  const prices: Record<string, Wad> = {};
  for (const from of ['oracle', 'average'] as const) {
    for (const { pool, state } of pools) {
      if (pool.underlying === null || state.indexFrom !== from || state.index === null) continue;
      prices[pool.underlying] ??= wad(state.index);
    }
  }
  return prices;
}

function fundingOf(contracts: UniswapV3Contracts, detail: UniswapV3Detail, token: UniswapToken): Funding {
  const { balance = 0n, allowance = 0n } = detail.tokens[token.address.toLowerCase()] ?? {};
  const { symbol, address, decimals } = token;
  return {
    token: { symbol, address, decimals, price: tokenPrice(contracts, detail, token) },
    balance: tokenAmount(balance),
    spender: contracts.router,
    allowance: tokenAmount(allowance),
  };
}

/** USD per whole token; the pool's own price where nothing else tells, 0 where no pool has it against a dollar. */
function tokenPrice(contracts: UniswapV3Contracts, detail: UniswapV3Detail, token: UniswapToken): Wad {
  if (token.underlying === null) return WAD;
  for (const pool of Object.values(contracts.pools)) {
    const state = detail.pools[pool.name];
    if (!state || pool.underlying === null || pool.base.address !== token.address) continue;
    return wad(state.index ?? priceAtSqrt(pool, state.sqrtPriceX96));
  }
  return wad(0n);
}
