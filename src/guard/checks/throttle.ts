import { sayNumber } from '../../assess/sayNumber.js';
import type { Bound } from '../../model/limits.js';
import { boundsOf, sayLimit } from '../bounds.js';
import { type CheckContext, type Judgement, pass, reject, review } from '../check.js';

/** Something that has gone mad sends orders fast. What was chosen before in this tick counts as sent. */
export function ordersPerMinute({ action, levels, surroundings, usage }: CheckContext): Judgement {
  if (action.terms.kind === 'cancel') return pass('an order is taken back');
  const chosen = usage.ordersChosen ?? 0;
  const counted = boundsOf(levels, ({ minute }) => minute?.orders).map(({ level, bound }) => ({
    level,
    bound,
    used: surroundings.used[level].ordersLastMinute + chosen,
  }));
  const told = counted.map(({ level, bound, used }) => {
    const reached = reachedOf(bound, used);
    const limit = (reached === 'review' ? bound.review : (bound.reject ?? bound.review)) ?? Number.NaN;
    const text = `${sayNumber(used)} orders in the last minute; ${sayLimit(level)} is ${sayNumber(limit)}`;
    return { reached, text, measure: { value: used, limit, unit: 'orders', level } };
  });
  const worst = told.find(({ reached }) => reached === 'reject') ?? told.find(({ reached }) => reached === 'review');
  const first = worst ?? told[0];
  if (!first) return pass('no limit is set');
  const say = first.reached === 'reject' ? reject : first.reached === 'review' ? review : pass;
  return say(first.text, first.measure);
}

/** Something must be left for one more. */
function reachedOf({ review: asked, reject: refused }: Bound, used: number): 'pass' | 'review' | 'reject' {
  if (refused !== null && !(used < refused)) return 'reject';
  return asked !== null && !(used < asked) ? 'review' : 'pass';
}
