import { eq, sql } from 'drizzle-orm';
import type { Underlying } from '../../model/instrument.js';
import { HOUR } from '../../model/time.js';
import { type UnixMillis, unixMillis, type Wad } from '../../model/units.js';
import type { Statement, Work } from '../ledger.js';
import { prices } from '../tables/prices.js';

export interface HourPrice {
  underlying: Underlying;
  /** Start of the hour. */
  hour: UnixMillis;
  /** USD per unit. */
  price: Wad;
}

/**
 * Prices seen at one moment, as those of its hour: the later takes the place of the earlier, and of what was imported.
 * One a name; a price that is not positive is none.
 */
export const keepPrices = (seen: readonly Omit<HourPrice, 'hour'>[], at: UnixMillis): Work =>
  seen
    .filter(({ price }) => price > 0n)
    .map(
      ({ underlying, price }): Statement =>
        (db) =>
          db
            .insert(prices)
            .values({ underlying, hour: hourOf(at), price, imported: 0 })
            .onConflictDoUpdate({ target: [prices.underlying, prices.hour], set: { price, imported: 0 } }),
    );

/** Its start. */
export const hourOf = (at: UnixMillis): UnixMillis => unixMillis(Math.floor(at / HOUR) * HOUR);

/** Prices from elsewhere, at most `importBatch` at once: none takes the place of one that was seen; an earlier import is written over. */
export const importHourPrices =
  (rows: readonly HourPrice[]): Statement =>
  (db) =>
    db
      .insert(prices)
      .values(rows.map((row) => ({ ...row, imported: 1 })))
      .onConflictDoUpdate({
        target: [prices.underlying, prices.hour],
        set: { price: sql`excluded.price` },
        setWhere: eq(prices.imported, 1),
      });

/** Rows of one statement: a database takes so many values at a time. */
export const importBatch = 1_000;
