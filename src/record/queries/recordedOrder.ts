import type { Id, Order } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { orders } from '../tables/orders.js';

/** An order as the ledger keeps it. */
export interface RecordedOrder extends Order {
  /** Which process start wrote it. */
  holder: Id;
  updatedAt: UnixMillis;
}

/** A row as it is spoken of elsewhere: what the ledger has nothing in is absent. */
export function orderOfRow({ cost, step, parent, ...row }: typeof orders.$inferSelect): RecordedOrder {
  return {
    ...row,
    ...(cost === null ? {} : { cost }),
    ...(step === null ? {} : { step }),
    ...(parent === null ? {} : { parent }),
  };
}
