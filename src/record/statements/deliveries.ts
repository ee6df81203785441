import { and, eq, inArray, notInArray, sql } from 'drizzle-orm';
import type { NewsKind } from '../../model/alertNews.js';
import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import { newId } from '../id.js';
import type { Statement } from '../ledger.js';
import { alertSinks, deliveries } from '../tables/alertTelling.js';

/** A message that is about to leave, with all that it tells. */
export interface Sending {
  message: Id;
  sink: string;
  told: readonly { alert: Id; kind: NewsKind; round: number }[];
  at: UnixMillis;
}

/** A statement takes so many rows at most on every database. */
const atOnce = 50;

/** Written before the message leaves; one that was tried before counts one more try. */
export const beginSending = ({ message, sink, told, at }: Sending): Statement[] =>
  pieces(told).map(
    (some): Statement =>
      (db, holder) =>
        db
          .insert(deliveries)
          .values(
            some.map((one) => ({
              ...{ id: newId(at), holder, sink, message, answer: '', at, triedAt: at, sentAt: null },
              ...{ alert: one.alert, kind: one.kind, round: one.round, state: 'Sending' as const, attempts: 1 },
            })),
          )
          .onConflictDoUpdate({
            target: [deliveries.alert, deliveries.sink, deliveries.kind, deliveries.round],
            set: { message, holder, state: 'Sending', triedAt: at, attempts: sql`${deliveries.attempts} + 1` },
          }),
  );

/** What became of a message; where it was tried in vain, nothing is said again that has arrived meanwhile. */
export const endSending =
  (message: Id, state: 'Sent' | 'Failed', answer: string, at: UnixMillis): Statement =>
  (db) =>
    db
      .update(deliveries)
      .set({ state, answer, sentAt: state === 'Sent' ? at : null })
      .where(and(eq(deliveries.message, message), eq(deliveries.state, 'Sending')));

/** What a message on its way tells of these alerts is not told again. Written before `endSending`, which ends the rest of it. */
export const giveUpSending = (message: Id, alerts: readonly Id[], answer: string): Statement[] =>
  pieces(alerts).map(
    (some): Statement =>
      (db) =>
        db
          .update(deliveries)
          .set({ state: 'GivenUp', answer })
          .where(
            and(eq(deliveries.message, message), eq(deliveries.state, 'Sending'), inArray(deliveries.alert, some)),
          ),
  );

/** Nobody will hear of these any more. */
export const giveUpDeliveries = (ids: readonly Id[], why: string): Statement[] =>
  pieces(ids).map(
    (some): Statement =>
      (db) =>
        db
          .update(deliveries)
          .set({ state: 'GivenUp', answer: why })
          .where(inArray(deliveries.id, [...some])),
  );

/** A receiver that ballast.yaml names is there from now on, unless it was before. */
export const insertSink =
  (sink: string, since: UnixMillis): Statement =>
  (db, holder) =>
    db
      .insert(alertSinks)
      .values({ sink, holder, since, failures: 0, failingSince: null, retryAt: null, answer: '', sentAt: null })
      .onConflictDoNothing();

/** Receivers that ballast.yaml names no more are forgotten. */
export const forgetSinksBut =
  (names: readonly string[]): Statement =>
  (db) =>
    db.delete(alertSinks).where(notInArray(alertSinks.sink, [...names]));

export interface SinkChange {
  failures: number;
  failingSince: UnixMillis | null;
  retryAt: UnixMillis | null;
  answer: string;
  sentAt?: UnixMillis;
}

export const updateSink =
  (sink: string, change: SinkChange): Statement =>
  (db) =>
    db.update(alertSinks).set(change).where(eq(alertSinks.sink, sink));

/** A receiver is not left alone any longer. */
export const endSinkPause =
  (sink: string): Statement =>
  (db) =>
    db.update(alertSinks).set({ retryAt: null }).where(eq(alertSinks.sink, sink));

function pieces<Row>(rows: readonly Row[]): Row[][] {
  const found: Row[][] = [];
  for (let i = 0; i < rows.length; i += atOnce) found.push(rows.slice(i, i + atOnce));
  return found;
}
