import { amount1Between } from '../uniswapMath/amounts.js';
import { Q96 } from '../uniswapMath/fullMath.js';
import { priceAfterToken0In, priceAfterToken0Out } from '../uniswapMath/nextPrice.js';
import { mulDiv, ONE } from './fixedPoint.js';

/** USD per unit, 18 decimals, towards zero: PerpMath.formatSqrtPriceX96ToPriceX96 and formatX96ToX10_18. */
export const poolPrice = (sqrtPriceX96: bigint): bigint => mulDiv(mulDiv(sqrtPriceX96, sqrtPriceX96, Q96), ONE, Q96);

export interface PoolSwap {
  /** vUSD against the base, without any fee. */
  quote: bigint;
  sqrtPriceAfterX96: bigint;
}

/**
 * What selling exactly `base` into the pool brings, as if the liquidity of the current tick range went on for ever
 * (Uniswap V3 whitepaper 6.2: Δ(1/√P) = Δx/L, Δy = L·Δ√P; rounding as SqrtPriceMath's, against the trader). Beyond
 * the current range the truth differs by however much liquidity the next range has.
 */
export function sellBase(sqrtPriceX96: bigint, liquidity: bigint, base: bigint): PoolSwap | null {
  if (liquidity === 0n) return null;
  const sqrtPriceAfterX96 = priceAfterToken0In(sqrtPriceX96, liquidity, base);
  return { quote: amount1Between(sqrtPriceX96, sqrtPriceAfterX96, liquidity, 'down'), sqrtPriceAfterX96 };
}

/** What buying exactly `base` costs, by the same formula; null when the range does not hold that much. */
export function buyBase(sqrtPriceX96: bigint, liquidity: bigint, base: bigint): PoolSwap | null {
  const sqrtPriceAfterX96 = priceAfterToken0Out(sqrtPriceX96, liquidity, base);
  if (sqrtPriceAfterX96 === null) return null;
  return { quote: amount1Between(sqrtPriceX96, sqrtPriceAfterX96, liquidity, 'up'), sqrtPriceAfterX96 };
}

/** (price - index) / index, of 1 000 000, towards zero: Exchange._getPriceSpreadRatio. */
export const spreadRatio = (price: bigint, index: bigint): bigint => mulDiv(price - index, 1_000_000n, index);
