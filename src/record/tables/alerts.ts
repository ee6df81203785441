import type { AlertCode } from '../../model/alert.js';
import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import { index, integer, millis, table, text } from '../columns.js';

/** What an operator must hear of, open until its cause is gone. */
export const alerts = table(
  'alerts',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    code: text<AlertCode>().notNull(),
    subject: text().notNull(),
    /** What has happened, the newest that was said of it. */
    text: text().notNull(),
    /** How often it was raised. */
    times: integer().notNull(),
    openedAt: millis<UnixMillis>().notNull(),
    seenAt: millis<UnixMillis>().notNull(),
    /** null while it is open. */
    resolvedAt: millis<UnixMillis>(),
  },
  (t) => [index('alerts_open').on(t.resolvedAt, t.code, t.subject), index('alerts_opened').on(t.openedAt)],
);
