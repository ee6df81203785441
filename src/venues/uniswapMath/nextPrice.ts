import { divideUp, fits, mulDivUp, Q96 } from './fullMath.js';

/**
 * The price once so much of token0 has been put in, rounded up so that the pool never loses:
 * SqrtPriceMath.getNextSqrtPriceFromAmount0RoundingUp, its other formula for what 256 bits do not hold included.
 */
export function priceAfterToken0In(sqrtPriceX96: bigint, liquidity: bigint, amount: bigint): bigint {
  if (amount === 0n) return sqrtPriceX96;
  const scaled = liquidity * Q96;
  const product = amount * sqrtPriceX96;
  if (fits(product) && fits(scaled + product)) return mulDivUp(scaled, sqrtPriceX96, scaled + product);
  return divideUp(scaled, scaled / sqrtPriceX96 + amount);
}

/** Once so much of token0 has been taken out; null when there is not as much at any price. */
export function priceAfterToken0Out(sqrtPriceX96: bigint, liquidity: bigint, amount: bigint): bigint | null {
  if (amount === 0n) return sqrtPriceX96;
  const scaled = liquidity * Q96;
  const left = scaled - amount * sqrtPriceX96;
  return left <= 0n ? null : mulDivUp(scaled, sqrtPriceX96, left);
}

/** Once so much of token1 has been put in, rounded down: getNextSqrtPriceFromAmount1RoundingDown. */
export const priceAfterToken1In = (sqrtPriceX96: bigint, liquidity: bigint, amount: bigint): bigint =>
  sqrtPriceX96 + (amount * Q96) / liquidity;

/** Once so much of token1 has been taken out; null when there is not as much at any price. */
export function priceAfterToken1Out(sqrtPriceX96: bigint, liquidity: bigint, amount: bigint): bigint | null {
  const fall = divideUp(amount * Q96, liquidity);
  return sqrtPriceX96 > fall ? sqrtPriceX96 - fall : null;
}
