import { asc, gt, sql } from 'drizzle-orm';
import type { Database } from '../sqlite.js';
import { ticks } from '../tables/ticks.js';
import { newestTick } from './newestTick.js';
import { prepareQuery } from './prepareQuery.js';
import type { RecordedTick } from './recordedTick.js';

/**
 * The newest sample of every book that ever recorded one, however old it is; by name, sorted. Books on further chains (`bookName`) are
 * told apart. Some steps along an index for each book: what else was recorded is not looked at.
 */
export async function newestTicks(db: Database): Promise<RecordedTick[]> {
  const found: RecordedTick[] = [];
  for (let name = ''; ; ) {
    const [next] = await nameAfter(db, { name });
    if (!next) return found;
    name = next.name;
    const newest = await newestTick(db, name);
    if (newest) found.push(newest);
  }
}

const nameAfter = prepareQuery((db) =>
  db
    .select({ name: ticks.strategy })
    .from(ticks)
    .where(gt(ticks.strategy, sql.placeholder('name')))
    .orderBy(asc(ticks.strategy))
    .limit(1),
);
