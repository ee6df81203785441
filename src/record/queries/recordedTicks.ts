import { and, desc, eq, lte } from 'drizzle-orm';
import type { Ledger } from '../ledger.js';
import { snapshots, ticks } from '../tables/ticks.js';
import { newestTick } from './newestTick.js';
import type { RecordedTick } from './recordedTick.js';

/**
 * The ticks of a book of which everything is kept that they stood on, the newest first: from the one that was written last, also where
 * the clock was set back since another.
 * @param book as the ledger calls it (`bookName`)
 */
export async function recordedTicks(ledger: Ledger, book: string, limit: number): Promise<RecordedTick[]> {
  const newest = await newestTick(ledger.db, book);
  if (!newest) return [];
  const rows = await ledger.db
    .select({ tick: ticks })
    .from(ticks)
    .innerJoin(snapshots, eq(snapshots.tick, ticks.id))
    .where(and(eq(ticks.strategy, book), lte(ticks.at, newest.at)))
    .orderBy(desc(ticks.at), desc(ticks.id))
    .limit(limit);
  return rows.map(({ tick }) => tick);
}
