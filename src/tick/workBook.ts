import { workOrders } from '../execute/orders/workOrders.js';
import type { TickRecord } from '../record/recorder.js';
import type { Book } from './book.js';
import { rowGrounds } from './rowGrounds.js';

/**
 * Works the orders that a tick has recorded for one book, in their order.
 * @param mayBegin - Whether there is still time for what people have asked for.
 */
export async function workBook(
  { executor, venues }: Book,
  { snapshot, orders }: TickRecord,
  mayBegin: () => Promise<boolean>,
): Promise<void> {
  const grounds = rowGrounds(
    orders.map(({ order }) => order),
    snapshot,
    venues,
  );
  await workOrders(
    executor,
    orders.flatMap(({ order, steps }, i) => {
      const venue = venues.get(order.terms.venue);
      return venue ? [{ order, steps, venue, snapshot, ground: grounds[i] ?? snapshot }] : [];
    }),
    mayBegin,
  );
}
