import { personOf } from './person.js';
import type { Review, ReviewStatus, Vote } from './review.js';

/** What the votes on a question amount to. `approved`: USD that may be sent at most. */
export interface ReviewOutcome {
  status: Extract<ReviewStatus, 'Open' | 'Approved' | 'Rejected'>;
  approved: number;
  /** Whose votes decided it, in the order they were given; empty while it is open. */
  by: readonly string[];
}

/**
 * One no is a no. A yes counts once a person, however often it is said; of several the smallest size holds. Nobody can approve more
 * than was asked.
 */
export function outcomeOf({
  votes,
  approvals,
  notional,
}: Pick<Review, 'votes' | 'approvals' | 'notional'>): ReviewOutcome {
  const counted = newestOf(votes);
  const no = counted.filter(({ verdict }) => verdict === 'reject');
  if (no.length > 0) return { status: 'Rejected', approved: 0, by: no.map(({ author }) => author) };
  if (counted.length < approvals) return { status: 'Open', approved: notional, by: [] };
  return {
    status: 'Approved',
    approved: leastOf(counted, notional),
    by: counted.map(({ author }) => author),
  };
}

/**
 * What a question comes to whose time is up. Where the answer to silence is yes, it stands for those who have not answered: it is a yes to
 * no more than the smallest size that somebody has said, and to all of it where nobody has said anything.
 */
export function outcomeOfSilence({
  votes,
  notional,
  onExpiry,
}: Pick<Review, 'votes' | 'notional' | 'onExpiry'>): ReviewOutcome & { text: string } {
  const counted = newestOf(votes);
  const by = counted.map(({ author }) => author);
  const no = 'nobody answered in time';
  const text = by.length === 0 ? no : `${by.join(' and ')} said yes, and nobody else answered in time`;
  if (onExpiry === 'reject') return { status: 'Rejected', approved: 0, by, text };
  return { status: 'Approved', approved: leastOf(counted, notional), by, text };
}

const newestOf = (votes: readonly Vote[]): Vote[] => [
  ...new Map(votes.map((vote) => [personOf(vote.author), vote])).values(),
];

const leastOf = (votes: readonly Vote[], notional: number): number =>
  Math.min(notional, ...votes.map((vote) => vote.notional ?? notional));
