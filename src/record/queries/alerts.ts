import { and, desc, eq, gte, inArray, isNotNull, isNull, lt, notInArray, or, sql } from 'drizzle-orm';
import type { AlertCode, AlertSubject } from '../../model/alert.js';
import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { alerts } from '../tables/alerts.js';
import { beginsWith } from './beginsWith.js';
import { inPieces } from './inPieces.js';
import { prepareQuery } from './prepareQuery.js';

export interface RecordedAlert extends AlertSubject {
  id: Id;
  /** Which process start opened it. */
  holder: Id;
  text: string;
  times: number;
  openedAt: UnixMillis;
  seenAt: UnixMillis;
  resolvedAt: UnixMillis | null;
}

/** The newest first. */
export const openAlerts = async (ledger: Ledger): Promise<RecordedAlert[]> =>
  ledger.db.select().from(alerts).where(isNull(alerts.resolvedAt)).orderBy(desc(alerts.id));

/** The one that is open of this; undefined where none is. */
export async function openAlert(ledger: Ledger, { code, subject }: AlertSubject): Promise<RecordedAlert | undefined> {
  const [open] = await openOne(ledger.db, { code, subject });
  return open;
}

/** Asked with each alert that is raised or closed, some of them at every block. */
const openOne = prepareQuery((db) =>
  db
    .select()
    .from(alerts)
    .where(
      and(
        isNull(alerts.resolvedAt),
        eq(alerts.code, sql.placeholder('code')),
        eq(alerts.subject, sql.placeholder('subject')),
      ),
    )
    .limit(1),
);

/** Those whose id begins so, open or not; at most 5, the newest first. @param prefix lower case, of an id */
export const alertsNamed = async (ledger: Ledger, prefix: string): Promise<RecordedAlert[]> =>
  ledger.db.select().from(alerts).where(beginsWith(alerts.id, prefix)).orderBy(desc(alerts.id)).limit(5);

/** Open ones, and those that were over at `horizon` or later; the oldest first. */
export const alertsSince = async (ledger: Ledger, horizon: UnixMillis): Promise<RecordedAlert[]> =>
  ledger.db
    .select()
    .from(alerts)
    .where(or(isNull(alerts.resolvedAt), gte(alerts.resolvedAt, horizon)))
    .orderBy(alerts.id);

export interface ResolvedAlertsQuery {
  limit: number;
  /** An id: only older ones. */
  before?: Id | undefined;
  /** Only of these kinds. */
  only?: readonly AlertCode[] | undefined;
  /** None of these kinds. */
  but?: readonly AlertCode[] | undefined;
}

/** Those that are over, the newest first. */
export const resolvedAlerts = async (
  ledger: Ledger,
  { limit, before, only, but }: ResolvedAlertsQuery,
): Promise<RecordedAlert[]> =>
  ledger.db
    .select()
    .from(alerts)
    .where(
      and(
        isNotNull(alerts.resolvedAt),
        before === undefined ? undefined : lt(alerts.id, before),
        only === undefined ? undefined : inArray(alerts.code, [...only]),
        but === undefined ? undefined : notInArray(alerts.code, [...but]),
      ),
    )
    .orderBy(desc(alerts.id))
    .limit(limit);

/** By their ids. */
export async function alertsById(ledger: Ledger, ids: readonly Id[]): Promise<ReadonlyMap<Id, RecordedAlert>> {
  const rows = await inPieces(ids, (some) => ledger.db.select().from(alerts).where(inArray(alerts.id, some)));
  return new Map(rows.map((row) => [row.id, row]));
}
