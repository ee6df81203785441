import { sqrtPriceAtTick } from '../uniswapMath/tickMath.js';
import type { PoolContracts } from './state.js';

type Pair = Pick<PoolContracts, 'baseIsToken0'> & {
  base: Pick<PoolContracts['base'], 'decimals'>;
  quote: Pick<PoolContracts['quote'], 'decimals'>;
};

const Q192 = 1n << 192n;

/** Quote per whole base, 18 decimals, towards zero. The pool's own price is token1 per token0, in base units. */
export function priceAtSqrt(pair: Pair, sqrtPriceX96: bigint): bigint {
  const scale = 10n ** BigInt(18 + pair.base.decimals);
  const unit = 10n ** BigInt(pair.quote.decimals);
  const square = sqrtPriceX96 * sqrtPriceX96;
  return pair.baseIsToken0 ? (square * scale) / (Q192 * unit) : (Q192 * scale) / (square * unit);
}

export const priceAtTick = (pair: Pair, tick: number): bigint => priceAtSqrt(pair, sqrtPriceAtTick(tick));
