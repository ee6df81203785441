import { eq } from 'drizzle-orm';
import type { Forecast } from '../../model/forecast.js';
import type { Holdings } from '../../model/holdings.js';
import type { Id } from '../../model/order.js';
import type { RiskSettings } from '../../model/riskSettings.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { forecasts, holdings } from '../tables/risk.js';

/** What a book held at its newest sample, with what its risk was told by. */
export interface RecordedHoldings {
  strategy: string;
  tick: Id;
  at: UnixMillis;
  holdings: Holdings;
  settings: RiskSettings;
  /** null before there was a price history. */
  forecast: Forecast | null;
}

/** When it was last written down what a book holds, Unix ms; null before the first time. */
export async function holdingsAt(ledger: Ledger, strategy: string): Promise<UnixMillis | null> {
  const [row] = await ledger.db.select({ at: holdings.at }).from(holdings).where(eq(holdings.strategy, strategy));
  return row?.at ?? null;
}

/** undefined before the first sample of the strategy, and in ledgers of before there were holdings. */
export async function latestHoldings(ledger: Ledger, strategy: string): Promise<RecordedHoldings | undefined> {
  const [row] = await ledger.db
    .select({
      strategy: holdings.strategy,
      tick: holdings.tick,
      at: holdings.at,
      holdings: holdings.holdings,
      settings: holdings.settings,
      forecast: forecasts.data,
    })
    .from(holdings)
    .leftJoin(forecasts, eq(forecasts.hash, holdings.forecast))
    .where(eq(holdings.strategy, strategy));
  return row;
}
