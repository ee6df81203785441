import { inArray } from 'drizzle-orm';
import type { Id } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { attempts } from '../tables/orders.js';

/** Wei that orders have paid for gas, those that failed included; none where nothing was mined. */
export async function gasOfOrders(ledger: Ledger, ids: readonly Id[]): Promise<ReadonlyMap<Id, bigint>> {
  const paid = new Map<Id, bigint>();
  // Far below what a database takes of parameters.
  for (let i = 0; i < ids.length; i += 500) {
    const { order, gasCost } = attempts;
    const rows = await ledger.db
      .select({ order, gasCost })
      .from(attempts)
      .where(inArray(order, ids.slice(i, i + 500)));
    for (const row of rows) if (row.gasCost !== null) paid.set(row.order, (paid.get(row.order) ?? 0n) + row.gasCost);
  }
  return paid;
}
