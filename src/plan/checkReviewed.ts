import type { CheckContext } from '../guard/check.js';
import { checkAction } from '../guard/checkAction.js';
import { notionalOf, shrunkTo } from '../guard/notional.js';
import type { Action, Check } from '../model/decision.js';
import type { DeskEvent } from '../model/desk.js';
import type { OrderTerms } from '../model/order.js';
import type { Review } from '../model/review.js';
import { answerTo, askReview, sayApprovedBy } from './askReview.js';
import { isAboutWhole } from './coversOrder.js';
import { historyKey } from './ruleHistory.js';
import type { Turn } from './turn.js';

export interface Reviewed {
  checks: readonly Check[];
  /** How it was made smaller, in sentences. */
  size: readonly string[];
  /** What may be sent; null when a check said no. */
  action: Action | null;
  /** Why nothing is sent although no check said no: a person is waited for, or has said no. null: nothing stands against it. */
  waits: { verdict: 'review' | 'refused'; not: readonly string[] } | null;
  events: readonly DeskEvent[];
  /** What is to be written as well, if it is sent: an approval holds for one order of a rule. */
  used: readonly DeskEvent[];
}

/**
 * Pre-trade checks, and what people have said where a check wants one to look: what was approved passes up to its size, and is
 * then used up; what was not is asked.
 */
export function checkReviewed(turn: Turn, context: CheckContext): Reviewed {
  const { rule, subject, orderClass, terms } = context.action;
  const answer = answerTo(turn, rule, subject, terms, isAboutNow);
  const alone = checkAction(context);
  const done = { ...alone, waits: null, events: answer.events, used: [] };
  if (alone.action === null || !alone.review) return done;

  const { approved } = answer;
  if (approved && approved.approved > 0) {
    const by = sayApprovedBy(approved);
    const codes = approved.checks.map(({ code }) => code);
    // What was approved whole is approved at any price, and so is each part of it.
    const isWhole = 'parent' in subject && approved.approved >= approved.notional && isPartOf(terms, approved);
    const most = isWhole ? Math.max(context.action.notional, approved.approved) : approved.approved;
    const cut = within(context, most);
    const again = checkAction({ ...context, action: cut, approval: { notional: most, by, codes } });
    if (again.action === null) return { ...done, ...again };
    if (!again.review) {
      const size = cut === context.action ? again.size : [`cut to the size that ${by} approved`, ...again.size];
      // What a person asked for is approved for as long as it is worked; a rule asks again the next time.
      const used: DeskEvent[] =
        'parent' in subject
          ? []
          : [
              {
                ...{ kind: 'closeReview', review: approved.id, status: 'Used', text: 'sent' },
                sent: historyKey(rule, subject),
              },
            ];
      return { ...done, ...again, size, used };
    }
  }
  const { notional } = alone.action;
  const asked = askReview(
    turn,
    { rule, subject, orderClass },
    { terms: alone.action.terms, notional, checks: alone.checks },
    answer,
  );
  return { ...done, waits: { verdict: asked.verdict, not: asked.not }, events: [...answer.events, ...asked.events] };
}

/** An order whose change was refused goes on as it was: that no is about the change alone. */
const isAboutNow = (review: Review): boolean => !(isAboutWhole(review) && review.status === 'Rejected');

const isPartOf = (terms: OrderTerms, review: Review): boolean =>
  'quantity' in terms && 'quantity' in review.terms && terms.quantity <= review.terms.quantity;

/** The same for no more than `usd`. */
function within({ action, snapshot }: CheckContext, usd: number): Action {
  if (action.notional <= usd) return action;
  const terms = shrunkTo(snapshot, action.terms, usd);
  return { ...action, terms, notional: notionalOf(snapshot, terms) };
}
