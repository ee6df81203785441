import { personOf } from '../../model/person.js';
import type { Review } from '../../model/review.js';
import type { RecordedReview } from '../../record/queries/reviews.js';
import { sayWay } from '../orders/sayOrder.js';
import { clock, duration } from '../words/numbers.js';
import { termsText } from '../words/terms.js';

/** What is to be allowed: `sell 30 perp-v2 ETH, twap over 30 min in 12`. */
export function sayAsked({ terms }: Pick<Review, 'terms'>): string {
  const way = 'algorithm' in terms ? sayWay(terms) : '';
  return `${termsText(terms)}${way === '' ? '' : `, ${way}`}`;
}

/** How it stands, in plain words. */
export function sayStanding({ status, votes, text }: Pick<RecordedReview, 'status' | 'votes' | 'text'>): string {
  // Nobody has said no to what ended before anybody answered.
  if (status === 'Rejected' && votes.length === 0 && text === 'the order is over') return 'not needed any more';
  return status === 'Used' ? 'approved and used' : status.toLowerCase();
}

/** How many people must say yes yet, where one is not enough: `two people must approve` as long as nobody has; then how many more. */
export function sayPeople({ votes, approvals }: Pick<Review, 'votes' | 'approvals'>): string | null {
  if (approvals < 2) return null;
  const said = new Set(votes.map(({ author }) => personOf(author))).size;
  return said === 0
    ? `${approvals} people must approve`
    : `${approvals - said} more must approve, ${said} of ${approvals} have`;
}

type Silence = Pick<Review, 'expiresAt' | 'onExpiry'>;

/** What becomes of it if nobody says anything more, where it is read once: with how long that is from now. */
export const saySilence = (review: Silence, now: number): string =>
  silenceText(review, now, `in ${duration(review.expiresAt - now)}`);

/** The same where it stands for a while: by the clock, which stays true. */
export const sayDeadline = (review: Silence, now: number): string =>
  silenceText(review, now, `by ${clock(review.expiresAt, now)} UTC`);

function silenceText({ expiresAt, onExpiry }: Silence, now: number, until: string): string {
  const then = onExpiry === 'approve' ? 'it is done' : 'it is not done';
  return expiresAt > now
    ? `without an answer ${until} ${then}`
    : `without an answer its time is up: ${then} at the next block`;
}
