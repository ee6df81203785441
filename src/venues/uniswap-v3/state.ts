import type { Address } from 'viem';
import type { PairToken, Underlying } from '../../model/instrument.js';
import type { UnixSeconds } from '../../model/units.js';
import type { PoolState } from '../uniswapMath/poolState.js';

/** A token of a watched pair. */
export interface UniswapToken extends PairToken {
  /** null: a US dollar. */
  underlying: Underlying | null;
}

/** What never changes of a pool. */
export interface PoolContracts {
  /** `WETH/USDC`. */
  name: string;
  address: Address;
  base: UniswapToken;
  quote: UniswapToken;
  /** Whether the base is the pool's token0. */
  baseIsToken0: boolean;
  /** Of 1 000 000. */
  fee: number;
  tickSpacing: number;
  /** Where its price stood when the venue was opened: the bitmap is read around it, in the first round trip. */
  openedAtTick: number;
  /** What trading it changes; null where the other side is no dollar: then it is not traded, only its liquidity is known. */
  underlying: Underlying | null;
  oracle: { feed: Address; decimals: number; maxAge: number } | null;
}

export interface UniswapV3Contracts {
  router: Address;
  factory: Address;
  positions: Address | null;
  /** By name; those that are watched. */
  pools: Readonly<Record<string, PoolContracts>>;
}

/** A pool at a block, and what may be held against its price. */
export interface PoolReading extends PoolState {
  name: string;
  /** USD per unit of the base, 18 decimals: the oracle's, or the pool's average; null where nothing tells. */
  index: bigint | null;
  indexFrom: 'oracle' | 'average' | null;
  /** When the oracle has written it; absent where it is not the oracle's. */
  indexAt?: UnixSeconds;
  /** Why not the better one, in a sentence; null where there is nothing to say. */
  indexNote: string | null;
}

/** The wallet's own tokens, base units. */
export interface TokenHolding {
  balance: bigint;
  /** What the router may pull. */
  allowance: bigint;
}

/** A liquidity position of the account, as the position manager keeps it. */
export interface OwnLiquidity {
  id: bigint;
  pool: string;
  tickLower: number;
  tickUpper: number;
  liquidity: bigint;
  feeGrowthInside0LastX128: bigint;
  feeGrowthInside1LastX128: bigint;
  tokensOwed0: bigint;
  tokensOwed1: bigint;
}

/** All that Uniswap V3 says of one account at one block. */
export interface UniswapV3Detail {
  pools: Readonly<Record<string, PoolReading>>;
  /** By lower-case token address. */
  tokens: Readonly<Record<string, TokenHolding>>;
  liquidity: readonly OwnLiquidity[];
  /** How many positions the account has at the manager, in whatever pools; those beyond `MOST_POSITIONS` were not read. */
  liquidityCount: number;
  /** Ends of those positions that lie outside what was read of their pool, by pool; for their fees. */
  farTicks: Readonly<Record<string, readonly PoolState['ticks'][number][]>>;
}
