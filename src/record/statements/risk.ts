import type { Hex } from 'viem';
import type { Forecast } from '../../model/forecast.js';
import type { Holdings } from '../../model/holdings.js';
import type { Id } from '../../model/order.js';
import type { RiskSettings } from '../../model/riskSettings.js';
import type { UnixMillis } from '../../model/units.js';
import { encodeJson } from '../json.js';
import type { Statement } from '../ledger.js';
import { textHash } from '../snapshotCodec.js';
import { forecasts, holdings } from '../tables/risk.js';

export interface HoldingsRow {
  strategy: string;
  tick: Id;
  holdings: Holdings;
  settings: RiskSettings;
  /** Its hash; null where there is none. */
  forecast: Hex | null;
  at: UnixMillis;
}

/** The newest sample takes the place of the one before. */
export const replaceHoldings =
  (row: HoldingsRow): Statement =>
  (db) =>
    db.insert(holdings).values(row).onConflictDoUpdate({ target: holdings.strategy, set: row });

/** Worked out once for each: of many underlyings it takes tenths of a second, and orders wait for the tick that names it. */
export function forecastHash(forecast: Forecast): Hex {
  const hash = hashes.get(forecast) ?? textHash(encodeJson(forecast));
  hashes.set(forecast, hash);
  return hash;
}

const hashes = new WeakMap<Forecast, Hex>();

/** Once each: what is there already is the same, and was used again. */
export const insertForecast =
  (hash: Hex, data: Forecast, at: UnixMillis): Statement =>
  (db) =>
    db.insert(forecasts).values({ hash, data, at }).onConflictDoUpdate({ target: forecasts.hash, set: { at } });
