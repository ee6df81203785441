import { eq, inArray } from 'drizzle-orm';
import type { Hex } from 'viem';
import type { PartInputs } from '../../chains/part.js';
import type { WorkedParent } from '../../model/desk.js';
import type { Forecast } from '../../model/forecast.js';
import type { Id } from '../../model/order.js';
import { LedgerError } from '../errors.js';
import type { Ledger } from '../ledger.js';
import { unpackSnapshot } from '../snapshotCodec.js';
import { parts } from '../tables/parts.js';
import { forecasts } from '../tables/risk.js';
import { snapshots } from '../tables/ticks.js';
import { inPieces } from './inPieces.js';

/**
 * The raw inputs of a tick, with the forecast, the parts of other chains and the open orders that they name by their hashes put back;
 * undefined when they were not kept.
 * @throws LedgerError when they are damaged, or what they name is gone
 */
export async function snapshotOf(ledger: Ledger, tick: Id): Promise<unknown> {
  const [packed] = await ledger.db.select().from(snapshots).where(eq(snapshots.tick, tick));
  const raw = await withOrders(ledger, await withParts(ledger, packed && unpackSnapshot(packed)));
  if (!namesForecast(raw)) return raw;
  const { context, forecast: hash, ...rest } = raw;
  return { ...rest, context: { ...context, forecast: await forecastOf(ledger, hash) } };
}

async function withParts(ledger: Ledger, raw: unknown): Promise<unknown> {
  if (!namesParts(raw)) return raw;
  const { context, elsewhere: hashes, ...rest } = raw;
  // Written by the recorder, in this shape.
  const elsewhere = (await namedBy(ledger, hashes, 'what the tick knew of another chain')) as PartInputs[];
  return { ...rest, context: { ...context, elsewhere } };
}

/** Where they are many they are kept in pieces. */
async function withOrders(ledger: Ledger, raw: unknown): Promise<unknown> {
  if (!namesOrders(raw)) return raw;
  const { context, orders: hashes, ...rest } = raw;
  const pieces = (await namedBy(ledger, hashes, 'a piece of the orders that the tick knew')) as WorkedParent[][];
  return { ...rest, context: { ...context, desk: { ...context.desk, parents: pieces.flat() } } };
}

/** What stands in the ledger by its hash, unpacked. */
async function namedBy(ledger: Ledger, hashes: readonly Hex[], what: string): Promise<unknown[]> {
  const rows = await inPieces(hashes, (some) => ledger.db.select().from(parts).where(inArray(parts.hash, some)));
  const byHash = new Map(rows.map((row) => [row.hash, row]));
  return hashes.map((hash) => {
    const row = byHash.get(hash);
    if (!row) throw new LedgerError(`${what} is not in the ledger`, { facts: [hash] });
    return unpackSnapshot(row);
  });
}

const namesParts = (raw: unknown): raw is { elsewhere: readonly Hex[]; context: object } =>
  typeof raw === 'object' && raw !== null && 'elsewhere' in raw && Array.isArray(raw.elsewhere) && 'context' in raw;

const namesOrders = (raw: unknown): raw is { orders: readonly Hex[]; context: { desk: object } } =>
  typeof raw === 'object' && raw !== null && 'orders' in raw && Array.isArray(raw.orders) && 'context' in raw;

async function forecastOf(ledger: Ledger, hash: Hex): Promise<Forecast> {
  const [row] = await ledger.db.select({ data: forecasts.data }).from(forecasts).where(eq(forecasts.hash, hash));
  if (!row) throw new LedgerError('the forecast that the tick stood on is not in the ledger', { facts: [hash] });
  return row.data;
}

const namesForecast = (raw: unknown): raw is { forecast: Hex; context: object } =>
  typeof raw === 'object' && raw !== null && 'forecast' in raw && typeof raw.forecast === 'string' && 'context' in raw;
