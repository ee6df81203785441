import type { Hex } from 'viem';
import type { Forecast } from '../../model/forecast.js';
import type { Holdings } from '../../model/holdings.js';
import type { Id } from '../../model/order.js';
import type { PnlReport } from '../../model/pnl.js';
import type { RiskSettings } from '../../model/riskSettings.js';
import type { UnixMillis } from '../../model/units.js';
import { index, json, millis, primaryKey, table, text } from '../columns.js';

/** What each book holds at its newest sample, for questions of the kind "what if": one row a strategy, written over. */
export const holdings = table('holdings', {
  strategy: text().primaryKey(),
  tick: text<Id>().notNull(),
  holdings: json<Holdings>().notNull(),
  settings: json<RiskSettings>().notNull(),
  /** Of `forecasts`; null before there was any. */
  forecast: text<Hex>(),
  at: millis<UnixMillis>().notNull(),
});

/** Forecasts that decisions stood on, once each; `hash` is the sha256 of the data as text, in older rows its keccak256. */
export const forecasts = table(
  'forecasts',
  {
    hash: text<Hex>().primaryKey(),
    data: json<Forecast>().notNull(),
    /** When something last stood on it. */
    at: millis<UnixMillis>().notNull(),
  },
  (t) => [index('forecasts_at').on(t.at)],
);

/** P&L of each whole day (UTC) of each book, explained. Kept for good. */
export const pnl = table(
  'pnl',
  {
    strategy: text().notNull(),
    /** Start of the day. */
    day: millis<UnixMillis>().notNull(),
    report: json<PnlReport>().notNull(),
    at: millis<UnixMillis>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.strategy, t.day] })],
);
