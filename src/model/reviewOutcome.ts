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
  const newest = new Map<string, Vote>();
  for (const vote of votes) newest.set(vote.author, vote);
  const counted = [...newest.values()];
  const no = counted.filter(({ verdict }) => verdict === 'reject');
  if (no.length > 0) return { status: 'Rejected', approved: 0, by: no.map(({ author }) => author) };
  if (counted.length < approvals) return { status: 'Open', approved: notional, by: [] };
  return {
    status: 'Approved',
    approved: Math.min(notional, ...counted.map((vote) => vote.notional ?? notional)),
    by: counted.map(({ author }) => author),
  };
}
