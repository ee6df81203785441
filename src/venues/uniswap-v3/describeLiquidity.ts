import type { Address } from 'viem';
import type { LiquidityState, Position } from '../../model/position.js';
import { type Wad, wad } from '../../model/units.js';
import type { LiquidityAmounts } from './liquidityOf.js';
import { amountsOf } from './liquidityOf.js';
import { instrumentIdOf, UNISWAP_V3 } from './names.js';
import { priceAtSqrt, priceAtTick } from './poolPrice.js';
import type { OwnLiquidity, PoolContracts, UniswapV3Contracts, UniswapV3Detail } from './state.js';

/** A position of the account in a pool's liquidity, valued at the price that is held against the pool's. @throws VenueReadError */
export function describeLiquidity(
  contracts: UniswapV3Contracts,
  account: Address,
  detail: UniswapV3Detail,
  own: OwnLiquidity,
): Position {
  const pool = contracts.pools[own.pool];
  const state = detail.pools[own.pool];
  if (!pool || !state) throw new RangeError(`pool ${own.pool} is not known`);
  const id = `${instrumentIdOf(pool.name)} #${own.id}`;
  const held = inTokens(pool, amountsOf(detail, own));
  const ends = [priceAtTick(pool, own.tickLower), priceAtTick(pool, own.tickUpper)].sort((a, b) => (a < b ? -1 : 1));
  const isPriced = pool.underlying !== null;
  const mark = isPriced ? (state.index ?? priceAtSqrt(pool, state.sqrtPriceX96)) : 0n;
  const units = held.units + held.feeUnits;
  const worth = (units * mark) / 10n ** 18n + held.dollars + held.feeDollars;
  return {
    ...{ id, venue: UNISWAP_V3, account },
    instrument: {
      ...{
        id,
        venue: UNISWAP_V3,
        kind: 'liquidity',
        underlying: pool.underlying ?? pool.base.underlying ?? pool.base.symbol,
      },
      ...{ lower: wad(ends[0] ?? 0n), upper: wad(ends[1] ?? 0n) },
    },
    quantity: wad(units),
    mark: wad(mark),
    value: wad(isPriced ? worth : 0n),
    marginAccount: null,
    pricing: null,
    ...(isPriced
      ? { liquidity: { liquidity: liquidityInDollars(pool, own.liquidity), ...held, impermanentLoss: null } }
      : {}),
  };
}

/** Whole tokens, 18 decimals, rounded down where a token has more. */
function inTokens(
  { base, quote, baseIsToken0 }: PoolContracts,
  { amount0, amount1, fees0, fees1 }: LiquidityAmounts,
): Pick<LiquidityState, 'units' | 'dollars' | 'feeUnits' | 'feeDollars'> {
  const whole = (amount: bigint, decimals: number): Wad => wad((amount * 10n ** 18n) / 10n ** BigInt(decimals));
  const [units, dollars] = baseIsToken0 ? [amount0, amount1] : [amount1, amount0];
  const [feeUnits, feeDollars] = baseIsToken0 ? [fees0, fees1] : [fees1, fees0];
  return {
    units: whole(units, base.decimals),
    dollars: whole(dollars, quote.decimals),
    feeUnits: whole(feeUnits, base.decimals),
    feeDollars: whole(feeDollars, quote.decimals),
  };
}

/** L of base units → of whole tokens and dollars: it is the root of a product of amounts, so it scales with the root of both. */
const liquidityInDollars = ({ base, quote }: PoolContracts, liquidity: bigint): number =>
  Number(liquidity) / 10 ** ((base.decimals + quote.decimals) / 2);
