import { eq, gte, type SQL } from 'drizzle-orm';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { orders } from '../tables/orders.js';
import { ordersWhere } from './ordersWhere.js';
import type { RecordedOrder } from './recordedOrder.js';

export interface ListOptions {
  strategy?: string;
  /** At most so many, the newest. */
  limit: number;
  since?: UnixMillis;
}

/** Newest first. */
export async function listOrders(ledger: Ledger, { strategy, limit, since }: ListOptions): Promise<RecordedOrder[]> {
  const wanted: SQL[] = [];
  if (strategy) wanted.push(eq(orders.strategy, strategy));
  if (since !== undefined) wanted.push(gte(orders.createdAt, since));
  return ordersWhere(ledger, wanted, limit);
}
