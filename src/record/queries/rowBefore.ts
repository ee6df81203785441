import { and, asc, gte, isNotNull, lt } from 'drizzle-orm';
import type { Id, OrderStep } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { orders } from '../tables/orders.js';
import type { RecordedOrder } from './recordedOrder.js';
import { orderOfRow } from './recordedOrder.js';

/** The steps of the same row that were made before this one, oldest first. Ids are in the order of time, and a row bears its first. */
export async function rowBefore(ledger: Ledger, { id, step }: { id: Id; step: OrderStep }): Promise<RecordedOrder[]> {
  const rows = await ledger.db
    .select()
    .from(orders)
    .where(and(gte(orders.id, step.programme), lt(orders.id, id), isNotNull(orders.step)))
    .orderBy(asc(orders.id));
  return rows.map(orderOfRow).filter((order) => order.step?.programme === step.programme);
}
