import { and, asc, count, gte, inArray, lt, max, min, or, type SQL, sql, sum } from 'drizzle-orm';
import type { Underlying } from '../../model/instrument.js';
import { midnightHours, type PriceSeries } from '../../model/priceSeries.js';
import { DAY, HOUR } from '../../model/time.js';
import { toFloat, type UnixMillis, unixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { prices } from '../tables/prices.js';

/** The hours from `from` up to, not with, `to`: a series for each underlying, in the order asked for, empty where nothing is known. */
export const priceHistory = (
  ledger: Ledger,
  underlyings: readonly Underlying[],
  from: UnixMillis,
  to: UnixMillis,
): Promise<PriceSeries[]> => read(ledger, underlyings, from, to);

/**
 * As `priceHistory`, and of all but the last two days only the hours that a midnight's price is taken from: what a forecast
 * reads, for an eighth of the rows.
 */
export const midnightHistory = (
  ledger: Ledger,
  underlyings: readonly Underlying[],
  from: UnixMillis,
  to: UnixMillis,
): Promise<PriceSeries[]> =>
  read(
    ledger,
    underlyings,
    from,
    to,
    or(sql`${prices.hour} % ${DAY} >= ${DAY - midnightHours * HOUR}`, gte(prices.hour, unixMillis(to - 2 * DAY))),
  );

async function read(
  ledger: Ledger,
  underlyings: readonly Underlying[],
  from: UnixMillis,
  to: UnixMillis,
  which?: SQL,
): Promise<PriceSeries[]> {
  const rows = await ledger.db
    .select({ underlying: prices.underlying, hour: prices.hour, price: prices.price })
    .from(prices)
    .where(and(inArray(prices.underlying, [...underlyings]), gte(prices.hour, from), lt(prices.hour, to), which))
    .orderBy(asc(prices.underlying), asc(prices.hour));
  const series = new Map(underlyings.map((name) => [name, { hours: [] as number[], prices: [] as number[] }]));
  for (const { underlying, hour, price } of rows) {
    const one = series.get(underlying);
    one?.hours.push(hour);
    one?.prices.push(toFloat(price));
  }
  return [...series].map(([underlying, one]) => ({ underlying, ...one }));
}

/** What is known of one underlying. */
export interface PriceSpan {
  underlying: Underlying;
  /** Start of the first hour. */
  from: UnixMillis;
  /** Start of the last hour. */
  to: UnixMillis;
  /** How many hours there are. */
  hours: number;
  /** How many of them were imported. */
  imported: number;
}

/** Of each underlying there is, by name. */
export async function priceSpans(ledger: Ledger): Promise<PriceSpan[]> {
  const rows = await ledger.db
    .select({
      underlying: prices.underlying,
      from: min(prices.hour),
      to: max(prices.hour),
      hours: count(),
      imported: sum(prices.imported),
    })
    .from(prices)
    .groupBy(prices.underlying)
    .orderBy(asc(prices.underlying));
  return rows.flatMap(({ from, to, imported, ...row }) =>
    from === null || to === null ? [] : [{ ...row, from, to, imported: Number(imported ?? 0) }],
  );
}
