import { and, desc, eq } from 'drizzle-orm';
import type { Order } from '../../model/order.js';
import type { Strategy } from '../../model/strategy.js';
import type { UnixMillis } from '../../model/units.js';
import { historyKey } from '../../plan/ruleHistory.js';
import type { Ledger } from '../ledger.js';
import { decisions, orders } from '../tables/orders.js';
import { hasFailed } from './hasFailed.js';
import { historyReach } from './ruleHistoryOf.js';

/** An order of a rule that failed, and when it did. */
export interface FailedOrder extends Pick<Order, 'id' | 'status' | 'text'> {
  updatedAt: UnixMillis;
}

/**
 * Orders of one rule about one subject that failed, newest first: as far back as the history of rules reaches.
 * @param key - `historyKey` of the rule and the subject.
 * @param limit - At most so many.
 */
export async function failuresOf(
  ledger: Ledger,
  { name, mode }: Pick<Strategy, 'name' | 'mode'>,
  key: string,
  limit: number,
): Promise<FailedOrder[]> {
  const { id, status, text, updatedAt, rule, terms, step } = orders;
  const rows = await ledger.db
    .select({ id, status, text, updatedAt, rule, terms, step, subject: decisions.subject })
    .from(orders)
    .innerJoin(decisions, eq(orders.decision, decisions.id))
    .where(and(eq(orders.strategy, name), eq(orders.mode, mode)))
    .orderBy(desc(orders.createdAt), desc(orders.id))
    .limit(historyReach);
  return rows.filter((row) => historyKey(row.rule, row.subject) === key && hasFailed(row)).slice(0, limit);
}
