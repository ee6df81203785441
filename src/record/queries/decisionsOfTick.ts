import { asc, eq } from 'drizzle-orm';
import type { Id, TransactionRequest } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { decisions, orders } from '../tables/orders.js';
import type { RecordedDecision } from './recordedDecision.js';
import { decisionOfRow } from './recordedDecision.js';
import { stepsOf } from './stepsOf.js';

/** A decision, and the transactions that were to carry it out; null where it became no order. */
export interface DecidedAtTick {
  decision: RecordedDecision;
  steps: readonly TransactionRequest[] | null;
}

/** All that one tick wrote down, in its order. */
export async function decisionsOfTick(ledger: Ledger, tick: Id): Promise<DecidedAtTick[]> {
  const rows = await ledger.db
    .select({ decision: decisions, order: orders.id })
    .from(decisions)
    .leftJoin(orders, eq(orders.decision, decisions.id))
    .where(eq(decisions.tick, tick))
    .orderBy(asc(decisions.id));
  return Promise.all(
    rows.map(async ({ decision, order }) => ({
      decision: decisionOfRow(decision),
      steps: order === null ? null : await stepsOf(ledger, order),
    })),
  );
}
