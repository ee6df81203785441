import { sayNumber } from '../../assess/sayNumber.js';
import { isAboutBook } from '../../model/order.js';
import { HOUR } from '../../model/time.js';
import { boundsOf, sayLimit } from '../bounds.js';
import { type CheckContext, type Judgement, type Measure, pass, reject, review } from '../check.js';

/** How long the margin accounts last once the order has filled: nothing that shortens it below the limit, or further. */
export function marginRunway({ action, levels, runway }: CheckContext): Judgement {
  const bounds = boundsOf(levels, (limits) => limits.runway);
  const [first] = bounds;
  if (!first) return pass('no limit is set');
  if (isAboutBook(action.terms)) return pass('nothing is moved now');
  const before = runway(null);
  const after = runway(action.terms);
  const told = (level: (typeof first)['level'], limit: number): [string, Measure] => [
    `margin would last ${Number.isNaN(after) ? 'nobody can tell how long' : `${sayNumber(after / HOUR)} h`}; ${sayLimit(level)} is ${sayNumber(limit / HOUR)} h`,
    { value: after, limit, unit: 'ms', level },
  ];
  const isShort = (limit: number | null) => limit !== null && !(after >= limit) && !(after >= before);
  const strictest = (of: 'review' | 'reject') =>
    bounds.filter(({ bound }) => isShort(bound[of])).sort((a, b) => (b.bound[of] ?? 0) - (a.bound[of] ?? 0))[0];
  const refused = strictest('reject');
  if (refused) return reject(...told(refused.level, refused.bound.reject ?? Number.NaN));
  const asked = strictest('review');
  if (asked) return review(...told(asked.level, asked.bound.review ?? Number.NaN));
  return pass(...told(first.level, first.bound.reject ?? first.bound.review ?? Number.NaN));
}
