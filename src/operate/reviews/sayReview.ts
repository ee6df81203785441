import { personOf } from '../../model/person.js';
import type { Review } from '../../model/review.js';
import type { RecordedReview } from '../../record/queries/reviews.js';
import { sayWay } from '../orders/sayOrder.js';
import { duration } from '../words/numbers.js';
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

/** What becomes of it if nobody says anything more. */
export function saySilence({ expiresAt, onExpiry }: Pick<Review, 'expiresAt' | 'onExpiry'>, now: number): string {
  const then = onExpiry === 'approve' ? 'it is done' : 'it is not done';
  return expiresAt > now
    ? `without an answer in ${duration(expiresAt - now)} ${then}`
    : `without an answer its time is up: ${then} at the next block`;
}
