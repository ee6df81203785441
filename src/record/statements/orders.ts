import { and, eq } from 'drizzle-orm';
import type { Hex } from 'viem';
import type { Decision } from '../../model/decision.js';
import type { Fill, Id, Order, OrderId, OrdStatus, TransactionRequest } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import { mustChange, type Statement, type Work } from '../ledger.js';
import { decisions, fills, orderSteps, orders } from '../tables/orders.js';
import { raiseAlert, resolveAlert } from './alerts.js';
import { prepareOnce } from './prepareOnce.js';

export interface DecisionOrigin {
  tick: Id;
  strategy: string;
  strategyHash: Hex;
  at: UnixMillis;
}

/** Its tick must be there, or come earlier in the same unit of work. */
export const insertDecision =
  (decision: Decision, origin: DecisionOrigin): Statement =>
  (db, holder) =>
    decisionRow(db, { ...decision, ...origin, holder });

const decisionRow = prepareOnce(decisions, (db, places) => db.insert(decisions).values(places));

/** The order with its steps. Its decision must be there, or come earlier in the same unit of work. */
export const insertOrder = (order: Order, steps: readonly TransactionRequest[]): Work => [
  (db, holder) => orderRow(db, { ...order, updatedAt: order.createdAt, holder }),
  ...steps.map(
    (request, step): Statement =>
      (db) =>
        stepRow(db, { order: order.id, step, ...request }),
  ),
];

const orderRow = prepareOnce(orders, (db, places) => db.insert(orders).values(places));
const stepRow = prepareOnce(orderSteps, (db, places) => db.insert(orderSteps).values(places));

/**
 * The alert that an order is Unknown is opened and closed with it.
 * @param change `text` says why, empty while the order is on its way.
 */
export const updateOrder = (id: Id, change: { status: OrdStatus; text: string; at: UnixMillis }): Work => [
  mustChange(`there is no order ${id}`, (db) =>
    db.update(orders).set({ status: change.status, text: change.text, updatedAt: change.at }).where(eq(orders.id, id)),
  ),
  alertOf(id, change),
];

function alertOf(id: Id, { status, text, at }: { status: OrdStatus; text: string; at: UnixMillis }): Work {
  const unknown = { code: 'ORDER_UNKNOWN', subject: id, at } as const;
  return status === 'Unknown' ? raiseAlert({ ...unknown, text: text || 'nobody can say' }) : resolveAlert(unknown);
}

export interface RecordedFill {
  id: Id;
  order: Id;
  attempt: Id;
  /** Of the orders that the attempt put into a venue's book, the one that did it; absent where the attempt itself did. */
  venueOrder?: OrderId | null;
  fill: Fill;
  at: UnixMillis;
}

export const insertFill =
  (fill: RecordedFill): Statement =>
  (db, holder) =>
    db.insert(fills).values({ ...fill, voided: false, holder });

/** For an attempt whose block was reorganised away: what it did did not happen. The rows stay. */
export const voidFillsOf =
  (attempt: Id): Statement =>
  (db) =>
    db.update(fills).set({ voided: true }).where(eq(fills.attempt, attempt));

/** The same for one order that waited at a venue: its end did not happen, or belongs to another order of ours. */
export const voidFillsOfVenueOrder =
  (attempt: Id, venueOrder: OrderId): Statement =>
  (db) =>
    db
      .update(fills)
      .set({ voided: true })
      .where(and(eq(fills.attempt, attempt), eq(fills.venueOrder, venueOrder)));
