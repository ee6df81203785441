import { and, asc, desc, eq, gte, like, lt, lte, type SQL } from 'drizzle-orm';
import type { Address } from 'viem';
import type { Break } from '../../model/breaks.js';
import type { InstrumentId } from '../../model/instrument.js';
import { HOUR } from '../../model/time.js';
import { fromFloat, type UnixMillis, unixMillis, type Wad } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { breaks } from '../tables/breaks.js';
import { positions, ticks } from '../tables/ticks.js';
import type { PlacedEvent } from './lotEvents.js';

/** A mark that is further away says little of then, in milliseconds. */
const furthest = 600_000;

/**
 * Perpetuals and options that came or went by hand, as people have adopted them: at the mark of the nearest sample before, or after
 * where it was not held before. Wallets, margins and loans have no lots.
 */
export async function adoptedChanges(
  ledger: Ledger,
  { account, chainId, until }: { account: Address; chainId: number; until: UnixMillis },
): Promise<PlacedEvent[]> {
  const rows = await ledger.db
    .select()
    .from(breaks)
    .where(
      and(
        ...[eq(breaks.status, 'Adopted'), eq(breaks.account, account), eq(breaks.chainId, chainId)],
        lt(breaks.openedAt, until),
      ),
    )
    .orderBy(asc(breaks.id));
  const once = rows.filter((row, i) => !rows.slice(0, i).some((earlier) => isSameChange(earlier, row)));
  const found = await Promise.all(
    once.map(async ({ id, what, expected, actual, openedAt: at }): Promise<PlacedEvent[]> => {
      const seen = await seenNear(ledger, chainId, what, at);
      if (!seen.isTraded) return [];
      const quantity = fromFloat(actual - expected, 'down');
      const event = { kind: 'adopted' as const, id, at, account: account.toLowerCase(), quantity, mark: seen.mark };
      return [{ instrument: what, booked: { at, block: null, id }, event }];
    }),
  );
  return found.flat();
}

/** Two books of one account have a break each of the same change. */
function isSameChange(
  one: Pick<Break, 'strategy' | 'what' | 'expected' | 'actual' | 'openedAt'>,
  other: typeof one,
): boolean {
  const gaps = [one.actual - one.expected, other.actual - other.expected] as const;
  return (
    one.strategy !== other.strategy &&
    one.what === other.what &&
    Math.abs(one.openedAt - other.openedAt) <= HOUR &&
    Math.abs(gaps[0] - gaps[1]) <= 1e-9 * Math.max(1, Math.abs(one.actual))
  );
}

async function seenNear(
  { db }: Ledger,
  chainId: number,
  what: InstrumentId,
  at: UnixMillis,
): Promise<{ isTraded: boolean; mark: Wad | null }> {
  const nearest = async (within: SQL | undefined, way: typeof asc) => {
    const rows = await db
      .select({ instrument: positions.instrument, mark: positions.mark })
      .from(ticks)
      .innerJoin(positions, eq(positions.tick, ticks.id))
      .where(and(eq(ticks.chainId, chainId), within, like(positions.instrument, `%"id":"${what}"%`)))
      .orderBy(way(ticks.at))
      .limit(1);
    return rows.find(({ instrument }) => instrument.id === what);
  };
  const found =
    (await nearest(and(gte(ticks.at, unixMillis(at - furthest)), lte(ticks.at, at)), desc)) ??
    (await nearest(and(gte(ticks.at, at), lte(ticks.at, unixMillis(at + furthest))), asc));
  const isTraded = found?.instrument.kind === 'perpetual' || found?.instrument.kind === 'option';
  return { isTraded, mark: found?.mark ?? null };
}
