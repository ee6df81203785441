import { and, eq, isNull, sql } from 'drizzle-orm';
import type { AlertSubject } from '../../model/alert.js';
import type { UnixMillis } from '../../model/units.js';
import { newId } from '../id.js';
import type { Statement, Work } from '../ledger.js';
import { alerts } from '../tables/alerts.js';

export interface RaisedAlert extends AlertSubject {
  text: string;
  at: UnixMillis;
}

/** Opens an alert, or says of an open one that it goes on. Commit it together with what it is about. */
export function raiseAlert({ code, subject, text, at }: RaisedAlert): Work {
  const isOpen = and(eq(alerts.code, code), eq(alerts.subject, subject), isNull(alerts.resolvedAt));
  const again: Statement = (db) =>
    db
      .update(alerts)
      .set({ text, seenAt: at, times: sql`${alerts.times} + 1` })
      .where(isOpen);
  // One statement, so that whether it is open is asked in the very transaction that writes.
  const open: Statement = (db, holder) =>
    db
      .insert(alerts)
      .select(
        sql`select ${newId(at)}, ${holder}, ${code}, ${subject}, ${text}, 1, ${at}, ${at}, null where not exists (select 1 from ${alerts} where ${isOpen})`,
      );
  return [again, open];
}

/** Its cause is gone; nothing happens where none is open. */
export const resolveAlert =
  ({ code, subject, at }: AlertSubject & { at: UnixMillis }): Statement =>
  (db) =>
    db
      .update(alerts)
      .set({ resolvedAt: at })
      .where(and(eq(alerts.code, code), eq(alerts.subject, subject), isNull(alerts.resolvedAt)));
