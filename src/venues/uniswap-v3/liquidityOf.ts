import { amountsInRange } from '../uniswapMath/amounts.js';
import { feeGrowthInside, feesSince } from '../uniswapMath/feeGrowth.js';
import { sqrtPriceAtTick } from '../uniswapMath/tickMath.js';
import { VenueReadError } from '../venue.js';
import type { OwnLiquidity, UniswapV3Detail } from './state.js';

/** Base units. */
export interface LiquidityAmounts {
  amount0: bigint;
  amount1: bigint;
  /** Owed to the position and not collected, those included that have accrued since it was last touched. */
  fees0: bigint;
  fees1: bigint;
}

/**
 * What a position holds and is owed: what `decreaseLiquidity` of all of it and `collect` would pay, to the unit (where another
 * position of the manager has the very same range, `collect` may pay a unit less: the pool rounds for both together).
 * @throws VenueReadError where its pool or its ticks were not read
 */
export function amountsOf(detail: UniswapV3Detail, own: OwnLiquidity): LiquidityAmounts {
  const pool = detail.pools[own.pool];
  if (!pool) throw new VenueReadError(`pool ${own.pool} was not read`);
  const [low, high] = [sqrtPriceAtTick(own.tickLower), sqrtPriceAtTick(own.tickUpper)];
  const amounts = amountsInRange(pool.sqrtPriceX96, low, high, own.liquidity);
  const [fees0, fees1] = [own.tokensOwed0, own.tokensOwed1];
  if (own.liquidity === 0n) return { ...amounts, fees0, fees1 };
  const ticks = [...pool.ticks, ...(detail.farTicks[own.pool] ?? [])];
  const [lower, upper] = [own.tickLower, own.tickUpper].map((index) => ticks.find((one) => one.index === index));
  if (!lower || !upper) throw new VenueReadError(`the ends of liquidity position #${own.id} were not read`);
  const { growth0X128, growth1X128 } = feeGrowthInside(pool, lower, upper);
  return {
    ...amounts,
    fees0: fees0 + feesSince(own.feeGrowthInside0LastX128, growth0X128, own.liquidity),
    fees1: fees1 + feesSince(own.feeGrowthInside1LastX128, growth1X128, own.liquidity),
  };
}
