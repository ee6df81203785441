import { and, asc, eq, gte, lt } from 'drizzle-orm';
import { DAY, HOUR } from '../../model/time.js';
import { type UnixMillis, unixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { dropSeries, dropSeriesBefore, replaceSeries } from '../statements/series.js';
import { series } from '../tables/series.js';
import { minuteChunk, minuteLevel, tickLevel } from './seriesChunk.js';

/** Every tick is kept for so long; then each minute of them, with its lowest and highest. */
export const ticksKeptMs = 7 * DAY;
const minutesKeptMs = 366 * DAY;

/**
 * Makes minutes of the oldest hour of ticks that is old enough, and drops minutes that are older than a year: a few milliseconds,
 * so that it can be asked between two ticks. @returns whether there was anything to do
 */
export async function thinSeries(ledger: Ledger, now: UnixMillis): Promise<boolean> {
  const { db } = ledger;
  const [oldest] = await db
    .select({ book: series.book, start: series.start })
    .from(series)
    .where(and(eq(series.level, tickLevel), lt(series.end, unixMillis(now - ticksKeptMs))))
    .orderBy(asc(series.end))
    .limit(1);
  if (!oldest) return false;
  const { book } = oldest;
  const hour = Math.floor(oldest.start / HOUR) * HOUR;
  const rows = await db
    .select()
    .from(series)
    .where(
      and(
        ...[eq(series.book, book), eq(series.level, tickLevel)],
        ...[gte(series.start, unixMillis(hour)), lt(series.start, unixMillis(hour + HOUR))],
      ),
    )
    .orderBy(asc(series.start));
  await ledger.commit([
    replaceSeries(minuteChunk(book, rows)),
    dropSeries(book, tickLevel, unixMillis(hour), unixMillis(hour + HOUR - 1)),
    dropSeriesBefore(minuteLevel, unixMillis(now - minutesKeptMs)),
  ]);
  return true;
}
