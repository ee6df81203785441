import { desc } from 'drizzle-orm';
import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { runs } from '../tables/runs.js';

export interface RecordedRun {
  id: Id;
  version: string;
  startedAt: UnixMillis;
  /** null while it runs, and for ever when it was killed. */
  endedAt: UnixMillis | null;
  exitCode: number | null;
}

/** The newest start of a daemon; undefined when none ever started. */
export async function latestRun(ledger: Ledger): Promise<RecordedRun | undefined> {
  const rows = await ledger.db.select().from(runs).orderBy(desc(runs.id)).limit(1);
  return rows[0];
}
