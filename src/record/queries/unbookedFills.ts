import { and, asc, eq, gt, isNotNull, isNull, max } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Fill, Id } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { fills, orders } from '../tables/orders.js';
import { executions } from '../tables/parentOrders.js';

/** A fill of a child that its parent does not have yet, or has and must lose. */
export interface UnbookedFill {
  kind: 'trade' | 'bust';
  id: Id;
  child: Id;
  parent: Id;
  fill: Extract<Fill, { kind: 'trade' }>;
}

/** The newest fill there is; empty when there is none. */
export async function newestFill(ledger: Ledger): Promise<Id> {
  const [row] = await ledger.db.select({ id: max(fills.id) }).from(fills);
  return row?.id ?? '';
}

/**
 * Trades that children have done after a fill, and all that were booked and have been voided since; those that were undone first, each
 * in the order of its fills.
 */
export async function unbookedFills(ledger: Ledger, after: Id): Promise<UnbookedFill[]> {
  const { db } = ledger;
  const columns = { id: fills.id, child: fills.order, parent: orders.parent, fill: fills.fill };
  const trade = alias(executions, 'trade');
  const bust = alias(executions, 'bust');
  const ofChild = and(eq(fills.order, orders.id), isNotNull(orders.parent));
  const booked = and(eq(trade.fill, fills.id), eq(trade.execType, 'Trade'));
  const [undone, done] = await Promise.all([
    db
      .select(columns)
      .from(fills)
      .innerJoin(orders, ofChild)
      .innerJoin(trade, booked)
      .leftJoin(bust, and(eq(bust.fill, fills.id), eq(bust.execType, 'TradeCancel')))
      .where(and(eq(fills.voided, true), isNull(bust.id)))
      .orderBy(asc(fills.id)),
    db
      .select(columns)
      .from(fills)
      .innerJoin(orders, ofChild)
      .leftJoin(trade, booked)
      .where(and(gt(fills.id, after), eq(fills.voided, false), isNull(trade.id)))
      .orderBy(asc(fills.id)),
  ]);
  return [...undone.flatMap((row) => unbooked('bust', row)), ...done.flatMap((row) => unbooked('trade', row))];
}

function unbooked(
  kind: UnbookedFill['kind'],
  { id, child, parent, fill }: { id: Id; child: Id; parent: Id | null; fill: Fill },
): UnbookedFill[] {
  return parent === null || fill.kind !== 'trade' ? [] : [{ kind, id, child, parent, fill }];
}
