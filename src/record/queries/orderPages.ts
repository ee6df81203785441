import { and, count, desc, eq, inArray, isNull, lt, type SQL } from 'drizzle-orm';
import { type Id, isOpen, orderStatuses } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { fills, orders } from '../tables/orders.js';
import { executions, parentOrders } from '../tables/parentOrders.js';
import { inPieces } from './inPieces.js';
import { ordersWhere } from './ordersWhere.js';
import { openParentStatuses, type ParentFilter, parentOfRow, type RecordedParent } from './parentOrders.js';
import type { RecordedOrder } from './recordedOrder.js';

/** Which piece of a list that has no end: what is older than `before`, the newest first. */
export interface PageAsked {
  strategy?: string;
  before?: Id;
  limit: number;
}

const openStatuses = orderStatuses.filter(isOpen);

/** Orders that rules wanted, newest first: those that are no part of what a person asked for. */
export async function ruleOrdersBefore(
  ledger: Ledger,
  { strategy, before, limit }: PageAsked,
): Promise<RecordedOrder[]> {
  const wanted: SQL[] = [isNull(orders.parent)];
  if (strategy !== undefined) wanted.push(eq(orders.strategy, strategy));
  if (before !== undefined) wanted.push(lt(orders.id, before));
  return ordersWhere(ledger, wanted, limit);
}

/** Orders that people have asked for, newest first. */
export async function parentsBefore(
  ledger: Ledger,
  {
    strategy,
    before,
    limit,
    ...filter
  }: PageAsked & Pick<ParentFilter, 'open' | 'list' | 'instrument' | 'side' | 'status'>,
): Promise<RecordedParent[]> {
  const { open, list, instrument, side, status } = filter;
  const wanted: SQL[] = [];
  if (strategy !== undefined) wanted.push(eq(parentOrders.strategy, strategy));
  if (before !== undefined) wanted.push(lt(parentOrders.id, before));
  if (open) wanted.push(inArray(parentOrders.status, openParentStatuses));
  if (status !== undefined) wanted.push(inArray(parentOrders.status, [status].flat()));
  if (list !== undefined) wanted.push(eq(parentOrders.list, list));
  if (instrument !== undefined) wanted.push(eq(parentOrders.instrument, instrument));
  if (side !== undefined) wanted.push(eq(parentOrders.side, side));
  const rows = await ledger.db
    .select()
    .from(parentOrders)
    .where(and(...wanted))
    .orderBy(desc(parentOrders.id))
    .limit(limit);
  return rows.map(parentOfRow);
}

/** How many orders are open, the parts of others not counted. */
export async function countOpen(ledger: Ledger): Promise<number> {
  const [[rules], [parents]] = await Promise.all([
    ledger.db
      .select({ count: count() })
      .from(orders)
      .where(and(inArray(orders.status, openStatuses), isNull(orders.parent))),
    ledger.db.select({ count: count() }).from(parentOrders).where(inArray(parentOrders.status, openParentStatuses)),
  ]);
  return (rules?.count ?? 0) + (parents?.count ?? 0);
}

/** Of each parent that has any: how many orders it was worked in, and how many of them are open. */
export async function countParts(
  ledger: Ledger,
  parents: readonly Id[],
): Promise<ReadonlyMap<Id, { parts: number; open: number }>> {
  const rows = await inPieces(parents, (some) =>
    ledger.db
      .select({ parent: orders.parent, status: orders.status, count: count() })
      .from(orders)
      .where(inArray(orders.parent, some))
      .groupBy(orders.parent, orders.status),
  );
  const found = new Map<Id, { parts: number; open: number }>();
  for (const { parent, status, count: many } of rows) {
    if (parent === null) continue;
    const { parts, open } = found.get(parent) ?? { parts: 0, open: 0 };
    found.set(parent, { parts: parts + many, open: open + (isOpen(status) ? many : 0) });
  }
  return found;
}

/** What was said with the newest event of each parent that has had one. */
export async function newestWords(ledger: Ledger, parents: readonly Id[]): Promise<ReadonlyMap<Id, string>> {
  const rows = await inPieces(parents, (some) =>
    ledger.db
      .select({ parent: executions.parent, text: executions.text })
      .from(parentOrders)
      .innerJoin(
        executions,
        and(eq(executions.parent, parentOrders.id), eq(executions.number, parentOrders.executions)),
      )
      .where(inArray(parentOrders.id, some)),
  );
  return new Map(rows.map(({ parent, text }) => [parent, text]));
}

/** What venues did for several orders, oldest first; what a reorganisation undid is left out. */
export async function fillsOfAll(ledger: Ledger, some: readonly Id[]) {
  return inPieces(some, (piece) =>
    ledger.db
      .select({ order: fills.order, fill: fills.fill })
      .from(fills)
      .where(and(inArray(fills.order, piece), eq(fills.voided, false)))
      .orderBy(fills.id),
  );
}
