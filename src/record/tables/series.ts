import type { UnixMillis } from '../../model/units.js';
import { blob, index, integer, json, millis, primaryKey, table, text } from '../columns.js';

/**
 * How each book went, tick by tick, packed into chunks (`src/record/series`). `level` 0 is a minute of ticks, the newest of them
 * written over as it grows; 1 is an hour of minutes, which takes the place of ticks that are old.
 */
export const series = table(
  'series',
  {
    book: text().notNull(),
    level: integer().notNull(),
    /** Of its first point. */
    start: millis<UnixMillis>().notNull(),
    /** Of its last point. */
    end: millis<UnixMillis>().notNull(),
    /** How many ticks stand behind it. */
    points: integer().notNull(),
    /** What `fine` and `coarse` have columns of, in their order. */
    columns: json<readonly string[]>().notNull(),
    /** Before what is larger: whoever reads only this does not walk over that. */
    coarse: blob().notNull(),
    fine: blob().notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.level, t.start] }), index('series_end').on(t.level, t.end)],
);
