import { asc } from 'drizzle-orm';
import type { Ledger } from '../ledger.js';
import { alertSinks } from '../tables/alertTelling.js';

/** Everybody who is told of alerts, and how many messages in a row have not arrived. */
export async function sinksFailing(ledger: Ledger): Promise<{ sink: string; failures: number }[]> {
  const { sink, failures } = alertSinks;
  return ledger.db.select({ sink, failures }).from(alertSinks).orderBy(asc(sink));
}
