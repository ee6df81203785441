import { divideUp, mulDiv, mulDivUp, Q96 } from './fullMath.js';

/**
 * What lies between two prices with liquidity L (whitepaper 6.2: Δx = L·Δ(1/√P), Δy = L·Δ√P): SqrtPriceMath.getAmount0Delta and
 * getAmount1Delta. `up` where the pool is owed it, down where it pays. Prices are Q64.96, in either order.
 */
export function amount0Between(a: bigint, b: bigint, liquidity: bigint, rounding: 'up' | 'down'): bigint {
  const [low, high] = a < b ? [a, b] : [b, a];
  const scaled = liquidity * Q96;
  return rounding === 'up' ? divideUp(mulDivUp(scaled, high - low, high), low) : mulDiv(scaled, high - low, high) / low;
}

export function amount1Between(a: bigint, b: bigint, liquidity: bigint, rounding: 'up' | 'down'): bigint {
  const difference = a < b ? b - a : a - b;
  return rounding === 'up' ? mulDivUp(liquidity, difference, Q96) : mulDiv(liquidity, difference, Q96);
}

/** What a position of liquidity L holds at a price: UniswapV3Pool._modifyPosition, as it is paid out. */
export function amountsInRange(
  sqrtPriceX96: bigint,
  lower: bigint,
  upper: bigint,
  liquidity: bigint,
): { amount0: bigint; amount1: bigint } {
  const price = sqrtPriceX96 < lower ? lower : sqrtPriceX96 > upper ? upper : sqrtPriceX96;
  return {
    amount0: price === upper ? 0n : amount0Between(price, upper, liquidity, 'down'),
    amount1: price === lower ? 0n : amount1Between(lower, price, liquidity, 'down'),
  };
}
