import { and, asc, eq, gte, inArray, like, lt } from 'drizzle-orm';
import { expiryByName } from '../../assess/lots/expiryByName.js';
import type { InstrumentId, Option, Underlying } from '../../model/instrument.js';
import { HOUR } from '../../model/time.js';
import { fromFloat, type UnixMillis, unixMillis, type Wad } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { prices } from '../tables/prices.js';
import { positions, risk, ticks } from '../tables/ticks.js';

/** What an option that has expired is closed by. */
export interface Expiry {
  option: Option;
  /** USD per unit of the underlying. */
  settledAt: Wad;
}

export interface ExpiryAsked {
  chainId: number;
  instrument: InstrumentId;
  /** When it was first traded. */
  since: UnixMillis;
  until: UnixMillis;
}

export interface ExpiryTold {
  /** null where it is no option, has not expired yet, or nothing tells what it came to. */
  expiry: Expiry | null;
  /** What cannot be told, or only nearly; null where all is known. */
  gap: string | null;
}

/**
 * What an option came to, by samples: its terms by one that held it, the price by the first after it expired. Samples are dropped after
 * a while; then the price of that hour is taken, which is kept for good.
 */
export async function expiryOf(ledger: Ledger, asked: ExpiryAsked): Promise<ExpiryTold> {
  const { instrument, until } = asked;
  const lastDay = expiryByName(instrument);
  if (lastDay === null) return { expiry: null, gap: null };
  const option = await optionHeld(ledger, asked);
  if (!option) {
    const gap = `${instrument} has expired by its name, and no sample tells at what hour any more: its lots stand open`;
    return { expiry: null, gap: lastDay <= until ? gap : null };
  }
  const at = unixMillis(option.expiry * 1_000);
  if (at >= until) return { expiry: null, gap: null };
  const told = await priceAfter(ledger, asked.chainId, option.underlying, at, until);
  if (told && told.at - at <= HOUR) return { expiry: { option, settledAt: told.price }, gap: null };
  const kept = await priceKept(ledger, option.underlying, at);
  if (kept !== null) return { expiry: { option, settledAt: kept }, gap: null };
  const expired = `${instrument} expired at ${new Date(at).toISOString()}`;
  return told
    ? {
        expiry: { option, settledAt: told.price },
        gap: `${expired}: it is closed at the price of ${new Date(told.at).toISOString()}, the next that was seen`,
      }
    : { expiry: null, gap: `${expired}, and no price of ${option.underlying} tells at what: its lots stand open` };
}

async function optionHeld(
  { db }: Ledger,
  { chainId, instrument, since, until }: ExpiryAsked,
): Promise<Option | undefined> {
  const rows = await db
    .select({ instrument: positions.instrument })
    .from(ticks)
    .innerJoin(positions, eq(positions.tick, ticks.id))
    .where(
      and(
        ...[eq(ticks.chainId, chainId), gte(ticks.at, since), lt(ticks.at, until)],
        like(positions.instrument, `%"id":"${instrument}"%`),
      ),
    )
    .orderBy(asc(ticks.at))
    .limit(1);
  const found = rows.find((row) => row.instrument.id === instrument)?.instrument;
  return found?.kind === 'option' ? found : undefined;
}

/** Samples looked at: of several books on the chain, not every one knows the underlying. */
const mostSamples = 20;

async function priceAfter(
  { db }: Ledger,
  chainId: number,
  underlying: Underlying,
  from: UnixMillis,
  until: UnixMillis,
): Promise<{ price: Wad; at: UnixMillis } | undefined> {
  const rows = await db
    .select({ at: ticks.at, report: risk.report })
    .from(ticks)
    .innerJoin(risk, eq(risk.tick, ticks.id))
    .where(and(eq(ticks.chainId, chainId), gte(ticks.at, from), lt(ticks.at, until)))
    .orderBy(asc(ticks.at))
    .limit(mostSamples);
  return rows.flatMap(({ at, report }) => {
    const price = report.underlyings.find((one) => one.underlying === underlying)?.price;
    return price !== undefined && Number.isFinite(price) ? [{ price: fromFloat(price, 'down'), at }] : [];
  })[0];
}

/** The last of the hour before, else the last of the hour that it expired in; null where neither is known. */
async function priceKept({ db }: Ledger, underlying: Underlying, at: UnixMillis): Promise<Wad | null> {
  const hour = Math.floor(at / HOUR) * HOUR;
  const rows = await db
    .select({ price: prices.price })
    .from(prices)
    .where(and(eq(prices.underlying, underlying), inArray(prices.hour, [unixMillis(hour - HOUR), unixMillis(hour)])))
    .orderBy(asc(prices.hour));
  return rows[0]?.price ?? null;
}
