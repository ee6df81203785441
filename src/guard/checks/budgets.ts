import { sayNumber } from '../../assess/sayNumber.js';
import type { OrderTerms } from '../../model/order.js';
import { type CheckContext, type Judgement, pass, reject, shrink } from '../check.js';
import { shrunkTo } from '../notional.js';

export function maxOrderUsd({ action, snapshot, limits }: CheckContext): Judgement {
  if (!movesNow(action.terms)) return pass('nothing is moved now');
  return within(`${sayNumber(action.notional)} USD; ${sayLimit(limits.order, ' USD an order')}`, limits.order, {
    action,
    snapshot,
  });
}

export function turnoverPerDay({ action, snapshot, limits, usage }: CheckContext): Judgement {
  if (action.terms.kind !== 'trade') return pass('nothing is traded');
  const room = limits.day.turnover - usage.turnoverLastDay;
  const turnover = `${sayNumber(usage.turnoverLastDay)} USD in the last 24 h and ${sayNumber(action.notional)} USD now`;
  const text = `${turnover}; ${sayLimit(limits.day.turnover, ' USD')}`;
  return within(text, room, { action, snapshot });
}

export const ordersPerHour = ({ usage, limits }: CheckContext): Judgement =>
  count(usage.ordersLastHour, limits.hour.orders, 'orders in the last hour');

export const ordersPerDay = ({ usage, limits }: CheckContext): Judgement =>
  count(usage.ordersLastDay, limits.day.orders, 'orders in the last 24 h');

/** The next transaction's gas is not known yet, so the limit may be overrun by one order's gas, and by no more. */
export const gasPerDay = ({ usage, limits }: CheckContext): Judgement =>
  count(usage.gasLastDay, limits.day.gas, 'of the gas token paid in the last 24 h');

/** A resting order is counted when it is carried out; a stop-loss cut to a limit would not protect. */
const movesNow = ({ kind }: OrderTerms): boolean => kind !== 'rest' && kind !== 'cancel' && kind !== 'claim';

/** Something must be left for one more. */
function count(used: number, limit: number, what: string): Judgement {
  const text = `${sayNumber(used)} ${what}; ${sayLimit(limit)}`;
  return used < limit ? pass(text) : reject(text);
}

const sayLimit = (limit: number, unit = ''): string =>
  limit === Number.POSITIVE_INFINITY ? 'no limit is set' : `the limit is ${sayNumber(limit)}${unit}`;

function within(
  text: string,
  room: number,
  { action, snapshot }: Pick<CheckContext, 'action' | 'snapshot'>,
): Judgement {
  if (action.notional <= room) return pass(text);
  if (!(room > 0)) return reject(text);
  return shrink(text, shrunkTo(snapshot, action.terms, room));
}
