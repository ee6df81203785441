import { asc, inArray } from 'drizzle-orm';
import type { Id } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { orders } from '../tables/orders.js';
import type { RecordedOrder } from './recordedOrder.js';
import { orderOfRow } from './recordedOrder.js';

/** Those of `ids` that there are, oldest first. */
export async function ordersById(ledger: Ledger, ids: readonly Id[]): Promise<RecordedOrder[]> {
  if (ids.length === 0) return [];
  const rows = await ledger.db
    .select()
    .from(orders)
    .where(inArray(orders.id, [...ids]))
    .orderBy(asc(orders.id));
  return rows.map(orderOfRow);
}
