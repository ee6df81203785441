import { userInfo } from 'node:os';
import { shortId } from '../../../model/order.js';
import type { Vote } from '../../../model/review.js';
import type { UnixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { answerReview } from '../../reviews/answerReview.js';
import { decimal } from '../../words/numbers.js';
import type { Answer } from '../output.js';

export interface AnswerOptions {
  /** USD at most. */
  to?: number;
  because?: string;
}

/** One person's answer to a question, under the name of who is logged in. */
export async function answer(
  ledger: Ledger,
  verdict: Vote['verdict'],
  id: string,
  { to, because = '' }: AnswerOptions,
  at: UnixMillis,
): Promise<Answer> {
  const { review, outcome } = await answerReview(ledger, {
    ...{ id, verdict, text: because, author: userInfo().username, at },
    ...(to === undefined ? {} : { notional: to }),
  });
  const said = `review ${shortId(review.id)} is ${outcome.status.toLowerCase()}`;
  const then = {
    Open: `${review.approvals} people must approve it; yours is written down`,
    Approved: `up to ${decimal(outcome.approved, 0)} usd; the keeper plans it anew at its next block`,
    Rejected: 'nothing of it is sent while this holds',
  }[outcome.status];
  return { json: { review, outcome }, text: `${said}: ${then}` };
}
