import type { Side } from '../../model/order.js';
import type { Bps } from '../../model/units.js';
import { divideUp } from '../uniswapMath/fullMath.js';
import { priceAtSqrt } from './poolPrice.js';
import type { PoolContracts, PoolReading } from './state.js';

/** 10 000 bps, in hundredths of a millionth: maxSlippage may be a fraction of a basis point. */
const WHOLE = 10_000_000_000n;
const FEE_ONE = 1_000_000n;

/** Worst price that all of a trade may execute at, its fee not included; from where a small one would at this block. */
export function worstPrice(pool: PoolContracts, state: PoolReading, side: Side, maxSlippage: Bps): bigint {
  const reference = priceAtSqrt(pool, state.sqrtPriceX96);
  // Rounded down: at least as strict as asked.
  const slippage = BigInt(Math.floor(maxSlippage * 1_000_000));
  return side === 'Sell'
    ? divideUp(reference * (WHOLE > slippage ? WHOLE - slippage : 0n), WHOLE)
    : (reference * (WHOLE + slippage)) / WHOLE;
}

/**
 * The router's own bound, fee included: the least dollars out of a sale, rounded up and never 0, which would mean any price; the
 * most dollars into a purchase, rounded down.
 */
export function boundOf(pool: PoolContracts, state: PoolReading, side: Side, base: bigint, maxSlippage: Bps): bigint {
  const worst = worstPrice(pool, state, side, maxSlippage);
  const kept = FEE_ONE - BigInt(pool.fee);
  const unit = 10n ** BigInt(pool.quote.decimals);
  const scale = 10n ** BigInt(18 + pool.base.decimals);
  if (side === 'Buy') return (base * worst * unit * FEE_ONE) / (scale * kept);
  const least = divideUp(base * worst * unit * kept, scale * FEE_ONE);
  return least > 0n ? least : 1n;
}
