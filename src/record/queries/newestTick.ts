import { and, desc, eq, gt, sql } from 'drizzle-orm';
import type { Database } from '../sqlite.js';
import { ticks } from '../tables/ticks.js';
import { prepareQuery } from './prepareQuery.js';
import type { RecordedTick } from './recordedTick.js';

/**
 * The newest sample of a book: the one that was written last, also where the clock was set back since another; undefined before the
 * first. Some steps along an index, whatever else was recorded.
 * @param name - As the ledger calls it (`bookName`).
 */
export async function newestTick(db: Database, name: string): Promise<RecordedTick | undefined> {
  const [latest] = await latestOf(db, { name });
  if (!latest || !(await isOfLaterClock(db, latest))) return latest;
  const [since] = await writtenSince(db, { name, id: latest.id });
  return since ?? latest;
}

/** Whether the clock was set back since a tick, and is not there again. */
async function isOfLaterClock(db: Database, { at }: Pick<RecordedTick, 'at'>): Promise<boolean> {
  const [last] = await lastWritten(db, {});
  return last !== undefined && last.at < at;
}

const latestOf = prepareQuery((db) =>
  db
    .select()
    .from(ticks)
    .where(eq(ticks.strategy, sql.placeholder('name')))
    .orderBy(desc(ticks.at), desc(ticks.id))
    .limit(1),
);

/** Ids are counted on when a clock is set back. */
const lastWritten = prepareQuery((db) => db.select({ at: ticks.at }).from(ticks).orderBy(desc(ticks.id)).limit(1));

/**
 * Asked only while the clock is behind: what was written since is little, and read by its ids (`+` keeps SQLite from reading all that a
 * book ever recorded).
 */
const writtenSince = prepareQuery((db) =>
  db
    .select()
    .from(ticks)
    .where(and(gt(ticks.id, sql.placeholder('id')), sql`+${ticks.strategy} = ${sql.placeholder('name')}`))
    .orderBy(desc(ticks.id))
    .limit(1),
);
