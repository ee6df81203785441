import { and, asc, eq } from 'drizzle-orm';
import type { Ledger } from '../ledger.js';
import { alerts } from '../tables/alerts.js';
import type { RecordedAlert } from './alerts.js';

/** All that was ever said of nonces that somebody else used, open and resolved, oldest first. */
export const foreignNonceAlerts = async (ledger: Ledger, subject: string): Promise<RecordedAlert[]> =>
  ledger.db
    .select()
    .from(alerts)
    .where(and(eq(alerts.code, 'NONCE_FOREIGN'), eq(alerts.subject, subject)))
    .orderBy(asc(alerts.id));
