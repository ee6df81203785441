import { isDeepStrictEqual } from 'node:util';
import type { Check } from '../../../src/model/decision.js';
import type { RecordedDecision } from '../../../src/record/queries/decisions.js';
import type { RecordedReview } from '../../../src/record/queries/reviews.js';

/** What people have said of what a decision is a part of, and how much of it was sent in all. */
export interface Asked {
  review: RecordedReview | null;
  /** Units of the instrument, Wad. */
  sent: bigint;
}

/** @param done - All that was taken on or sent of the same book. */
export function askedAbout(
  { rule, strategy, subject }: RecordedDecision,
  done: readonly RecordedDecision[],
  reviews: readonly RecordedReview[],
): Asked {
  const review = reviews.find(
    (one) => one.rule === rule && one.strategy === strategy && isDeepStrictEqual(one.subject, subject),
  );
  const terms = done.flatMap((one) => (one.rule === rule && one.action ? [one.action.terms] : []));
  const sent = terms.reduce((sum, one) => sum + (one.kind === 'trade' ? BigInt(one.quantity) : 0n), 0n);
  return { review: review ?? null, sent };
}

/** Why what a check wants a person to look at has not been let pass, in a sentence; null where it has: as much as was sent, by as many. */
export function whyNotLetPass({ code, text }: Check, { review, sent }: Asked): string | null {
  if (review === null) return `wants a person, and nobody was asked: ${text}`;
  if (review.status !== 'Approved' && review.status !== 'Used')
    return `wants a person, whose answer is ${review.status}`;
  const said = new Set(review.votes.flatMap(({ author, verdict }) => (verdict === 'approve' ? [author] : [])));
  if (said.size < review.approvals) return `wants ${review.approvals} people, and ${said.size} said yes`;
  if (!review.checks.some((asked) => asked.code === code)) return 'wants a person, who was asked about something else';
  const { terms } = review;
  return terms.kind === 'trade' && sent <= BigInt(terms.quantity)
    ? null
    : `was let pass for less than the ${sent} that were sent`;
}
