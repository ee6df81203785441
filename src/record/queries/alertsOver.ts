import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import type { AlertCode } from '../../model/alert.js';
import type { Ledger } from '../ledger.js';
import { alerts } from '../tables/alerts.js';

/** Of these subjects of an alert, those about which it was open once and has closed. */
export async function alertsOver(
  ledger: Ledger,
  code: AlertCode,
  subjects: readonly string[],
): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set();
  const rows = await ledger.db
    .select({ subject: alerts.subject })
    .from(alerts)
    .where(and(eq(alerts.code, code), inArray(alerts.subject, [...subjects]), isNotNull(alerts.resolvedAt)));
  return new Set(rows.map(({ subject }) => subject));
}
