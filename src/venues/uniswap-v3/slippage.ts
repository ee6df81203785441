import type { TradeTerms } from '../../model/order.js';
import { stricterPrice } from '../stricterPrice.js';
import { divideUp } from '../uniswapMath/fullMath.js';
import { priceAtSqrt } from './poolPrice.js';
import type { PoolContracts, PoolReading } from './state.js';

/** 10 000 bps, in hundredths of a millionth: maxSlippage may be a fraction of a basis point. */
const WHOLE = 10_000_000_000n;
const FEE_ONE = 1_000_000n;

/** What of a trade bounds its price. */
export type PriceBound = Pick<TradeTerms, 'side' | 'maxSlippage' | 'worstPrice'>;

/**
 * Worst price that all of a trade may execute at, its fee not included: from where a small one would at this block, or the one that
 * it names where that is stricter.
 */
export function worstPrice(pool: PoolContracts, state: PoolReading, terms: PriceBound): bigint {
  const { side, maxSlippage } = terms;
  const reference = priceAtSqrt(pool, state.sqrtPriceX96);
  // Rounded down: at least as strict as asked.
  const slippage = BigInt(Math.floor(maxSlippage * 1_000_000));
  const bound =
    side === 'Sell'
      ? divideUp(reference * (WHOLE > slippage ? WHOLE - slippage : 0n), WHOLE)
      : (reference * (WHOLE + slippage)) / WHOLE;
  return stricterPrice(side, bound, terms.worstPrice);
}

/**
 * The router's own bound, fee included: the least dollars out of a sale, rounded up and never 0, which would mean any price; the
 * most dollars into a purchase, rounded down.
 */
export function boundOf(pool: PoolContracts, state: PoolReading, base: bigint, terms: PriceBound): bigint {
  const { side } = terms;
  const worst = worstPrice(pool, state, terms);
  const kept = FEE_ONE - BigInt(pool.fee);
  const unit = 10n ** BigInt(pool.quote.decimals);
  const scale = 10n ** BigInt(18 + pool.base.decimals);
  if (side === 'Buy') return (base * worst * unit * FEE_ONE) / (scale * kept);
  const least = divideUp(base * worst * unit * kept, scale * FEE_ONE);
  return least > 0n ? least : 1n;
}
