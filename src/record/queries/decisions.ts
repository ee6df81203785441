import { and, asc, desc, eq, gte, type SQL } from 'drizzle-orm';
import type { Id, TransactionRequest } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import type { RecordedFill } from '../statements/orders.js';
import { decisions, orders } from '../tables/orders.js';
import { attemptsOf, fillsOf, type RecordedAttempt } from './attempts.js';
import type { ListOptions } from './listOrders.js';
import type { RecordedDecision } from './recordedDecision.js';
import { decisionOfRow } from './recordedDecision.js';
import type { RecordedOrder } from './recordedOrder.js';
import { orderOfRow } from './recordedOrder.js';
import type { RecordedTick } from './recordedTick.js';
import { stepsOf } from './stepsOf.js';
import { tickById } from './ticks.js';
import { type RecordedVenueOrder, venueOrdersOf } from './venueOrders.js';

/** Newest first. */
export async function listDecisions(
  ledger: Ledger,
  { strategy, limit, since }: ListOptions,
): Promise<RecordedDecision[]> {
  const wanted: SQL[] = [];
  if (strategy) wanted.push(eq(decisions.strategy, strategy));
  if (since !== undefined) wanted.push(gte(decisions.at, since));
  const rows = await ledger.db
    .select()
    .from(decisions)
    .where(and(...wanted))
    .orderBy(desc(decisions.id))
    .limit(limit);
  return rows.map(decisionOfRow);
}

/** A decision and all that came of it. */
export interface DecisionStory {
  decision: RecordedDecision;
  tick: RecordedTick;
  orders: readonly OrderStory[];
}

export interface OrderStory {
  order: RecordedOrder;
  steps: readonly TransactionRequest[];
  attempts: readonly RecordedAttempt[];
  fills: readonly RecordedFill[];
  /** What it put into its venue's book, and what became of that. */
  venueOrders: readonly RecordedVenueOrder[];
}

/** @returns undefined when there is no such decision. */
export async function decisionStory(ledger: Ledger, id: Id): Promise<DecisionStory | undefined> {
  const [row] = await ledger.db.select().from(decisions).where(eq(decisions.id, id));
  if (!row) return undefined;
  const decision = decisionOfRow(row);
  const tick = await tickById(ledger, decision.tick);
  if (!tick) return undefined;
  const made = await ledger.db.select().from(orders).where(eq(orders.decision, id)).orderBy(asc(orders.id));
  return { decision, tick, orders: await Promise.all(made.map((order) => orderStory(ledger, orderOfRow(order)))) };
}

async function orderStory(ledger: Ledger, order: RecordedOrder): Promise<OrderStory> {
  return {
    order,
    steps: await stepsOf(ledger, order.id),
    attempts: await attemptsOf(ledger, order.id),
    fills: await fillsOf(ledger, order.id),
    venueOrders: await venueOrdersOf(ledger, order.id),
  };
}
