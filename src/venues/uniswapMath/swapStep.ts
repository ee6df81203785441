import { amount0Between, amount1Between } from './amounts.js';
import { mulDiv, mulDivUp } from './fullMath.js';
import { priceAfterToken0In, priceAfterToken0Out, priceAfterToken1In, priceAfterToken1Out } from './nextPrice.js';

/** Fees are of so many. */
export const FEE_ONE = 1_000_000n;

export interface SwapStep {
  sqrtPriceX96: bigint;
  /** The fee not included. */
  amountIn: bigint;
  amountOut: bigint;
  feeAmount: bigint;
}

export interface StepTerms {
  sqrtPriceX96: bigint;
  /** No further than this; below the price when token0 goes in. */
  targetX96: bigint;
  liquidity: bigint;
  /** Whether the amount is what goes in, fee included, or what comes out. */
  exact: 'in' | 'out';
  amount: bigint;
  /** Of 1 000 000. */
  fee: number;
}

/** A swap as far as liquidity stays the same: SwapMath.computeSwapStep, to the unit. */
export function swapStep({ sqrtPriceX96, targetX96, liquidity, exact, amount, fee }: StepTerms): SwapStep {
  const token0In = sqrtPriceX96 >= targetX96;
  const takenBetween = token0In ? amount0Between : amount1Between;
  const givenBetween = token0In ? amount1Between : amount0Between;
  const charged = BigInt(fee);

  const reachIn = takenBetween(sqrtPriceX96, targetX96, liquidity, 'up');
  const reachOut = givenBetween(sqrtPriceX96, targetX96, liquidity, 'down');
  const lessFee = mulDiv(amount, FEE_ONE - charged, FEE_ONE);
  const reaches = exact === 'in' ? lessFee >= reachIn : amount >= reachOut;
  const after = reaches
    ? targetX96
    : exact === 'in'
      ? (token0In ? priceAfterToken0In : priceAfterToken1In)(sqrtPriceX96, liquidity, lessFee)
      : (token0In ? priceAfterToken1Out : priceAfterToken0Out)(sqrtPriceX96, liquidity, amount);
  if (after === null) throw new RangeError('less than there is between two prices leads past the second');

  const atTarget = after === targetX96;
  const amountIn = atTarget && exact === 'in' ? reachIn : takenBetween(sqrtPriceX96, after, liquidity, 'up');
  const given = atTarget && exact === 'out' ? reachOut : givenBetween(sqrtPriceX96, after, liquidity, 'down');
  // No more may come out than was asked for, though rounding would allow it.
  const amountOut = exact === 'out' && given > amount ? amount : given;
  // What is left over of an exact input that ends inside the step is fee.
  const feeAmount = exact === 'in' && !atTarget ? amount - amountIn : mulDivUp(amountIn, charged, FEE_ONE - charged);
  return { sqrtPriceX96: after, amountIn, amountOut, feeAmount };
}
