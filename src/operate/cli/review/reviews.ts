import { shortId } from '../../../model/order.js';
import type { Review } from '../../../model/review.js';
import type { Ledger } from '../../../record/ledger.js';
import { listReviews, type RecordedReview } from '../../../record/queries/reviews.js';
import { sayAsked, sayPeople, saySilence, sayStanding } from '../../reviews/sayReview.js';
import { ago, clock, decimal, tidied } from '../../words/numbers.js';
import { booksAsked } from '../booksAsked.js';
import type { Answer } from '../output.js';
import { bold, dim, green, red, yellow } from '../table.js';

export interface ReviewsOptions {
  strategy?: string;
  /** The answered ones as well. */
  all?: boolean;
}

/** What waits for a person, the soonest to run out first; with `all`, what was answered after that, the newest first. */
export async function reviews(ledger: Ledger, now: number, { strategy, all = false }: ReviewsOptions): Promise<Answer> {
  await booksAsked(ledger, strategy);
  const found = await listReviews(ledger, { ...(strategy === undefined ? {} : { strategy }), open: !all });
  const sorted = [...found].sort((a, b) => rank(a) - rank(b) || (rank(a) === 0 ? a.expiresAt - b.expiresAt : 0));
  const none = all ? 'nothing was ever to be reviewed' : 'nothing waits for review';
  return {
    json: { reviews: sorted },
    text: sorted.length === 0 ? green(none) : sorted.map((one) => reviewText(one, now)).join('\n\n'),
  };
}

const rank = ({ status }: Review): number => (status === 'Open' ? 0 : 1);

/** What is asked, why, what was said, and what becomes of it. */
export function reviewText(review: RecordedReview, now: number): string {
  const { id, strategy, rule, orderClass, notional, checks, votes, openedAt } = review;
  return [
    `${statusText(review)}  ${bold(sayAsked(review))}  ${decimal(notional, 0)} usd  ${dim(shortId(id))}`,
    dim(`  ${strategy}  ${rule}  ${orderClass}  asked ${clock(openedAt, now)} (${ago(now - openedAt)})`),
    ...checks.map(({ code, text }) => `  ${code}  ${tidied(text)}`),
    ...votes.map(({ author, verdict, notional: most, text, at }) => {
      const cut = most === undefined ? '' : ` up to ${decimal(most, 0)} usd`;
      return `  ${author} ${verdict === 'approve' ? 'approves' : 'rejects'}${cut} ${clock(at, now)}${text === '' ? '' : `: ${text}`}`;
    }),
    `  ${whatNext(review, now)}`,
  ].join('\n');
}

function statusText(review: RecordedReview): string {
  const said = sayStanding(review);
  if (said === 'not needed any more') return dim(said);
  return { Open: yellow, Approved: green, Used: dim, Rejected: red }[review.status](said);
}

function whatNext(review: RecordedReview, now: number): string {
  const { id, status, text } = review;
  if (status !== 'Open') return text;
  const people = sayPeople(review);
  const answers = `\`ballast review approve ${shortId(id)}\` or \`reject\``;
  return [...(people === null ? [] : [people]), answers, saySilence(review, now)].join('; ');
}
