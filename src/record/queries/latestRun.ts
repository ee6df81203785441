import { and, desc, gte, isNull } from 'drizzle-orm';
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
  /** null while it runs; with `endedAt`, where a backup was restored then that was made while it ran. */
  exitCode: number | null;
  /** `process id@host`; empty for runs of before it was kept. */
  owner: string;
  /** When it last said that it is alive; null for runs of before it did. */
  seenAt: UnixMillis | null;
}

/** The newest start of a daemon; undefined when none ever started. */
export async function latestRun(ledger: Ledger): Promise<RecordedRun | undefined> {
  const rows = await ledger.db.select().from(runs).orderBy(desc(runs.id)).limit(1);
  return rows[0];
}

/** When a daemon first wrote into it, wherever its file has been since; null where none ever did. */
export async function firstRunAt(ledger: Ledger): Promise<UnixMillis | null> {
  const rows = await ledger.db.select({ at: runs.startedAt }).from(runs).orderBy(runs.id).limit(1);
  return rows[0]?.at ?? null;
}

/** Runs that have not ended, as far as they could say, and were alive at `since` or later; the newest first. */
export const runsSeen = async (ledger: Ledger, since: UnixMillis): Promise<RecordedRun[]> =>
  ledger.db
    .select()
    .from(runs)
    .where(and(isNull(runs.endedAt), gte(runs.seenAt, since)))
    .orderBy(desc(runs.id));

/** Starts of daemons, the newest first. */
export const listRuns = async (ledger: Ledger, limit: number): Promise<RecordedRun[]> =>
  ledger.db.select().from(runs).orderBy(desc(runs.id)).limit(limit);
