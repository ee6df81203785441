import { eq } from 'drizzle-orm';
import type { Hex } from 'viem';
import type { Forecast } from '../../model/forecast.js';
import type { Id } from '../../model/order.js';
import { LedgerError } from '../errors.js';
import type { Ledger } from '../ledger.js';
import { unpackSnapshot } from '../snapshotCodec.js';
import { forecasts } from '../tables/risk.js';
import { snapshots } from '../tables/ticks.js';

/**
 * The raw inputs of a tick, with the forecast that they name by its hash put back; undefined when they were not kept.
 * @throws LedgerError when they are damaged, or the forecast is gone
 */
export async function snapshotOf(ledger: Ledger, tick: Id): Promise<unknown> {
  const [packed] = await ledger.db.select().from(snapshots).where(eq(snapshots.tick, tick));
  const raw = packed && unpackSnapshot(packed);
  if (!namesForecast(raw)) return raw;
  const { context, forecast: hash, ...rest } = raw;
  return { ...rest, context: { ...context, forecast: await forecastOf(ledger, hash) } };
}

async function forecastOf(ledger: Ledger, hash: Hex): Promise<Forecast> {
  const [row] = await ledger.db.select({ data: forecasts.data }).from(forecasts).where(eq(forecasts.hash, hash));
  if (!row) throw new LedgerError('the forecast that the tick stood on is not in the ledger', { facts: [hash] });
  return row.data;
}

const namesForecast = (raw: unknown): raw is { forecast: Hex; context: object } =>
  typeof raw === 'object' && raw !== null && 'forecast' in raw && typeof raw.forecast === 'string' && 'context' in raw;
