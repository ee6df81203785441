import { priceFeedAbi, uniswapPoolAbi } from '../../../abis/uniswapV3.js';
import type { UnixSeconds } from '../../model/units.js';
import type { InitializedTick, PoolState } from '../uniswapMath/poolState.js';
import type { View } from '../view.js';
import { each, orNull, together, view } from '../view.js';
import type { TickWindow } from './bitmap.js';
import { isWellInside, windowAround, wordsAround } from './bitmap.js';
import { AVERAGE_SECONDS, indexOf } from './indexOf.js';
import type { PoolContracts, PoolReading } from './state.js';

/** A pool without its ticks, and which of them to read; `window` is null where the price has left what was looked through. */
export interface PoolOutline {
  state: Omit<PoolReading, 'ticks' | 'from' | 'to'>;
  window: TickWindow | null;
}

/** All that can be asked before the price is known: the bitmap is read around where the price stood at the start. */
export function outlineView(pool: PoolContracts, now: UnixSeconds): View<PoolOutline> {
  const { name, address, tickSpacing, openedAtTick, oracle } = pool;
  const words = wordsAround(openedAtTick, tickSpacing);
  const asked = together({
    slot0: view(`price of pool ${name}`, address, uniswapPoolAbi, 'slot0', []),
    liquidity: view(`liquidity of pool ${name}`, address, uniswapPoolAbi, 'liquidity', []),
    growth0: view(`fees of pool ${name}`, address, uniswapPoolAbi, 'feeGrowthGlobal0X128', []),
    growth1: view(`fees of pool ${name}`, address, uniswapPoolAbi, 'feeGrowthGlobal1X128', []),
    bits: each(words.map((word) => wordView(pool, word))),
  });
  // It reverts while the pool's memory is shorter.
  const average = orNull(view(`average of pool ${name}`, address, uniswapPoolAbi, 'observe', [[AVERAGE_SECONDS, 0]]));
  const feed = each(
    oracle ? [orNull(view(`oracle of ${name}`, oracle.feed, priceFeedAbi, 'latestRoundData', []))] : [],
  );
  const all = together({ asked, average, feed });
  return {
    calls: all.calls,
    decode(results) {
      const { asked: found, average: observed, feed: answers } = all.decode(results);
      const [sqrtPriceX96, tick, , , , feeProtocol] = found.slot0;
      const [round] = answers;
      const answer = round ? { answer: round[1], updatedAt: round[3] } : null;
      return {
        state: {
          ...{ name, sqrtPriceX96, tick, liquidity: found.liquidity, fee: pool.fee, tickSpacing, feeProtocol },
          ...{ feeGrowthGlobal0X128: found.growth0, feeGrowthGlobal1X128: found.growth1 },
          ...indexOf(pool, answer, observed?.[0] ?? null, now),
        },
        window: isWellInside(tick, openedAtTick, tickSpacing)
          ? windowAround(tick, tickSpacing, words, found.bits)
          : null,
      };
    },
  };
}

/** The window again, around where the price is now. */
export function windowView(pool: PoolContracts, tick: number): View<TickWindow> {
  const words = wordsAround(tick, pool.tickSpacing);
  const bits = each(words.map((word) => wordView(pool, word)));
  return {
    calls: bits.calls,
    decode: (results) => windowAround(tick, pool.tickSpacing, words, bits.decode(results)),
  };
}

const wordView = ({ name, address }: PoolContracts, word: number) =>
  view(`ticks of pool ${name}`, address, uniswapPoolAbi, 'tickBitmap', [word]);

export function tickView({ name, address }: PoolContracts, index: number): View<InitializedTick> {
  const asked = view(`tick ${index} of pool ${name}`, address, uniswapPoolAbi, 'ticks', [index]);
  return {
    calls: asked.calls,
    decode(results) {
      const [, liquidityNet, feeGrowthOutside0X128, feeGrowthOutside1X128] = asked.decode(results);
      return { index, liquidityNet, feeGrowthOutside0X128, feeGrowthOutside1X128 };
    },
  };
}

export const ticksView = (pool: PoolContracts, indices: readonly number[]): View<PoolState['ticks']> =>
  each(indices.map((index) => tickView(pool, index)));
