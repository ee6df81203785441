import { isDeepStrictEqual } from 'node:util';
import type { Check } from '../../../src/model/decision.js';
import type { Id } from '../../../src/model/order.js';
import type { RecordedDecision } from '../../../src/record/queries/recordedDecision.js';
import type { RecordedReview } from '../../../src/record/queries/reviews.js';

/** What people have said of what a decision is a part of, and how much of it was done in all. */
export interface Asked {
  review: RecordedReview | null;
  /** Units of the instrument, Wad: what came to nothing and was sent again counts once. */
  filled: bigint;
}

/** @param filledOf - By orders that people have asked for: how much of each is filled in the end. */
export function askedAbout(
  { rule, strategy, subject }: RecordedDecision,
  reviews: readonly RecordedReview[],
  filledOf: ReadonlyMap<Id, bigint>,
): Asked {
  const review = reviews.find(
    (one) => one.rule === rule && one.strategy === strategy && isDeepStrictEqual(one.subject, subject),
  );
  return { review: review ?? null, filled: 'parent' in subject ? (filledOf.get(subject.parent) ?? 0n) : 0n };
}

/** Why what a check wants a person to look at has not been let pass, in a sentence; null where it has: as much as was filled, by as many. */
export function whyNotLetPass({ code, text }: Check, { review, filled }: Asked): string | null {
  if (review === null) return `wants a person, and nobody was asked: ${text}`;
  if (review.status !== 'Approved' && review.status !== 'Used')
    return `wants a person, whose answer is ${review.status}`;
  const said = new Set(review.votes.flatMap(({ author, verdict }) => (verdict === 'approve' ? [author] : [])));
  if (said.size < review.approvals) return `wants ${review.approvals} people, and ${said.size} said yes`;
  if (!review.checks.some((asked) => asked.code === code)) return 'wants a person, who was asked about something else';
  const { terms } = review;
  return terms.kind === 'trade' && filled <= BigInt(terms.quantity)
    ? null
    : `was let pass for less than the ${filled} that were filled`;
}
