import { asc, eq, max } from 'drizzle-orm';
import type { WorkingMark } from '../../model/desk.js';
import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { workingMarks } from '../tables/parentOrders.js';

/** Where the market was while an order was worked, oldest first. */
export async function marksOf(ledger: Ledger, parent: Id): Promise<Pick<WorkingMark, 'mark' | 'last' | 'at'>[]> {
  const { mark, last, at } = workingMarks;
  return ledger.db
    .select({ mark, last, at })
    .from(workingMarks)
    .where(eq(workingMarks.parent, parent))
    .orderBy(asc(workingMarks.at), asc(workingMarks.id));
}

/** When it was last looked at; null before the first time. */
export async function newestMark(ledger: Ledger, parent: Id): Promise<UnixMillis | null> {
  const [row] = await ledger.db
    .select({ at: max(workingMarks.at) })
    .from(workingMarks)
    .where(eq(workingMarks.parent, parent));
  return row?.at ?? null;
}
