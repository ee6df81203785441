import { sayNumber } from '../../assess/sayNumber.js';
import { shortId } from '../../model/order.js';
import { isTrading } from '../afterTrade.js';
import { boundsOf, sayLimit } from '../bounds.js';
import { type CheckContext, type Judgement, type Measure, pass, reject, review } from '../check.js';
import type { RecentOrder } from '../surroundings.js';

/** Milliseconds. */
const SECOND = 1_000;

/** The same again, too soon: a key that was hit twice, a file that was imported twice, a program that repeats itself. */
export function duplicate({ action, levels, surroundings, parent, now, strategy }: CheckContext): Judgement {
  const bounds = boundsOf(levels, ({ duplicates }) => duplicates);
  const { terms } = action;
  if (bounds.length === 0) return pass('no limit is set');
  if (terms.kind !== 'trade') return pass('nothing is traded');
  if (parent && parent.acceptedAt !== null) return pass('a part of an order that was taken on');
  const same = surroundings.recent
    .filter(
      (order) =>
        order.strategy === strategy &&
        order.parent === undefined &&
        order.instrument === terms.instrument &&
        order.side === terms.side &&
        order.quantity === String(terms.quantity) &&
        // Of two that were asked for together, the first is nobody's duplicate.
        (action.parent === undefined || order.id < action.parent),
    )
    .at(-1);
  if (!same) return pass('the same was not ordered lately');
  const age = now - same.at;
  const told = (level: Measure['level'] & string, limit: number): [string, Measure] => [
    `the same was ordered ${sayNumber(age / SECOND)} s ago (${shortId(same.id)}); ${sayLimit(level)} is ${sayNumber(limit / SECOND)} s`,
    { value: age, limit, unit: 'ms', level },
  ];
  for (const [of, say] of [
    ['reject', reject],
    ['review', review],
  ] as const) {
    const found = bounds
      .filter(({ bound }) => bound[of] !== null && age < bound[of])
      .sort((a, b) => (b.bound[of] ?? 0) - (a.bound[of] ?? 0))[0];
    if (found) return say(...told(found.level, found.bound[of] ?? Number.NaN));
  }
  return pass('the same was not ordered lately');
}

const open = new WeakMap<readonly RecentOrder[], Map<string, RecentOrder[]>>();

/** By side and instrument; put in order once for all that are asked about in a tick. */
function openOf(recent: readonly RecentOrder[]): ReadonlyMap<string, readonly RecentOrder[]> {
  const found = open.get(recent);
  if (found) return found;
  const made = new Map<string, RecentOrder[]>();
  for (const order of recent) {
    if (!order.isOpen) continue;
    const key = `${order.side} ${order.instrument}`;
    const same = made.get(key);
    if (same) same.push(order);
    else made.set(key, [order]);
  }
  open.set(recent, made);
  return made;
}

/** Trading with ourselves pays two fees for nothing, and on some venues is forbidden. */
export function selfCross(context: CheckContext): Judgement {
  const { action, levels, surroundings, parent } = context;
  const { terms } = action;
  if (!isTrading(terms)) return pass('nothing is traded');
  const rules = levels.flatMap(({ level, limits: { crossing } }) => (crossing ? [{ level, crossing }] : []));
  if (rules.length === 0) return pass('no rule is set');
  const isFamily = ({ id, parent }: RecentOrder) =>
    action.parent !== undefined && (id === action.parent || parent === action.parent);
  const opposite = terms.side === 'Buy' ? 'Sell' : 'Buy';
  const other = openOf(surroundings.recent)
    .get(`${opposite} ${terms.instrument}`)
    ?.find((order) => !isFamily(order));
  if (!other) {
    // Once it has been taken on, it has been asked about.
    const undone = parent === null || parent.acceptedAt !== null ? null : context.undoneBy(terms);
    if (undone !== null) return review(`\`${undone}\` would undo it at once`);
    return pass('no order of ours is on the other side');
  }
  const text = `order ${shortId(other.id)} of ${other.strategy} would ${other.side === 'Buy' ? 'buy' : 'sell'} the same`;
  return rules.some(({ crossing }) => crossing === 'reject') ? reject(text) : review(text);
}

/** Once so much has been lost, nothing that may lose more is begun. */
export function lossPerDay({ action, levels, surroundings }: CheckContext): Judgement {
  const bounds = boundsOf(levels, ({ day }) => day?.loss);
  const [first] = bounds;
  if (!first) return pass('no limit is set');
  const { terms } = action;
  if ((isTrading(terms) && terms.reduceOnly) || !(isTrading(terms) || terms.kind === 'borrow')) {
    return pass('this cannot add risk');
  }
  const told = ({ level }: typeof first, limit: number): [string, Measure] => {
    const value = surroundings.used[level].lossLastDay;
    const known = Number.isNaN(value)
      ? 'what was lost in the last 24 h cannot be told'
      : value > 0
        ? `${sayNumber(value)} USD lost in the last 24 h`
        : 'nothing lost in the last 24 h';
    return [`${known}; ${sayLimit(level)} is ${sayNumber(limit)} USD`, { value, limit, unit: 'usd', level }];
  };
  for (const [of, say] of [
    ['reject', reject],
    ['review', review],
  ] as const) {
    const found = bounds.find(
      ({ level, bound }) => bound[of] !== null && !(surroundings.used[level].lossLastDay < bound[of]),
    );
    if (found) return say(...told(found, found.bound[of] ?? Number.NaN));
  }
  return pass(...told(first, first.bound.reject ?? first.bound.review ?? Number.NaN));
}
