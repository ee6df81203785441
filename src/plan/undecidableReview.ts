import { shortId } from '../model/order.js';
import type { Review } from '../model/review.js';
import type { Strategy } from '../model/strategy.js';
import type { DecisionDraft } from './plan.js';
import { sayDefect } from './sayDefect.js';
import { undecided } from './undecided.js';

/** Deciding on a question threw: it stays as it is, people are told, and the rest of the plan goes on. */
export function undecidableReview(
  { rules }: Strategy,
  { id, rule, subject, orderClass }: Review,
  error: unknown,
): DecisionDraft {
  const kind = rules.find(({ name }) => name === rule)?.kind ?? 'work';
  const draft = undecided({ rule, kind, subject, orderClass, because: [`what becomes of review ${shortId(id)}`] });
  return { ...draft, verdict: 'refused', not: [sayDefect(error)] };
}
