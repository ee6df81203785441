import { asc, eq, inArray } from 'drizzle-orm';
import type { Id } from '../../model/order.js';
import type { Execution } from '../../model/parentEvent.js';
import type { Ledger } from '../ledger.js';
import { executions } from '../tables/parentOrders.js';

/** What has happened to a parent order, oldest first. */
export async function executionsOf(ledger: Ledger, parent: Id): Promise<Execution[]> {
  const rows = await ledger.db
    .select()
    .from(executions)
    .where(eq(executions.parent, parent))
    .orderBy(asc(executions.number));
  return rows.map(executionOfRow);
}

/** The same of several, each one's in its order. */
export async function executionsOfAll(ledger: Ledger, parents: readonly Id[]): Promise<Execution[]> {
  if (parents.length === 0) return [];
  const rows = await ledger.db
    .select()
    .from(executions)
    .where(inArray(executions.parent, [...parents]))
    .orderBy(asc(executions.parent), asc(executions.number));
  return rows.map(executionOfRow);
}

const executionOfRow = ({ holder: _, fill: __, ...row }: typeof executions.$inferSelect): Execution => row;
