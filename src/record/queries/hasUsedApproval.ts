import { and, eq, gte } from 'drizzle-orm';
import type { Order } from '../../model/order.js';
import { historyKey } from '../../plan/ruleHistory.js';
import type { Ledger } from '../ledger.js';
import { decisions } from '../tables/orders.js';
import { reviews } from '../tables/reviews.js';

/** Whether what people had approved for a rule and its subject was used up by this order, or since. */
export async function hasUsedApproval(
  ledger: Ledger,
  { decision, strategy, rule, createdAt }: Pick<Order, 'decision' | 'strategy' | 'rule' | 'createdAt'>,
): Promise<boolean> {
  const ofRule = and(eq(reviews.status, 'Used'), eq(reviews.strategy, strategy), eq(reviews.rule, rule));
  const [used, [about]] = await Promise.all([
    ledger.db
      .select({ subject: reviews.subject })
      .from(reviews)
      .where(and(ofRule, gte(reviews.closedAt, createdAt))),
    ledger.db.select({ subject: decisions.subject }).from(decisions).where(eq(decisions.id, decision)),
  ]);
  return (
    about !== undefined && used.some(({ subject }) => historyKey(rule, subject) === historyKey(rule, about.subject))
  );
}
