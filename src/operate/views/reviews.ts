import { z } from 'zod';
import { orderClasses } from '../../model/order.js';
import { personOf } from '../../model/person.js';
import { reviewStatuses } from '../../model/review.js';
import type { Ledger } from '../../record/ledger.js';
import { listReviews, type RecordedReview } from '../../record/queries/reviews.js';
import { barredFrom, reviewNamed } from '../reviews/answerReview.js';
import { sayAsked, sayDeadline, sayPeople, sayStanding } from '../reviews/sayReview.js';
import type { ReviewsAsked } from './asked.js';
import { checkView, viewCheck } from './check.js';
import { figure, figureOf, nextCursor, unixMs } from './plain.js';
import { createEffectsOf, type EffectsOf, effectView } from './reviewEffects.js';

/** A question to a person. */
export const reviewRowView = z.object({
  id: z.string(),
  strategy: z.string(),
  chainId: z.int(),
  rule: z.string(),
  orderClass: z.enum(orderClasses),
  what: z.string().meta({ description: 'What is to be allowed, in words.' }),
  notionalUsd: figure.meta({ description: 'As it stood when it was asked.' }),
  approvedUsd: figure.meta({ description: 'What may be sent at most; null as long as it is not approved.' }),
  status: z.enum(reviewStatuses),
  statusText: z.string(),
  isOpen: z.boolean().meta({ description: 'An answer is taken now.' }),
  asks: z.array(checkView).meta({ description: 'The checks that want a person to look.' }),
  effects: z.array(effectView).meta({ description: 'Before and after; empty once it is over.' }),
  approvals: z.int().meta({ description: 'How many people must say yes.' }),
  missing: z.int().meta({ description: 'How many of them are still wanted.' }),
  votes: z.array(
    z.object({
      author: z.string(),
      verdict: z.enum(['approve', 'reject']),
      upToUsd: figure.meta({ description: 'null: all of it.' }),
      text: z.string(),
      at: unixMs,
    }),
  ),
  mayNotApprove: z
    .array(z.string())
    .meta({ description: 'Who asked for it, and cannot be one of several who approve.' }),
  openedAt: unixMs,
  expiresAt: unixMs,
  onExpiry: z.enum(['approve', 'reject']),
  next: z.string().meta({ description: 'What becomes of it, in a sentence.' }),
  closedAt: unixMs.nullable(),
  text: z.string().meta({ description: 'Why it stands where it stands; empty while it is open.' }),
  parent: z.string().nullable().meta({ description: 'The order that it is about, where a person asked for one.' }),
});

export type ReviewRowView = z.infer<typeof reviewRowView>;

/** What waits for a person, the soonest to run out first; then what was answered, the newest first. */
export const reviewsView = z.object({
  at: unixMs,
  open: z.int(),
  rows: z.array(reviewRowView),
  nextCursor,
});

export type ReviewsView = z.infer<typeof reviewsView>;

/** So many questions are shown that wait; more than that nobody reads. */
const mostOpen = 500;

/** A page of them: what waits is on the first. `now`: Unix ms. */
export async function readReviews(ledger: Ledger, now: number, asked: ReviewsAsked): Promise<ReviewsView> {
  const { strategy, open: onlyOpen, before, limit } = asked;
  const ofBook = strategy === undefined ? {} : { strategy };
  const waiting = await listReviews(ledger, { ...ofBook, open: true, limit: mostOpen });
  const over = onlyOpen
    ? []
    : await listReviews(ledger, {
        ...{ ...ofBook, over: true, limit: limit + 1 },
        ...(before === undefined ? {} : { before }),
      });
  const shown = [
    ...(before === undefined ? waiting.toSorted((a, b) => a.expiresAt - b.expiresAt) : []),
    ...over.slice(0, limit),
  ];
  const effectsOf = createEffectsOf(ledger);
  const rows: ReviewRowView[] = [];
  for (const one of shown) rows.push(await reviewRow(ledger, one, now, effectsOf));
  return { at: now, open: waiting.length, rows, nextCursor: (over.length > limit && over.at(limit - 1)?.id) || null };
}

/** One of them, by its id or the beginning of one. @throws BallastError when there is none, or several are meant */
export async function readReview(ledger: Ledger, id: string, now: number): Promise<ReviewRowView> {
  return reviewRow(ledger, await reviewNamed(ledger, id), now, createEffectsOf(ledger));
}

async function reviewRow(
  ledger: Ledger,
  review: RecordedReview,
  now: number,
  effectsOf: EffectsOf,
): Promise<ReviewRowView> {
  const { id, strategy, chainId, rule, orderClass, subject, status, approvals, votes, expiresAt } = review;
  const isOpen = status === 'Open';
  const yes = new Set(votes.filter(({ verdict }) => verdict === 'approve').map(({ author }) => personOf(author)));
  const people = sayPeople(review);
  return {
    ...{ id, strategy, chainId, rule, orderClass, what: sayAsked(review), status, statusText: sayStanding(review) },
    notionalUsd: figureOf(review.notional),
    approvedUsd: status === 'Approved' || status === 'Used' ? figureOf(review.approved) : null,
    isOpen: isOpen && expiresAt > now,
    asks: review.checks.map(viewCheck),
    effects: isOpen ? await effectsOf(review) : [],
    ...{ approvals, missing: isOpen ? Math.max(0, approvals - yes.size) : 0 },
    votes: votes.map(({ author, verdict, notional, text, at }) => ({
      ...{ author, verdict, text, at, upToUsd: figureOf(notional) },
    })),
    mayNotApprove: isOpen ? await barredFrom(ledger, review) : [],
    ...{ openedAt: review.openedAt, expiresAt, onExpiry: review.onExpiry },
    next: isOpen ? [...(people === null ? [] : [people]), sayDeadline(review, now)].join('; ') : review.text,
    ...{ closedAt: review.closedAt, text: review.text, parent: 'parent' in subject ? subject.parent : null },
  };
}
