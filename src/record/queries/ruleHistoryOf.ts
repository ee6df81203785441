import { and, desc, eq } from 'drizzle-orm';
import type { OrdStatus } from '../../model/order.js';
import type { Strategy } from '../../model/strategy.js';
import { historyKey, type RuleHistory, type RuleRecord } from '../../plan/ruleHistory.js';
import type { Ledger } from '../ledger.js';
import { decisions, orders } from '../tables/orders.js';

const failed: readonly OrdStatus[] = ['Rejected', 'Canceled', 'Expired'];

/** So many orders back; asked at every block, so it must not grow with the ledger. */
const newest = 1_000;

/** Rules and subjects among a strategy's newest 1 000 orders in its mode, keyed by `historyKey`. */
export async function ruleHistoryOf(
  ledger: Ledger,
  { name, mode }: Pick<Strategy, 'name' | 'mode'>,
): Promise<RuleHistory> {
  const rows = await ledger.db
    .select({ rule: orders.rule, subject: decisions.subject, status: orders.status, at: orders.createdAt })
    .from(orders)
    .innerJoin(decisions, eq(orders.decision, decisions.id))
    .where(and(eq(orders.strategy, name), eq(orders.mode, mode)))
    .orderBy(desc(orders.createdAt), desc(orders.id))
    .limit(newest);
  const history = new Map<string, RuleRecord>();
  for (const { rule, subject, status, at } of rows.reverse()) {
    const key = historyKey(rule, subject);
    const before = history.get(key)?.failures ?? 0;
    // A shadow's orders all end as Canceled, whatever would have become of them.
    const failures = status === 'Filled' || mode === 'shadow' ? 0 : before + (failed.includes(status) ? 1 : 0);
    history.set(key, { lastAt: at, failures });
  }
  return history;
}
