import type { DeliveryState, NewsKind } from '../../model/alertNews.js';
import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import { index, integer, millis, table, text, uniqueIndex } from '../columns.js';
import { alerts } from './alerts.js';

/** Who has taken an alert on: it is silent from then on. The newest of an alert counts. Never changed, never dropped. */
export const acknowledgements = table(
  'acknowledgements',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    alert: text<Id>()
      .notNull()
      .references(() => alerts.id),
    author: text().notNull(),
    text: text().notNull(),
    at: millis<UnixMillis>().notNull(),
    /** When it ends by itself; null: with the alert. */
    until: millis<UnixMillis>(),
  },
  (t) => [index('acknowledgements_alert').on(t.alert)],
);

/** What was told of an alert to whom: written before it is sent, so that a restart neither forgets nor repeats it. */
export const deliveries = table(
  'deliveries',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    alert: text<Id>()
      .notNull()
      .references(() => alerts.id),
    /** The name that ballast.yaml gives the receiver. */
    sink: text().notNull(),
    kind: text<NewsKind>().notNull(),
    /** Of repeats: the first is 1. 0 for everything else. */
    round: integer().notNull(),
    /** The same for all that one message told. */
    message: text<Id>().notNull(),
    state: text<DeliveryState>().notNull(),
    attempts: integer().notNull(),
    /** What the receiver, or the way to it, said last. */
    answer: text().notNull(),
    /** When it was tried first, and last. */
    at: millis<UnixMillis>().notNull(),
    triedAt: millis<UnixMillis>().notNull(),
    sentAt: millis<UnixMillis>(),
  },
  (t) => [
    uniqueIndex('deliveries_once').on(t.alert, t.sink, t.kind, t.round),
    index('deliveries_state').on(t.state, t.sink),
  ],
);

/** How each receiver of alerts does. */
export const alertSinks = table('alert_sinks', {
  sink: text().primaryKey(),
  holder: text<Id>().notNull(),
  /** When it was first there: what was over by then it is not told. */
  since: millis<UnixMillis>().notNull(),
  /** One after another, since the last message that arrived. */
  failures: integer().notNull(),
  /** When the first of these was; null while it does well. */
  failingSince: millis<UnixMillis>(),
  /** It is left alone until then. */
  retryAt: millis<UnixMillis>(),
  /** What it said last. */
  answer: text().notNull(),
  sentAt: millis<UnixMillis>(),
});
