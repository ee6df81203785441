import { and, asc, desc, eq, gt, gte, inArray, lt, ne, or, type SQL, sql } from 'drizzle-orm';
import { idsFrom } from '../../model/idsFrom.js';
import type { Id } from '../../model/order.js';
import type { Review, Vote } from '../../model/review.js';
import { HOUR } from '../../model/time.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { reviews, reviewVotes } from '../tables/reviews.js';
import { beginsWith } from './beginsWith.js';
import { grouped } from './grouped.js';
import { inPieces } from './inPieces.js';

/** A question as the ledger keeps it. */
export interface RecordedReview extends Review {
  /** Why it stands where it stands; empty while it is open. */
  text: string;
  closedAt: UnixMillis | null;
}

/** Whose questions. */
export interface Asker {
  strategy: string;
  /** All chains unless told. */
  chainId?: number;
}

/**
 * What a plan must know of its own questions: open ones, answers that still hold, and what was approved for orders that are being
 * worked, however long ago. Oldest first.
 * @param orders - The rules of open parent orders (`order <ClOrdID>`).
 */
export async function standingReviews(
  ledger: Ledger,
  { strategy, chainId }: Asker,
  now: UnixMillis,
  orders: readonly string[],
): Promise<RecordedReview[]> {
  const answered = inArray(reviews.status, ['Approved', 'Rejected']);
  const ofBook = and(eq(reviews.strategy, strategy), chainId === undefined ? undefined : eq(reviews.chainId, chainId));
  const standing = await withVotes(
    ledger,
    and(ofBook, or(eq(reviews.status, 'Open'), and(answered, gt(reviews.expiresAt, now)))),
  );
  const known = new Set(standing.map(({ id }) => id));
  const ofOrders = await inPieces(orders, (some) =>
    withVotes(ledger, and(ofBook, answered, inArray(reviews.rule, some))),
  );
  const all = [...standing, ...ofOrders.filter(({ id }) => !known.has(id))];
  return all.sort((a, b) => (a.id < b.id ? -1 : 1));
}

export interface ReviewFilter {
  strategy?: string;
  /** Only those that wait for an answer. */
  open?: boolean;
  /** Only those that nobody can answer any more. */
  over?: boolean;
  /** Only those that were asked before this one. */
  before?: Id;
  limit?: number;
}

/** Newest first. */
export async function listReviews(
  ledger: Ledger,
  { strategy, open, over, before, limit = 100 }: ReviewFilter = {},
): Promise<RecordedReview[]> {
  const wanted = [
    ...(strategy === undefined ? [] : [eq(reviews.strategy, strategy)]),
    ...(open ? [eq(reviews.status, 'Open')] : []),
    ...(over ? [ne(reviews.status, 'Open')] : []),
    ...(before === undefined ? [] : [lt(reviews.id, before)]),
  ];
  const rows = await ledger.db
    .select({ id: reviews.id })
    .from(reviews)
    .where(and(...wanted))
    .orderBy(desc(reviews.id))
    .limit(limit);
  if (rows.length === 0) return [];
  const found = await withVotes(
    ledger,
    inArray(
      reviews.id,
      rows.map(({ id }) => id),
    ),
  );
  return found.reverse();
}

/** What was asked of one order that somebody asked for; oldest first. */
export const reviewsAbout = (
  ledger: Ledger,
  { id, strategy, createdAt }: { id: Id; strategy: string; createdAt: UnixMillis },
): Promise<RecordedReview[]> =>
  withVotes(
    ledger,
    and(
      eq(reviews.strategy, strategy),
      // Along an index: of a long list only its end is looked at.
      gte(reviews.id, idsFrom(createdAt - HOUR)),
      eq(reviews.subject, sql.param({ parent: id }, reviews.subject)),
    ),
  );

/** By its id or the beginning of one, at most two: more than one means that it does not tell. */
export async function reviewsNamed(ledger: Ledger, beginning: string): Promise<RecordedReview[]> {
  const rows = await ledger.db
    .select({ id: reviews.id })
    .from(reviews)
    .where(beginsWith(reviews.id, beginning))
    .limit(2);
  return rows.length === 0
    ? []
    : withVotes(
        ledger,
        inArray(
          reviews.id,
          rows.map(({ id }) => id),
        ),
      );
}

async function withVotes(ledger: Ledger, wanted: SQL | undefined): Promise<RecordedReview[]> {
  const rows = await ledger.db.select().from(reviews).where(wanted).orderBy(asc(reviews.id));
  if (rows.length === 0) return [];
  const cast = await inPieces(
    rows.map(({ id }) => id),
    (some) =>
      ledger.db.select().from(reviewVotes).where(inArray(reviewVotes.review, some)).orderBy(asc(reviewVotes.id)),
  );
  const byReview = grouped(cast, ({ review }) => review);
  const votesOn = (id: Id): Vote[] =>
    (byReview.get(id) ?? []).map(({ author, verdict, notional, text, at }) => ({
      ...{ author, verdict, text, at },
      ...(notional === null ? {} : { notional }),
    }));
  return rows.map(({ holder: _, ...row }) => ({ ...row, votes: votesOn(row.id) }));
}
