import { desc, eq } from 'drizzle-orm';
import type { Ledger } from '../ledger.js';
import { snapshots, ticks } from '../tables/ticks.js';
import type { RecordedTick } from './recordedTick.js';

/**
 * The ticks of a book of which everything is kept that they stood on, the newest first.
 * @param book as the ledger calls it (`bookName`)
 */
export async function recordedTicks(ledger: Ledger, book: string, limit: number): Promise<RecordedTick[]> {
  const rows = await ledger.db
    .select({ tick: ticks })
    .from(ticks)
    .innerJoin(snapshots, eq(snapshots.tick, ticks.id))
    .where(eq(ticks.strategy, book))
    .orderBy(desc(ticks.at), desc(ticks.id))
    .limit(limit);
  return rows.map(({ tick }) => tick);
}
