import type { Order } from '../../model/order.js';
import { divide, fromFloat, smallest, WAD, type Wad, type Wei, wei } from '../../model/units.js';
import { larger, mostTip } from './fees.js';
import { survivalShare, urgencies } from './urgency.js';

export interface FeeCapOptions {
  order: Pick<Order, 'orderClass' | 'notional'>;
  /** All that is paid at the transaction's gas price: its own limit, and what a venue's keepers are paid in advance. */
  gas: bigint;
  /** Of the newest block. */
  baseFee: Wei;
  /** What a new transaction of this order would be signed at now. */
  market: Wei;
  /** USD per whole gas token; undefined where no venue states one. */
  gasTokenPrice: Wad | undefined;
  /** What `limits.day.gas` allows, wei; undefined without a limit. */
  mostGas: Wei | undefined;
}

/**
 * Most that a replacement may offer per gas, rounded down. For `survive` a share of the value protected, and never less than the
 * market asks: a new order would be signed at that too. For the others a multiple of the base fee, and `limits.day.gas`.
 */
export function feeCapOf({ order, gas, baseFee, market, gasTokenPrice, mostGas }: FeeCapOptions): Wei {
  const urgent = order.orderClass === 'survive';
  const multiple = wei(urgencies[order.orderClass].baseFees * baseFee + mostTip(baseFee, urgent));
  if (!urgent) return mostGas === undefined ? multiple : smallest(multiple, wei(mostGas / gas));
  if (gasTokenPrice === undefined || gasTokenPrice <= 0n || !Number.isFinite(order.notional)) {
    return larger(multiple, market);
  }
  // USD x share / USD per token: 18 decimals of a gas token, which is wei.
  const protectedUsd = fromFloat(Math.max(0, order.notional), 'down');
  const share = divide(protectedUsd * BigInt(survivalShare) * WAD, 10_000n * gasTokenPrice, 'down');
  return larger(wei(share / gas), market);
}
