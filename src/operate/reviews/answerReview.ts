import { BallastError } from '../../model/error.js';
import { shortId } from '../../model/order.js';
import type { Review, Vote } from '../../model/review.js';
import { outcomeOf, type ReviewOutcome } from '../../model/reviewOutcome.js';
import type { UnixMillis } from '../../model/units.js';
import { newId } from '../../record/id.js';
import type { Ledger } from '../../record/ledger.js';
import { type RecordedReview, reviewsNamed } from '../../record/queries/reviews.js';
import { closeReview, insertVote, stillOpen } from '../../record/statements/reviews.js';
import { insertCommand } from '../../record/statements/runs.js';

/** What somebody says to a question. */
export interface ReviewAnswer {
  /** The review's id, or the beginning of it. */
  id: string;
  verdict: Vote['verdict'];
  /** USD that may be sent at most; absent: all that was asked for. Only with `approve`. */
  notional?: number;
  /** Why, in the person's words. */
  text: string;
  author: string;
  at: UnixMillis;
}

/**
 * Writes one person's answer down with what it decides, in one unit of work. The keeper plans anew with it at its next block.
 * @throws BallastError when there is no such question, it is over, or more is allowed than was asked
 */
export async function answerReview(
  ledger: Ledger,
  { id, verdict, notional, text, author, at }: ReviewAnswer,
): Promise<{ review: Review; outcome: ReviewOutcome }> {
  const review = await reviewNamed(ledger, id);
  refuseOver(review, at);
  if (notional !== undefined) refuseSize(review, notional);
  const vote: Vote = { author, verdict, text, at, ...(notional === undefined ? {} : { notional }) };
  const voted = { ...review, votes: [...review.votes, vote] };
  const outcome = outcomeOf(voted);
  const { status, approved } = outcome;
  const args = [review.id, ...(notional === undefined ? [] : [String(notional)]), ...(text === '' ? [] : [text])];
  await ledger.commit([
    insertCommand({ id: newId(at), verb: `review ${verdict}`, args, author, at }),
    insertVote(review.id, vote),
    status === 'Open'
      ? stillOpen(review.id)
      : closeReview(review.id, {
          status,
          approved,
          text: `${status.toLowerCase()} by ${outcome.by.join(' and ')}`,
          at,
        }),
  ]);
  return { review: { ...voted, status, approved }, outcome };
}

/** @throws BallastError unless exactly one question begins so */
export async function reviewNamed(ledger: Ledger, id: string): Promise<RecordedReview> {
  const beginning = id.toLowerCase();
  const found = /^[0-9a-f-]{4,36}$/.test(beginning) ? await reviewsNamed(ledger, beginning) : [];
  const [review, another] = found;
  const mend = '`ballast reviews` lists what waits';
  if (!review) throw new BallastError(`no review begins with ${id}`, { mend });
  if (another) throw new BallastError(`several reviews begin with ${id}`, { mend: 'give more of the id' });
  return review;
}

function refuseOver({ id, status, expiresAt, onExpiry, text }: RecordedReview, at: UnixMillis): void {
  if (status !== 'Open') {
    throw new BallastError(`review ${shortId(id)} is over: ${text === '' ? status.toLowerCase() : text}`, {
      mend: 'an answer cannot be taken back; `ballast pause` stops what adds risk, and `ballast order cancel` an order',
    });
  }
  if (expiresAt > at) return;
  throw new BallastError(`the time to answer review ${shortId(id)} was up ${new Date(expiresAt).toISOString()}`, {
    facts: [`it counts as ${onExpiry === 'approve' ? 'approved' : 'rejected'}`],
    mend: 'where it is wanted again, it is asked again',
  });
}

function refuseSize({ notional: asked }: Review, notional: number): void {
  if (!(notional > 0) || !Number.isFinite(notional)) {
    throw new BallastError('a size above 0 is wanted', { mend: '`ballast review reject` allows nothing' });
  }
  if (notional > asked) {
    throw new BallastError(`${notional} USD is more than was asked for`, { facts: [`it was asked for ${asked} USD`] });
  }
}
