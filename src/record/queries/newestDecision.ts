import { and, desc, eq, sql } from 'drizzle-orm';
import type { Ledger } from '../ledger.js';
import { decisions } from '../tables/orders.js';
import type { RecordedDecision } from './recordedDecision.js';

/** What a rule of a strategy decided last, whatever others have decided since; undefined before its first decision. `at`: Unix ms. */
export async function newestDecision(
  ledger: Ledger,
  { strategy, rule }: { strategy: string; rule: string },
): Promise<Pick<RecordedDecision, 'verdict' | 'at'> | undefined> {
  const [newest] = await ledger.db
    .select({ verdict: decisions.verdict, at: decisions.at })
    .from(decisions)
    // From the end of what rules of that name decided: a strategy has far more, so its index is kept out of it.
    .where(and(eq(decisions.rule, rule), sql`+${decisions.strategy} = ${strategy}`))
    .orderBy(desc(decisions.id))
    .limit(1);
  return newest;
}
