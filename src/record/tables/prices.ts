import type { Underlying } from '../../model/instrument.js';
import type { UnixMillis, Wad } from '../../model/units.js';
import { big, integer, millis, primaryKey, table, text } from '../columns.js';

/** The last price seen of each underlying in each hour. Kept for good: vols and correlations are estimated from it. */
export const prices = table(
  'prices',
  {
    underlying: text<Underlying>().notNull(),
    /** Start of the hour. */
    hour: millis<UnixMillis>().notNull(),
    /** USD per unit. */
    price: big<Wad>().notNull(),
    /** 1 where an operator brought it from elsewhere. */
    imported: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.underlying, t.hour] })],
);
