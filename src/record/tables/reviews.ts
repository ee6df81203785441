import type { Check, Subject } from '../../model/decision.js';
import type { Id, OrderClass, OrderTerms } from '../../model/order.js';
import type { ReviewStatus, Vote } from '../../model/review.js';
import type { ReviewDefault } from '../../model/reviewSettings.js';
import type { UnixMillis } from '../../model/units.js';
import { index, integer, json, millis, real, table, text } from '../columns.js';

/** What a person is asked before it is done. */
export const reviews = table(
  'reviews',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    strategy: text().notNull(),
    chainId: integer().notNull(),
    rule: text().notNull(),
    subject: json<Subject>().notNull(),
    orderClass: text<OrderClass>().notNull(),
    terms: json<OrderTerms>().notNull(),
    /** USD. */
    notional: real().notNull(),
    checks: json<readonly Check[]>().notNull(),
    status: text<ReviewStatus>().notNull(),
    /** USD. */
    approved: real().notNull(),
    approvals: integer().notNull(),
    expiresAt: millis<UnixMillis>().notNull(),
    onExpiry: text<ReviewDefault>().notNull(),
    openedAt: millis<UnixMillis>().notNull(),
    /** Why it stands where it stands; empty while it is open. */
    text: text().notNull(),
    closedAt: millis<UnixMillis>(),
  },
  (t) => [index('reviews_status').on(t.status, t.strategy)],
);

/** What people have answered. Never changed, never dropped. */
export const reviewVotes = table(
  'review_votes',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    review: text<Id>()
      .notNull()
      .references(() => reviews.id),
    author: text().notNull(),
    verdict: text<Vote['verdict']>().notNull(),
    /** USD at most; null: all of it. */
    notional: real(),
    text: text().notNull(),
    at: millis<UnixMillis>().notNull(),
  },
  (t) => [index('review_votes_review').on(t.review)],
);
