import { and, asc, eq, exists, gte, inArray, lt, notExists, notInArray } from 'drizzle-orm';
import type { Id } from '../model/order.js';
import type { Milliseconds, UnixMillis } from '../model/units.js';
import type { Ledger, Work } from './ledger.js';
import { newestTicks } from './queries/newestTicks.js';
import { decisions } from './tables/orders.js';
import { parts } from './tables/parts.js';
import { forecasts, holdings } from './tables/risk.js';
import { marginAccounts, positions, risk, snapshots, ticks } from './tables/ticks.js';

export interface PruneOptions {
  /** How long ticks that decided nothing are kept. */
  keep: Milliseconds;
  /** How long the inputs of ticks that made or refused a decision are kept for replay; for ever when unset. */
  keepDecided?: Milliseconds;
  now: UnixMillis;
  /** So many ticks at most, so that a daemon is not kept from its blocks; no bound when unset. */
  most?: number;
}

export interface Pruned {
  /** Ticks dropped with all that was recorded of them. */
  ticks: number;
  /** Ticks with decisions that lost their inputs; the tick itself stays. */
  snapshots: number;
  /** Forecasts that nothing kept can stand on any more. */
  forecasts: number;
  /** There is more to drop. */
  more: boolean;
}

/** Ticks a unit of work: pruning must not keep a writer waiting. */
const batch = 200;

/**
 * Drops what is older than the settings say. Never decisions, orders, attempts, fills, what waited at venues, what nobody
 * asked for, or commands; and never a book's newest sample: what it was exposed to counts for limits of several books.
 */
export async function prune(ledger: Ledger, options: PruneOptions): Promise<Pruned> {
  const { keep, keepDecided, now, most = Number.POSITIVE_INFINITY } = options;
  const pruned: Pruned = { ticks: 0, snapshots: 0, forecasts: 0, more: false };
  /** What lies before was looked at already: decided ticks stay, and must not be scanned again with each batch. */
  let after = 0 as UnixMillis;
  const { db } = ledger;
  const decided = db.select({ tick: decisions.tick }).from(decisions).where(eq(decisions.tick, ticks.id));
  const newest = (await newestTicks(db)).map(({ id }) => id);
  const isOlder = notInArray(ticks.id, newest);
  for (let more = true; more; ) {
    const rows = await db
      .select({ id: ticks.id, at: ticks.at })
      .from(ticks)
      .where(and(gte(ticks.at, after), lt(ticks.at, (now - keep) as UnixMillis), notExists(decided), isOlder))
      .orderBy(asc(ticks.at))
      .limit(batch);
    const ids = rows.map((row) => row.id);
    // What hangs on a tick goes with it. Between reading and deleting no decision can join an old tick.
    if (ids.length > 0) await ledger.commit((db) => db.delete(ticks).where(inArray(ticks.id, ids)));
    pruned.ticks += ids.length;
    after = rows.at(-1)?.at ?? after;
    if (pruned.ticks >= most) return { ...pruned, more: true };
    more = ids.length === batch;
    await letOthersRun();
  }
  if (keepDecided === undefined) return pruned;
  for (let more = true; more; ) {
    const rows = await db
      .select({ id: ticks.id })
      .from(ticks)
      .innerJoin(snapshots, eq(snapshots.tick, ticks.id))
      .where(and(lt(ticks.at, (now - keepDecided) as UnixMillis), exists(decided)))
      .limit(batch);
    const ids = rows.map((row) => row.id);
    if (ids.length > 0) {
      const older = ids.filter((id) => !newest.includes(id));
      const drop = (
        table: typeof snapshots | typeof positions | typeof marginAccounts | typeof risk,
        of: Id[],
      ): Work => (of.length === 0 ? [] : (db) => db.delete(table).where(inArray(table.tick, of)));
      await ledger.commit([drop(snapshots, ids), [positions, marginAccounts, risk].map((table) => drop(table, older))]);
    }
    pruned.snapshots += ids.length;
    if (pruned.ticks + pruned.snapshots >= most) return { ...pruned, more: true };
    more = ids.length === batch;
    await letOthersRun();
  }
  await dropParts(ledger, (now - keepDecided - forecastLasts) as UnixMillis);
  return { ...pruned, forecasts: await dropForecasts(ledger, (now - keepDecided - forecastLasts) as UnixMillis) };
}

/** Beyond the snapshots that stood on it: a forecast is used for hours after it was written, and clocks are set. */
const forecastLasts = 24 * 3_600_000;

/**
 * Those that nothing has stood on since `before`, but for what a book's newest sample names. Age decides, since a snapshot names
 * its forecast inside its packed bytes alone. @returns how many
 */
async function dropForecasts(ledger: Ledger, before: UnixMillis): Promise<number> {
  const { db } = ledger;
  const named = db.select({ hash: holdings.forecast }).from(holdings).where(eq(holdings.forecast, forecasts.hash));
  let dropped = 0;
  for (let more = true; more; ) {
    const rows = await db
      .select({ hash: forecasts.hash })
      .from(forecasts)
      .where(and(lt(forecasts.at, before), notExists(named)))
      .limit(batch);
    const hashes = rows.map((row) => row.hash);
    if (hashes.length > 0) await ledger.commit((db) => db.delete(forecasts).where(inArray(forecasts.hash, hashes)));
    dropped += hashes.length;
    more = hashes.length === batch;
    await letOthersRun();
  }
  return dropped;
}

/** What no decision that can be replayed stands on any more: age decides, as for forecasts. */
async function dropParts(ledger: Ledger, before: UnixMillis): Promise<void> {
  for (let more = true; more; ) {
    const rows = await ledger.db.select({ hash: parts.hash }).from(parts).where(lt(parts.at, before)).limit(batch);
    const hashes = rows.map((row) => row.hash);
    if (hashes.length > 0) await ledger.commit((db) => db.delete(parts).where(inArray(parts.hash, hashes)));
    more = hashes.length === batch;
    await letOthersRun();
  }
}

const letOthersRun = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
