import type { Address } from 'viem';
import { isAddressEqual } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import {
  priceFeedAbi,
  uniswapFactoryAbi,
  uniswapPoolAbi,
  uniswapPositionsAbi,
  uniswapRouterAbi,
} from '../../../abis/uniswapV3.js';
import type { Reading } from '../../model/reading.js';
import { done } from '../../model/reading.js';
import type { TokenDeclaration } from '../venue.js';
import { VenueReadError } from '../venue.js';
import type { View } from '../view.js';
import { askView, each, together, view } from '../view.js';
import type { UniswapV3Deployment } from './deployment.js';
import { symbolsOf, underlyingOf } from './names.js';
import type { PoolContracts, UniswapToken, UniswapV3Contracts } from './state.js';

export interface DiscoverOptions {
  deployment: UniswapV3Deployment;
  names: readonly string[];
  tokens: Readonly<Record<string, TokenDeclaration>>;
}

/** Two phases: what pools, router and positions say of themselves; whether the factory knows the pools. @throws VenueReadError */
export function discover({ deployment, names, tokens }: DiscoverOptions): Reading<UniswapV3Contracts> {
  const { router, positions = null } = deployment;
  const pairs = names.map((name) => pairOf(name, deployment, tokens));
  const factories = together({
    router: view('SwapRouter.factory', router, uniswapRouterAbi, 'factory', []),
    positions: each(
      positions ? [view('NonfungiblePositionManager.factory', positions, uniswapPositionsAbi, 'factory', [])] : [],
    ),
  });
  return askView(together({ factories, pools: each(pairs.map(poolView)) }), (answers) => {
    const factory = answers.factories.router;
    const [positionsFactory] = answers.factories.positions;
    if (positions && positionsFactory && !isAddressEqual(positionsFactory, factory)) {
      throw otherFactory('NonfungiblePositionManager', positions, positionsFactory, factory);
    }
    const pools = pairs.map((pair, at) => {
      const found = answers.pools[at];
      if (!found) throw new VenueReadError(`pool ${pair.name} was asked for and not answered`);
      if (!isAddressEqual(found.factory, factory))
        throw otherFactory(`pool ${pair.name}`, pair.address, found.factory, factory);
      return poolOf(pair, found);
    });
    const known = pools.map(({ name, base, quote, fee }) =>
      view(`the factory's pool ${name}`, factory, uniswapFactoryAbi, 'getPool', [base.address, quote.address, fee]),
    );
    return askView(each(known), (addresses) => {
      for (const [at, pool] of pools.entries()) refuseUnknown(pool, addresses[at]);
      return done({ router, factory, positions, pools: Object.fromEntries(pools.map((pool) => [pool.name, pool])) });
    });
  });
}

interface Pair {
  name: string;
  address: Address;
  base: UniswapToken;
  quote: UniswapToken;
  underlying: PoolContracts['underlying'];
  oracle: { feed: Address; maxAge: number } | null;
}

function pairOf(
  name: string,
  { pools, oracles }: UniswapV3Deployment,
  tokens: Readonly<Record<string, TokenDeclaration>>,
): Pair {
  const address = pools[name];
  if (!address) {
    throw new VenueReadError(`uniswap-v3 has no pool ${name}`, {
      mend: `name one of ${Object.keys(pools).join(', ')}, or add it in ballast.yaml`,
    });
  }
  const symbols = symbolsOf(name);
  const [base, quote] = [symbols.base, symbols.quote].map((symbol) => declared(symbol, name, tokens));
  if (!base || !quote) throw new VenueReadError(`uniswap-v3 ${name} is not a pair`);
  if (base.underlying === null) {
    throw new VenueReadError(`the base of uniswap-v3 ${name} is a dollar`, {
      mend: `name the pool with what moves first: ${quote.symbol}/${base.symbol}`,
    });
  }
  return {
    ...{ name, address, base, quote, underlying: underlyingOf(name, tokens) },
    oracle: oracles?.[base.symbol] ?? null,
  };
}

function declared(symbol: string, pair: string, tokens: Readonly<Record<string, TokenDeclaration>>): UniswapToken {
  const token = tokens[symbol];
  if (token) return { symbol, ...token };
  throw new VenueReadError(`token ${symbol} of uniswap-v3 ${pair} is not declared for this chain`, {
    mend: `declare its address and decimals under tokens: in ballast.yaml; declared are ${Object.keys(tokens).join(', ') || 'none'}`,
  });
}

function poolView({ name, address, base, quote, oracle }: Pair) {
  const of = `of pool ${name}`;
  return together({
    factory: view(`factory ${of}`, address, uniswapPoolAbi, 'factory', []),
    token0: view(`token0 ${of}`, address, uniswapPoolAbi, 'token0', []),
    token1: view(`token1 ${of}`, address, uniswapPoolAbi, 'token1', []),
    fee: view(`fee ${of}`, address, uniswapPoolAbi, 'fee', []),
    tickSpacing: view(`tick spacing ${of}`, address, uniswapPoolAbi, 'tickSpacing', []),
    slot0: view(`price ${of}`, address, uniswapPoolAbi, 'slot0', []),
    baseDecimals: view(`decimals of ${base.symbol}`, base.address, erc20Abi, 'decimals', []),
    quoteDecimals: view(`decimals of ${quote.symbol}`, quote.address, erc20Abi, 'decimals', []),
    oracleDecimals: each(
      oracle ? [view(`decimals of ${base.symbol}'s oracle`, oracle.feed, priceFeedAbi, 'decimals', [])] : [],
    ),
  });
}

type PoolAnswer = ReturnType<typeof poolView> extends View<infer Answer> ? Answer : never;

function poolOf(pair: Pair, found: PoolAnswer): PoolContracts {
  const { name, address, base, quote, underlying } = pair;
  const baseIsToken0 = isAddressEqual(found.token0, base.address);
  const other = baseIsToken0 ? found.token1 : found.token0;
  if (!(baseIsToken0 || isAddressEqual(found.token1, base.address)) || !isAddressEqual(other, quote.address)) {
    throw new VenueReadError(`the pool that is named ${name} trades other tokens`, {
      facts: [
        `pool ${address} trades ${found.token0} and ${found.token1}`,
        `${base.symbol} is ${base.address}, ${quote.symbol} is ${quote.address}`,
      ],
      mend: 'correct the pool, its name, or the tokens in ballast.yaml',
    });
  }
  refuseDecimals(base, found.baseDecimals);
  refuseDecimals(quote, found.quoteDecimals);
  if (found.slot0[0] === 0n) {
    throw new VenueReadError(`pool ${name} was never opened`, {
      mend: 'name a pool that has a price',
      retryable: true,
    });
  }
  const [decimals] = found.oracleDecimals;
  return {
    ...{ name, address, base, quote, underlying, baseIsToken0, fee: found.fee, tickSpacing: found.tickSpacing },
    openedAtTick: found.slot0[1],
    oracle: pair.oracle && decimals !== undefined ? { ...pair.oracle, decimals } : null,
  };
}

function refuseDecimals({ symbol, address, decimals }: UniswapToken, found: number): void {
  if (decimals === found) return;
  throw new VenueReadError(`token ${symbol} has ${found} decimals, not ${decimals}`, {
    facts: [`contract ${address}`],
    mend: `set decimals: ${found} for ${symbol} in ballast.yaml`,
  });
}

/** Anybody can write a contract that answers like a pool; only the factory's are swapped in by the router. */
function refuseUnknown({ name, address, fee }: PoolContracts, known: Address | undefined): void {
  if (known && isAddressEqual(known, address)) return;
  throw new VenueReadError(`the factory does not know the pool that is named ${name}`, {
    facts: [`pool ${address}`, `the factory's of these tokens and a fee of ${fee / 10_000} % is ${known ?? 'none'}`],
    mend: 'correct the pool in ballast.yaml',
  });
}

const otherFactory = (what: string, address: Address, found: Address, router: Address) =>
  new VenueReadError(`the ${what} belongs to another factory than the router`, {
    facts: [`${address} has ${found}`, `the router has ${router}`],
    mend: 'name contracts of one deployment of Uniswap V3 in ballast.yaml',
  });
