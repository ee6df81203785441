import { workOrders } from '../execute/orders/workOrders.js';
import type { TickRecord } from '../record/recorder.js';
import type { Book } from './book.js';

/** Works the orders that a tick has recorded for one book, in their order. */
export const workBook = ({ executor, venues }: Book, { snapshot, orders }: TickRecord): Promise<void> =>
  workOrders(
    executor,
    orders.flatMap(({ order, steps }) => {
      const venue = venues.get(order.terms.venue);
      return venue ? [{ order, steps, venue, snapshot }] : [];
    }),
  );
