import { and, desc, eq, inArray, lt } from 'drizzle-orm';
import type { DeliveryState, NewsKind } from '../../model/alertNews.js';
import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { acknowledgements, alertSinks, deliveries } from '../tables/alertTelling.js';
import { inPieces } from './inPieces.js';

export interface RecordedAcknowledgement {
  alert: Id;
  author: string;
  text: string;
  at: UnixMillis;
  /** null: with the alert. */
  until: UnixMillis | null;
}

export interface RecordedDelivery {
  id: Id;
  alert: Id;
  sink: string;
  kind: NewsKind;
  round: number;
  message: Id;
  state: DeliveryState;
  attempts: number;
  answer: string;
  at: UnixMillis;
  triedAt: UnixMillis;
  sentAt: UnixMillis | null;
}

export interface RecordedSink {
  sink: string;
  since: UnixMillis;
  failures: number;
  failingSince: UnixMillis | null;
  retryAt: UnixMillis | null;
  answer: string;
  sentAt: UnixMillis | null;
}

/** Of each of these alerts that anybody took on, the newest acknowledgement. */
export async function newestAcknowledgements(
  ledger: Ledger,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, RecordedAcknowledgement>> {
  const { alert, author, text, at, until } = acknowledgements;
  const rows = await inPieces(ids, (some) =>
    ledger.db
      .select({ alert, author, text, at, until })
      .from(acknowledgements)
      .where(inArray(alert, some))
      .orderBy(acknowledgements.id),
  );
  return new Map(rows.map((row) => [row.alert, row]));
}

/** All that was told, or is to be, of these alerts. */
export const deliveriesOf = (ledger: Ledger, ids: readonly Id[]): Promise<RecordedDelivery[]> =>
  inPieces(ids, (some) =>
    ledger.db.select().from(deliveries).where(inArray(deliveries.alert, some)).orderBy(deliveries.id),
  );

/** The newest first. */
export const listDeliveries = async (ledger: Ledger, limit: number, sink?: string): Promise<RecordedDelivery[]> =>
  ledger.db
    .select()
    .from(deliveries)
    .where(sink === undefined ? undefined : eq(deliveries.sink, sink))
    .orderBy(desc(deliveries.triedAt), desc(deliveries.id))
    .limit(limit);

/** What did not arrive and was tried last before `before`: nobody will hear of it. */
export const staleDeliveries = async (ledger: Ledger, before: UnixMillis): Promise<RecordedDelivery[]> =>
  ledger.db
    .select()
    .from(deliveries)
    .where(and(inArray(deliveries.state, ['Failed', 'Sending']), lt(deliveries.at, before)));

export const listSinks = async (ledger: Ledger): Promise<RecordedSink[]> =>
  ledger.db.select().from(alertSinks).orderBy(alertSinks.sink);
