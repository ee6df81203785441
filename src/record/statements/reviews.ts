import { and, count, eq, sql } from 'drizzle-orm';
import type { DeskEvent } from '../../model/desk.js';
import { type Id, shortId } from '../../model/order.js';
import type { ReviewStatus, Vote } from '../../model/review.js';
import type { UnixMillis } from '../../model/units.js';
import { newId } from '../id.js';
import { mayRace, mustChange, type Work } from '../ledger.js';
import { reviews, reviewVotes } from '../tables/reviews.js';
import { raiseAlert, resolveAlert } from './alerts.js';

type Asked = Extract<DeskEvent, { kind: 'openReview' }>['review'];

/** Asks a person. The alert that somebody is waited for is opened with it. */
export function openReview(asked: Asked): Work {
  const id = newId(asked.openedAt);
  const { strategy, rule, checks, expiresAt, onExpiry, openedAt } = asked;
  const reasons = checks.map(({ code, text }) => `${code}: ${text}`).join('; ');
  const then = onExpiry === 'approve' ? 'done' : 'not done';
  return [
    (db, holder) => db.insert(reviews).values({ ...asked, id, holder, status: 'Open', text: '', closedAt: null }),
    raiseAlert({
      code: 'REVIEW_WAITING',
      subject: id,
      text: `\`${rule}\` of ${strategy} waits: ${reasons}. Without an answer by ${timeOf(expiresAt)} it is ${then}`,
      at: openedAt,
    }),
  ];
}

const timeOf = (at: UnixMillis): string => `${new Date(at).toISOString().slice(11, 16)} UTC`;

export interface ReviewClosing {
  status: Exclude<ReviewStatus, 'Open'>;
  /** USD that may be sent at most; as it was where left out. */
  approved?: number;
  text: string;
  at: UnixMillis;
}

/**
 * @param from - What it must be now: of two who answer at once, one is told that it is over.
 */
export const closeReview = (
  id: Id,
  { status, approved, text, at }: ReviewClosing,
  from: ReviewStatus = status === 'Used' ? 'Approved' : 'Open',
): Work => [
  mustChange(`review ${shortId(id)} is ${from === 'Open' ? 'not open' : `not ${from}`} any more`, (db) =>
    db
      .update(reviews)
      .set({ status, text, closedAt: at, ...(approved === undefined ? {} : { approved }) })
      .where(and(eq(reviews.id, id), eq(reviews.status, from))),
  ),
  resolveAlert({ code: 'REVIEW_WAITING', subject: id, at }),
];

export const insertVote =
  (review: Id, vote: Vote): Work =>
  (db, holder) =>
    db.insert(reviewVotes).values({ ...vote, notional: vote.notional ?? null, id: newId(vote.at), review, holder });

/**
 * Refuses the unit of work unless the question is still open, with as many votes as were read: what two people say at once is decided
 * by whoever comes second, who must know of the first.
 */
export const asRead = (id: Id, votes: number): Work =>
  mayRace(
    mustChange(`review ${shortId(id)} was answered meanwhile`, (db) => {
      const cast = db.select({ count: count() }).from(reviewVotes).where(eq(reviewVotes.review, id));
      return db
        .update(reviews)
        .set({ status: 'Open' })
        .where(and(eq(reviews.id, id), eq(reviews.status, 'Open'), eq(sql`(${cast})`, votes)));
    }),
  );
