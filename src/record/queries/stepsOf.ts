import { asc, eq } from 'drizzle-orm';
import type { Id, TransactionRequest } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { orderSteps } from '../tables/orders.js';

/** The transactions of an order, in order; empty when there is no such order. */
export async function stepsOf(ledger: Ledger, order: Id): Promise<TransactionRequest[]> {
  const rows = await ledger.db
    .select()
    .from(orderSteps)
    .where(eq(orderSteps.order, order))
    .orderBy(asc(orderSteps.step));
  return rows.map(({ order: _, step: __, keeperGas, ...request }) => ({
    ...request,
    ...(keeperGas === null ? {} : { keeperGas }),
  }));
}
