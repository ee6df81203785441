import { mulDiv, Q128, wrap } from './fullMath.js';
import type { InitializedTick, PoolState } from './poolState.js';
import { swapStep } from './swapStep.js';
import { sqrtPriceAtTick, tickAtSqrtPrice } from './tickMath.js';

export interface SwapTerms {
  /** Which token goes in. */
  tokenIn: 0 | 1;
  exact: 'in' | 'out';
  /** Base units; what goes in, fee included, or what comes out. */
  amount: bigint;
}

export interface SwapOutcome {
  /** Base units, fee included. */
  amountIn: bigint;
  amountOut: bigint;
  /** Of the amount: what was not swapped, because the price got to the end of what was read. */
  left: bigint;
  /** Initialised ticks that the price went through. */
  crossed: number;
  /** The pool afterwards. */
  pool: PoolState;
}

/**
 * What a pool does with a swap without a price limit: UniswapV3Pool.swap step by step, to the unit. The price stops at the ends of
 * each word of the tick bitmap too, since every stop rounds.
 */
export function swap(pool: PoolState, { tokenIn, exact, amount }: SwapTerms): SwapOutcome {
  const token0In = tokenIn === 0;
  let { sqrtPriceX96, tick, liquidity } = pool;
  let growth = token0In ? pool.feeGrowthGlobal0X128 : pool.feeGrowthGlobal1X128;
  let [amountIn, amountOut, left, crossed] = [0n, 0n, amount, 0];
  const changed = new Map<number, InitializedTick>();
  const protocolShare = BigInt(token0In ? pool.feeProtocol % 16 : pool.feeProtocol >> 4);
  const end = sqrtPriceAtTick(token0In ? pool.from : pool.to);

  // A price beyond the end is where nothing was read: a step towards the end would swap the other way.
  while (left > 0n && (token0In ? sqrtPriceX96 > end : sqrtPriceX96 < end)) {
    const next = nextStop(pool, tick, token0In);
    const stop = sqrtPriceAtTick(next.index);
    const beyond = token0In ? stop < end : stop > end;
    const targetX96 = beyond ? end : stop;
    const start = sqrtPriceX96;
    const step = swapStep({ sqrtPriceX96, targetX96, liquidity, exact, amount: left, fee: pool.fee });
    sqrtPriceX96 = step.sqrtPriceX96;
    left -= exact === 'in' ? step.amountIn + step.feeAmount : step.amountOut;
    amountIn += step.amountIn + step.feeAmount;
    amountOut += step.amountOut;
    const kept = protocolShare > 0n ? step.feeAmount - step.feeAmount / protocolShare : step.feeAmount;
    if (liquidity > 0n) growth = wrap(growth + mulDiv(kept, Q128, liquidity));
    if (sqrtPriceX96 === stop) {
      if (next.tick) {
        crossed++;
        changed.set(next.index, flipped(next.tick, pool, growth, token0In));
        liquidity += token0In ? -next.tick.liquidityNet : next.tick.liquidityNet;
      }
      tick = token0In ? next.index - 1 : next.index;
    } else if (sqrtPriceX96 !== start) tick = tickAtSqrtPrice(sqrtPriceX96);
  }

  const grown = token0In ? { feeGrowthGlobal0X128: growth } : { feeGrowthGlobal1X128: growth };
  const ticks = changed.size === 0 ? pool.ticks : pool.ticks.map((one) => changed.get(one.index) ?? one);
  return { amountIn, amountOut, left, crossed, pool: { ...pool, ...grown, sqrtPriceX96, tick, liquidity, ticks } };
}

/** TickBitmap.nextInitializedTickWithinOneWord: the next initialised tick, or the end of the word where that has none. */
function nextStop({ ticks, tickSpacing }: PoolState, tick: number, down: boolean) {
  const compressed = Math.floor(tick / tickSpacing);
  if (down) {
    const end = Math.floor(compressed / 256) * 256 * tickSpacing;
    const found = ticks.findLast(({ index }) => index <= tick);
    return found && found.index >= end ? { index: found.index, tick: found } : { index: end, tick: null };
  }
  const end = (Math.floor((compressed + 1) / 256) * 256 + 255) * tickSpacing;
  const found = ticks.find(({ index }) => index > tick);
  return found && found.index <= end ? { index: found.index, tick: found } : { index: end, tick: null };
}

/** Tick.cross: what was inside is outside now. */
function flipped(tick: InitializedTick, pool: PoolState, growth: bigint, token0In: boolean): InitializedTick {
  const global0 = token0In ? growth : pool.feeGrowthGlobal0X128;
  const global1 = token0In ? pool.feeGrowthGlobal1X128 : growth;
  return {
    ...tick,
    feeGrowthOutside0X128: wrap(global0 - tick.feeGrowthOutside0X128),
    feeGrowthOutside1X128: wrap(global1 - tick.feeGrowthOutside1X128),
  };
}
