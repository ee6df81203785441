import type { Side } from '../../model/order.js';
import { sizeOf } from './margin.js';
import type { MarketState } from './state.js';
import { closesAll } from './trade.js';

/**
 * Gas of a trade, one transaction: measured on the real contracts with one market and no tick crossed, and held to them by a
 * test. Each further market that the account holds, and each tick that the trade crosses, costs some more.
 */
const gas = { opens: 795_000n, changes: 685_000n, closes: 475_000n } as const;

/** A trade through zero opens what was not there, like one from nothing. */
export function tradeGas(market: MarketState, side: Side, quantity: bigint): bigint {
  if (closesAll(market, side, quantity)) return gas.closes;
  const size = sizeOf(market);
  const after = size + (side === 'Buy' ? quantity : -quantity);
  return size === 0n || size > 0n !== after > 0n ? gas.opens : gas.changes;
}
