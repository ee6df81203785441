import { desc, eq } from 'drizzle-orm';
import type { Ledger } from '../ledger.js';
import type { RecordedInputs } from '../recorder.js';
import { snapshots, ticks } from '../tables/ticks.js';
import type { RecordedTick } from './recordedTick.js';
import { snapshotOf } from './snapshotOf.js';

/**
 * The newest tick of a book of which everything is kept that it stood on; undefined where there is none.
 * @param book as the ledger calls it (`bookName`)
 * @throws LedgerError when it is damaged
 */
export async function newestSnapshot(
  ledger: Ledger,
  book: string,
): Promise<{ tick: RecordedTick; inputs: RecordedInputs } | undefined> {
  const [row] = await ledger.db
    .select({ tick: ticks })
    .from(ticks)
    .innerJoin(snapshots, eq(snapshots.tick, ticks.id))
    .where(eq(ticks.strategy, book))
    .orderBy(desc(ticks.at), desc(ticks.id))
    .limit(1);
  if (!row) return undefined;
  // Written by the recorder, in this shape.
  return { tick: row.tick, inputs: (await snapshotOf(ledger, row.tick.id)) as RecordedInputs };
}
