import type { Action } from '../model/decision.js';
import { isTurnover } from '../model/order.js';

/** What a strategy has used up of its limits, from the ledger. Another strategy's orders count against its own. */
export interface Usage {
  /** Orders created in the last 60 minutes. */
  ordersLastHour: number;
  /** Orders created in the last 24 hours. */
  ordersLastDay: number;
  /** USD of trades ordered in the last 24 hours, and of entries that rest. */
  turnoverLastDay: number;
  /** Gas token paid in the last 24 hours. */
  gasLastDay: number;
  /** Of them, what was chosen before in this tick and is in no ledger yet; absent for none. */
  ordersChosen?: number;
}

/** As if the action had been ordered. Gas is counted when it is paid, so it does not move here. */
export function usageAfter(usage: Usage, { terms, notional }: Action): Usage {
  // To take an order back is no new risk: the ledger counts it as none either.
  const orders = terms.kind === 'cancel' ? 0 : 1;
  return {
    ordersLastHour: usage.ordersLastHour + orders,
    ordersLastDay: usage.ordersLastDay + orders,
    turnoverLastDay: usage.turnoverLastDay + (isTurnover(terms) ? notional : 0),
    gasLastDay: usage.gasLastDay,
    ordersChosen: (usage.ordersChosen ?? 0) + orders,
  };
}
