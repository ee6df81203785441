import { BallastError } from '../../model/error.js';
import { shortId } from '../../model/order.js';
import { personOf } from '../../model/person.js';
import type { Review, Vote } from '../../model/review.js';
import { outcomeOf, type ReviewOutcome } from '../../model/reviewOutcome.js';
import type { UnixMillis } from '../../model/units.js';
import { LedgerRace } from '../../record/errors.js';
import { newId } from '../../record/id.js';
import type { Ledger } from '../../record/ledger.js';
import { executionsOf } from '../../record/queries/executions.js';
import { parentsById } from '../../record/queries/parentOrders.js';
import { type RecordedReview, reviewsNamed } from '../../record/queries/reviews.js';
import { asRead, closeReview, insertVote } from '../../record/statements/reviews.js';
import { insertCommand } from '../../record/statements/runs.js';
import { hasControls } from '../plainText.js';

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

/** People answer while somebody reads; more often in a row is no coincidence. */
const mostTries = 10;

/**
 * Writes one person's answer down with what it decides, in one unit of work. The keeper plans anew with it at its next block. Who
 * answers at the same time as another decides with the other's answer before them.
 * @throws BallastError when there is no such question, it is over, more is allowed than was asked, or they may not approve it
 * @throws LedgerRace when it keeps being answered
 */
export async function answerReview(
  ledger: Ledger,
  given: ReviewAnswer,
): Promise<{ review: Review; outcome: ReviewOutcome }> {
  if (hasControls(given.text)) {
    throw new BallastError('the reason has signs in it that steer a terminal', { mend: 'write it in one plain line' });
  }
  for (let tries = 1; ; tries++) {
    try {
      return await answerOnce(ledger, given);
    } catch (error) {
      if (!(error instanceof LedgerRace) || tries >= mostTries) throw error;
    }
  }
}

async function answerOnce(ledger: Ledger, { id, verdict, notional, text, author, at }: ReviewAnswer) {
  const review = await reviewNamed(ledger, id);
  refuseOver(review, at);
  if (notional !== undefined) refuseSize(review, notional);
  if (verdict === 'approve') await refuseOwn(ledger, review, author);
  const vote: Vote = { author, verdict, text, at, ...(notional === undefined ? {} : { notional }) };
  const voted = { ...review, votes: [...review.votes, vote] };
  const outcome = outcomeOf(voted);
  const { status, approved } = outcome;
  const args = [review.id, ...(notional === undefined ? [] : [String(notional)]), ...(text === '' ? [] : [text])];
  await ledger.commit([
    asRead(review.id, review.votes.length),
    insertCommand({ id: newId(at), verb: `review ${verdict}`, args, author, at }),
    insertVote(review.id, vote),
    status === 'Open'
      ? []
      : closeReview(review.id, {
          status,
          approved,
          text: `${status.toLowerCase()} by ${outcome.by.join(' and ')}`,
          at,
        }),
  ]);
  return { review: { ...voted, status, approved }, outcome };
}

/** Two who must approve an order are two beside whoever asked for it, or for a change of it. */
async function refuseOwn(ledger: Ledger, review: Review, author: string): Promise<void> {
  const barred = await barredFrom(ledger, review);
  if (!barred.some((one) => personOf(one) === personOf(author))) return;
  throw new BallastError(
    `${author} asked for this order, and cannot be one of the ${review.approvals} who approve it`,
    { mend: 'let others approve it; `ballast review reject` is open to anybody' },
  );
}

/** Who has asked for the order that a question is about, and cannot be one of several who approve it. */
export async function barredFrom(
  ledger: Ledger,
  { subject, approvals }: Pick<Review, 'subject' | 'approvals'>,
): Promise<string[]> {
  if (approvals < 2 || !('parent' in subject)) return [];
  const [order] = await parentsById(ledger, [subject.parent]);
  const changes = await executionsOf(ledger, subject.parent);
  const authors = [
    ...(order ? [order.author] : []),
    ...changes.filter(({ event }) => event.kind === 'requestReplace').map((change) => change.author),
  ];
  return [...new Set(authors)];
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

/** A question to which no answer is taken any more. */
export class ReviewOverError extends BallastError {
  override name = 'ReviewOverError';
}

/** @throws ReviewOverError */
function refuseOver({ id, status, expiresAt, onExpiry, text }: RecordedReview, at: UnixMillis): void {
  if (status !== 'Open') {
    throw new ReviewOverError(`review ${shortId(id)} is over: ${text === '' ? status.toLowerCase() : text}`, {
      mend: 'an answer cannot be taken back; `ballast pause` stops what adds risk, and `ballast order cancel` an order',
    });
  }
  if (expiresAt > at) return;
  throw new ReviewOverError(`the time to answer review ${shortId(id)} was up ${new Date(expiresAt).toISOString()}`, {
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
