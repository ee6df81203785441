import { and, eq, gte, lt, lte } from 'drizzle-orm';
import type { UnixMillis } from '../../model/units.js';
import type { Statement } from '../ledger.js';
import type { SeriesRow } from '../series/seriesChunk.js';
import { series } from '../tables/series.js';

/** A chunk that has grown takes the place of itself. */
export const replaceSeries =
  (row: SeriesRow): Statement =>
  (db) =>
    db
      .insert(series)
      .values(row)
      .onConflictDoUpdate({ target: [series.book, series.level, series.start], set: row });

/** Chunks of one level that begin in this span, both ends included. */
export const dropSeries =
  (book: string, level: number, from: UnixMillis, to: UnixMillis): Statement =>
  (db) =>
    db
      .delete(series)
      .where(and(eq(series.book, book), eq(series.level, level), gte(series.start, from), lte(series.start, to)));

/** Chunks of one level, of all books, that ended before. */
export const dropSeriesBefore =
  (level: number, before: UnixMillis): Statement =>
  (db) =>
    db.delete(series).where(and(eq(series.level, level), lt(series.end, before)));
