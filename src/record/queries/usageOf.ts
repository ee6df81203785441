import { and, eq, gte, isNotNull, ne, notLike } from 'drizzle-orm';
import { type Fill, isTurnover } from '../../model/order.js';
import type { Strategy } from '../../model/strategy.js';
import { HOUR } from '../../model/time.js';
import { multiplyWad, toFloat, type UnixMillis, weiToFloat } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { attempts, fills, orders } from '../tables/orders.js';
import { venueOrders } from '../tables/venueOrders.js';
import { openOrders } from './openOrders.js';

/** What a strategy has used of its limits, in its mode: a rehearsal in shadow uses up nothing of live. */
export interface Usage {
  /** Of what was ordered, and begun. To take an order back is no new risk, and counts in gas alone. */
  ordersLastHour: number;
  ordersLastDay: number;
  /** USD: trades filled in the last day, and all that are open, whole: entries that rest too, whose price may come at any time. */
  turnoverLastDay: number;
  /** Gas token, of transactions signed in the last day, and what they paid venues' keepers. */
  gasLastDay: number;
}

/**
 * Sums are made here and not by the database: amounts are exact integers until the last step.
 * @param chainId Where a strategy has several chains: gas is counted in the token of this one; all else over all of them.
 */
export async function usageOf(
  ledger: Ledger,
  { name, mode }: Pick<Strategy, 'name' | 'mode'>,
  now: UnixMillis,
  chainId?: number,
): Promise<Usage> {
  const dayAgo = (now - 24 * HOUR) as UnixMillis;
  const ofStrategy = and(eq(orders.strategy, name), eq(orders.mode, mode));
  const paidInToken = chainId === undefined ? ofStrategy : and(ofStrategy, eq(orders.chainId, chainId));
  const created = await ledger.db
    .select({ at: orders.createdAt })
    .from(orders)
    .where(
      and(ofStrategy, gte(orders.createdAt, dayAgo), ne(orders.status, 'Expired'), notLike(orders.terms, aCancel)),
    );
  const open = (await openOrders(ledger, { strategy: name, mode })).filter((order) => isTurnover(order.terms));
  const filled = await ledger.db
    .select({ order: fills.order, fill: fills.fill })
    .from(fills)
    .innerJoin(orders, eq(fills.order, orders.id))
    .where(and(ofStrategy, eq(fills.voided, false), gte(fills.at, dayAgo)));
  const paid = await ledger.db
    .select({ gasCost: attempts.gasCost })
    .from(attempts)
    .innerJoin(orders, eq(attempts.order, orders.id))
    .where(and(paidInToken, gte(attempts.createdAt, dayAgo), isNotNull(attempts.gasCost)));
  const keepers = await ledger.db
    .select({ keeperPaid: venueOrders.keeperPaid })
    .from(venueOrders)
    .innerJoin(orders, eq(venueOrders.order, orders.id))
    .where(and(paidInToken, gte(venueOrders.createdAt, dayAgo)));

  // An open order counts whole, so what it has filled so far must not count again.
  const openIds = new Set(open.map((order) => order.id));
  const traded = filled.filter((row) => !openIds.has(row.order)).map((row) => tradedUsd(row.fill));
  return {
    ordersLastHour: created.filter((row) => row.at >= now - HOUR).length,
    ordersLastDay: created.length,
    turnoverLastDay: sum(traded) + sum(open.map((order) => order.notional)),
    gasLastDay:
      sum(paid.map((row) => (row.gasCost === null ? 0 : weiToFloat(row.gasCost)))) +
      sum(keepers.map((row) => weiToFloat(row.keeperPaid))),
  };
}

/** As terms of a cancel are written; no name of an instrument or a token has a quote in it. */
const aCancel = '%"kind":"cancel"%';

const tradedUsd = (fill: Fill): number =>
  fill.kind === 'trade' ? toFloat(multiplyWad(fill.quantity, fill.price, 'up')) : 0;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
