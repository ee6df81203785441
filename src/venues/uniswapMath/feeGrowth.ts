import { mulDiv, Q128, wrap } from './fullMath.js';
import type { InitializedTick, PoolState } from './poolState.js';

/** Fees for each unit of L that were earned between two ticks, Q128.128: Tick.getFeeGrowthInside. Only differences mean anything. */
export function feeGrowthInside(
  pool: Pick<PoolState, 'tick' | 'feeGrowthGlobal0X128' | 'feeGrowthGlobal1X128'>,
  lower: InitializedTick,
  upper: InitializedTick,
): { growth0X128: bigint; growth1X128: bigint } {
  const inside = (global: bigint, low: bigint, high: bigint) => {
    const below = pool.tick >= lower.index ? low : global - low;
    const above = pool.tick < upper.index ? high : global - high;
    return wrap(global - below - above);
  };
  return {
    growth0X128: inside(pool.feeGrowthGlobal0X128, lower.feeGrowthOutside0X128, upper.feeGrowthOutside0X128),
    growth1X128: inside(pool.feeGrowthGlobal1X128, lower.feeGrowthOutside1X128, upper.feeGrowthOutside1X128),
  };
}

/** Base units that liquidity L has earned since its growth was `last`, rounded down as the position manager does. */
export const feesSince = (last: bigint, now: bigint, liquidity: bigint): bigint =>
  mulDiv(wrap(now - last), liquidity, Q128);
