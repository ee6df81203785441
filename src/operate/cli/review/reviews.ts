import { shortId } from '../../../model/order.js';
import type { Review } from '../../../model/review.js';
import type { Ledger } from '../../../record/ledger.js';
import { listReviews, type RecordedReview } from '../../../record/queries/reviews.js';
import { sayWay } from '../../orders/sayOrder.js';
import { booksAsked } from '../booksAsked.js';
import { ago, clock, decimal, duration, tidied } from '../numbers.js';
import type { Answer } from '../output.js';
import { bold, dim, green, red, yellow } from '../table.js';
import { termsText } from '../terms.js';

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
  const { id, strategy, rule, orderClass, terms, notional, checks, votes, openedAt } = review;
  const way = 'algorithm' in terms ? sayWay(terms) : '';
  const what = `${termsText(terms)}${way === '' ? '' : `, ${way}`}`;
  return [
    `${statusText(review)}  ${bold(what)}  ${decimal(notional, 0)} usd  ${dim(shortId(id))}`,
    dim(`  ${strategy}  ${rule}  ${orderClass}  asked ${clock(openedAt, now)} (${ago(now - openedAt)})`),
    ...checks.map(({ code, text }) => `  ${code}  ${tidied(text)}`),
    ...votes.map(({ author, verdict, notional: most, text, at }) => {
      const cut = most === undefined ? '' : ` up to ${decimal(most, 0)} usd`;
      return `  ${author} ${verdict === 'approve' ? 'approves' : 'rejects'}${cut} ${clock(at, now)}${text === '' ? '' : `: ${text}`}`;
    }),
    `  ${whatNext(review, now)}`,
  ].join('\n');
}

function statusText({ status, votes, text }: RecordedReview): string {
  // Nobody has said no to what ended before anybody answered.
  if (status === 'Rejected' && votes.length === 0 && text === 'the order is over') return dim('not needed any more');
  const paint = { Open: yellow, Approved: green, Used: dim, Rejected: red }[status];
  return paint(status === 'Used' ? 'approved and used' : status.toLowerCase());
}

/** `two people must approve` as long as nobody has; then how many more. */
const sayMissing = (approvals: number, said: number): string =>
  said === 0
    ? `${approvals} people must approve`
    : `${approvals - said} more must approve, ${said} of ${approvals} have`;

function whatNext({ id, status, text, votes, approvals, expiresAt, onExpiry }: RecordedReview, now: number): string {
  if (status !== 'Open') return text;
  const then = onExpiry === 'approve' ? 'it is done' : 'it is not done';
  const left =
    expiresAt > now ? `in ${duration(expiresAt - now)} ${then}` : `its time is up: ${then} at the next block`;
  const people = approvals > 1 ? `${sayMissing(approvals, new Set(votes.map(({ author }) => author)).size)}; ` : '';
  return `${people}\`ballast review approve ${shortId(id)}\` or \`reject\`; without an answer ${left}`;
}
