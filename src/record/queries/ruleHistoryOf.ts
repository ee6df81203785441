import { and, desc, eq } from 'drizzle-orm';
import type { OrderTerms, OrdStatus } from '../../model/order.js';
import type { Strategy } from '../../model/strategy.js';
import { historyKey, type RuleHistory, type RuleRecord } from '../../plan/ruleHistory.js';
import type { Ledger } from '../ledger.js';
import { decisions, orders } from '../tables/orders.js';

const failed: readonly OrdStatus[] = ['Rejected', 'Canceled', 'Expired'];

/** An order that rests is meant to end as Canceled: with its position, or when another takes its place. */
const hasFailed = (terms: OrderTerms, status: OrdStatus): boolean =>
  failed.includes(status) && !(terms.kind === 'rest' && status === 'Canceled');

/** So many orders back; asked at every block, so it must not grow with the ledger. */
const newest = 1_000;

/** Rules and subjects among a strategy's newest 1 000 orders in its mode, keyed by `historyKey`. */
export async function ruleHistoryOf(
  ledger: Ledger,
  { name, mode }: Pick<Strategy, 'name' | 'mode'>,
): Promise<RuleHistory> {
  const rows = await ledger.db
    .select({
      rule: orders.rule,
      subject: decisions.subject,
      terms: orders.terms,
      status: orders.status,
      at: orders.createdAt,
    })
    .from(orders)
    .innerJoin(decisions, eq(orders.decision, decisions.id))
    .where(and(eq(orders.strategy, name), eq(orders.mode, mode)))
    .orderBy(desc(orders.createdAt), desc(orders.id))
    .limit(newest);
  const history = new Map<string, RuleRecord>();
  for (const { rule, subject, terms, status, at } of rows.reverse()) {
    const key = historyKey(rule, subject);
    const before = history.get(key)?.failures ?? 0;
    // A shadow's orders all end as Canceled, whatever would have become of them.
    const worked = status === 'Filled' || mode === 'shadow';
    const failures = worked ? 0 : before + (hasFailed(terms, status) ? 1 : 0);
    history.set(key, { lastAt: at, failures });
  }
  return history;
}
