import type { decisions, orders } from '../tables/orders.js';
import type { RecordedDecision } from './decisions.js';
import type { RecordedOrder } from './openOrders.js';

/** A row as it is spoken of elsewhere: what the ledger has nothing in is absent. */
export function orderOfRow({ cost, step, parent, ...row }: typeof orders.$inferSelect): RecordedOrder {
  return {
    ...row,
    ...(cost === null ? {} : { cost }),
    ...(step === null ? {} : { step }),
    ...(parent === null ? {} : { parent }),
  };
}

export function decisionOfRow({ alternatives, ...row }: typeof decisions.$inferSelect): RecordedDecision {
  return { ...row, ...(alternatives === null ? {} : { alternatives }) };
}
