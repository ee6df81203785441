import { sayNumber } from '../../assess/sayNumber.js';
import type { Bound } from '../../model/limits.js';
import { isAboutBook, isTurnover, type OrderTerms } from '../../model/order.js';
import { boundsOf, sayLimit, sayReview } from '../bounds.js';
import { type CheckContext, type Judgement, type Measure, pass, reject, review, shrink } from '../check.js';
import { shrunkTo } from '../notional.js';

export function maxOrderUsd(context: CheckContext): Judgement {
  const { action, limits, levels } = context;
  if (isAboutBook(action.terms) && !isTurnover(action.terms)) return pass('nothing is moved now');
  const own = { level: 'strategy' as const, bound: plain(limits.order), used: 0 };
  const standing = boundsOf(levels, ({ order }) => order).map((one) => ({ ...one, used: 0 }));
  return within(context, [own, ...standing], `${sayNumber(action.notional)} USD`, ' USD an order');
}

export function turnoverPerDay(context: CheckContext): Judgement {
  const { action, limits, levels, usage, surroundings } = context;
  if (!isTurnover(action.terms)) return pass('nothing is traded now');
  const own = { level: 'strategy' as const, bound: plain(limits.day.turnover), used: usage.turnoverLastDay };
  const standing = boundsOf(levels, ({ day }) => day?.turnover).map(({ level, bound }) => {
    // What was chosen before in this tick counts in the book's own usage only.
    const used =
      level === 'strategy' ? 0 : surroundings.used[level].turnoverLastDay - surroundings.used.strategy.turnoverLastDay;
    return { level, bound, used: usage.turnoverLastDay + used };
  });
  const now = `${sayNumber(action.notional)} USD now`;
  return within(context, [own, ...standing], (used) => `${sayNumber(used)} USD in the last 24 h and ${now}`, ' USD');
}

export const ordersPerHour = ({ action, usage, limits }: CheckContext): Judgement =>
  takesBack(action.terms) ?? count(usage.ordersLastHour, limits.hour.orders, 'orders in the last hour', 'orders');

export const ordersPerDay = ({ action, usage, limits }: CheckContext): Judgement =>
  takesBack(action.terms) ?? count(usage.ordersLastDay, limits.day.orders, 'orders in the last 24 h', 'orders');

/** What is taken back can do no harm any more, and a person who cancels waits for it. */
const takesBack = ({ kind }: OrderTerms): Judgement | null =>
  kind === 'cancel' ? pass('an order is taken back') : null;

/** The next transaction's gas is not known yet, so the limit may be overrun by one order's gas, and by no more. */
export const gasPerDay = ({ usage, limits }: CheckContext): Judgement =>
  count(usage.gasLastDay, limits.day.gas, 'of the gas token paid in the last 24 h', 'gas');

/** Something must be left for one more. */
function count(used: number, limit: number, what: string, unit: string): Judgement {
  const text = `${sayNumber(used)} ${what}; ${sayLeft(limit)}`;
  const measure: Measure | undefined = Number.isFinite(limit)
    ? { value: used, limit, unit, level: 'strategy' }
    : undefined;
  return used < limit ? pass(text, measure) : reject(text, measure);
}

const sayLeft = (limit: number, unit = '', whose = 'the limit'): string =>
  limit === Number.POSITIVE_INFINITY ? 'no limit is set' : `${whose} is ${sayNumber(limit)}${unit}`;

const plain = (limit: number): Bound => ({ review: null, reject: limit });

/** USD that one level allows, and has seen. */
interface Budget {
  level: Measure['level'] & string;
  bound: Bound;
  used: number;
}

/** The budget that leaves the least room cuts the order; then the one that leaves the least without a person is asked about. */
function within(
  { action, snapshot }: Pick<CheckContext, 'action' | 'snapshot'>,
  budgets: readonly [Budget, ...Budget[]],
  what: string | ((used: number) => string),
  unit: string,
): Judgement {
  const told = ({ level, used }: Budget, limit: number) =>
    `${typeof what === 'string' ? what : what(used)}; ${sayLeft(limit, unit, sayLimit(level))}`;
  const measured = ({ level, used }: Budget, limit: number): Measure | undefined =>
    Number.isFinite(limit) ? { value: used + action.notional, limit, unit: 'usd', level } : undefined;
  const [first] = budgets;
  const roomOf = ({ used }: Budget, limit: number | null) => (limit ?? Number.POSITIVE_INFINITY) - used;
  const least = (of: 'review' | 'reject') =>
    budgets.reduce<Budget>((a, b) => (roomOf(b, b.bound[of]) < roomOf(a, a.bound[of]) ? b : a), first);
  const binding = least('reject');
  const limit = binding.bound.reject ?? Number.POSITIVE_INFINITY;
  const room = roomOf(binding, limit);
  if (!(action.notional <= room)) {
    const text = told(binding, limit);
    if (!(room > 0)) return reject(text, measured(binding, limit));
    if (action.terms.kind === 'rest') return reject(`${text}; it rests whole, or not at all`, measured(binding, limit));
    return shrink(text, shrunkTo(snapshot, action.terms, room), measured(binding, limit));
  }
  const asking = least('review');
  const from = asking.bound.review ?? Number.POSITIVE_INFINITY;
  if (action.notional > roomOf(asking, from)) {
    const known = typeof what === 'string' ? what : what(asking.used);
    const most = Number.isFinite(limit) ? `${sayNumber(limit)}${unit}` : null;
    return review(`${known}; ${sayReview(asking.level, `${sayNumber(from)}${unit}`, most)}`, measured(asking, from));
  }
  return pass(told(binding, limit), measured(binding, limit));
}
