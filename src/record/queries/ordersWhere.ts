import { and, desc, type SQL } from 'drizzle-orm';
import type { Ledger } from '../ledger.js';
import { orders } from '../tables/orders.js';
import type { RecordedOrder } from './recordedOrder.js';
import { orderOfRow } from './recordedOrder.js';

/** The newest orders of which all of it holds, newest first. @param limit - At most so many. */
export async function ordersWhere(ledger: Ledger, wanted: readonly SQL[], limit: number): Promise<RecordedOrder[]> {
  const rows = await ledger.db
    .select()
    .from(orders)
    .where(and(...wanted))
    .orderBy(desc(orders.id))
    .limit(limit);
  return rows.map(orderOfRow);
}
