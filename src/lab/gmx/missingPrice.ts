import { isIncrease, isMarketOrder, type PendingOrder } from './orders.js';
import type { TokenPrice } from './prices.js';

/** One tenth of a percent away from what the order accepts. */
const beyond = (price: bigint): bigint => price + price / 1000n;
const below = (price: bigint): bigint => price - price / 1000n;
const lower = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const higher = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Above this nobody means a price: it is the "any price" of a buyer. */
const ANY = 2n ** 128n;

/**
 * A price of the index at which the order's trigger is met and its acceptable price is missed; null when there is none,
 * because the order accepts any price or because trigger and acceptable price leave no room.
 */
export function missingPrice(order: PendingOrder, market: TokenPrice): TokenPrice | null {
  const { acceptablePrice: acceptable, triggerPrice: trigger } = order;
  // Whoever buys minds a higher price: longs that open, shorts that close.
  const buys = order.isLong === isIncrease(order);
  if (buys ? acceptable >= ANY : acceptable === 0n) return null;
  const missed = buys ? higher(beyond(acceptable), market.max) : lower(below(acceptable), market.min);
  if (isMarketOrder(order)) return { min: missed, max: missed };
  const price = triggersAbove(order) ? higher(missed, trigger) : lower(missed, trigger);
  const stillMisses = buys ? price > acceptable : price < acceptable;
  return stillMisses ? { min: price, max: price } : null;
}

/** Order types by GMX's numbers: 3 limit increase, 5 take profit, 6 stop loss, 8 stop increase. */
function triggersAbove({ orderType, isLong }: PendingOrder): boolean {
  const forLong = orderType === 5 || orderType === 8;
  return isLong ? forLong : !forLong;
}
