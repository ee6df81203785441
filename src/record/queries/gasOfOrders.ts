import { and, inArray } from 'drizzle-orm';
import type { Id } from '../../model/order.js';
import { type Wei, wei } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { attempts } from '../tables/orders.js';
import { venueOrders } from '../tables/venueOrders.js';
import { inPieces } from './inPieces.js';

export interface OrderGas {
  /** What its transactions have cost, those that failed included. */
  gas: Wei;
  /** What venues' keepers were paid. */
  keeper: Wei;
}

/** Of orders that have paid anything; wei. */
export async function gasOfOrders(ledger: Ledger, ids: readonly Id[]): Promise<ReadonlyMap<Id, OrderGas>> {
  const found = new Map<Id, OrderGas>();
  const add = (order: Id, more: Partial<OrderGas>) => {
    const { gas, keeper } = found.get(order) ?? { gas: 0n, keeper: 0n };
    found.set(order, { gas: wei(gas + (more.gas ?? 0n)), keeper: wei(keeper + (more.keeper ?? 0n)) });
  };
  const sent = await inPieces(ids, (some) =>
    ledger.db
      .select({ order: attempts.order, cost: attempts.gasCost })
      .from(attempts)
      .where(and(inArray(attempts.order, some), inArray(attempts.state, ['Mined', 'Final', 'Reverted']))),
  );
  for (const { order, cost } of sent) if (cost !== null) add(order, { gas: cost });
  const waited = await inPieces(ids, (some) =>
    ledger.db
      .select({ order: venueOrders.order, paid: venueOrders.keeperPaid })
      .from(venueOrders)
      .where(inArray(venueOrders.order, some)),
  );
  for (const { order, paid } of waited) add(order, { keeper: paid });
  return found;
}
