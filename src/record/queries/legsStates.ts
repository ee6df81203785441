import { and, asc, eq, exists, inArray, or } from 'drizzle-orm';
import type { LegsState } from '../../model/desk.js';
import type { Mode } from '../../model/strategy.js';
import type { Ledger } from '../ledger.js';
import { orderLists, parentOrders } from '../tables/parentOrders.js';
import { listOfRow, parentOfRow } from './parentOrders.js';
import { workedParents } from './workedParents.js';

/**
 * The legs of a book that are not over, and those of lists that have an open order, oldest first. Of each all orders, however they
 * stand.
 */
export async function legsStates(
  ledger: Ledger,
  { strategy, chainId, mode }: { strategy: string; chainId?: number; mode?: Mode },
  open: readonly string[],
): Promise<LegsState[]> {
  const { db } = ledger;
  const isOurs = and(
    eq(parentOrders.strategy, strategy),
    ...(chainId === undefined ? [] : [eq(parentOrders.chainId, chainId)]),
    ...(mode === undefined ? [] : [eq(parentOrders.mode, mode)]),
  );
  const own = db
    .select({ id: parentOrders.id })
    .from(parentOrders)
    .where(and(eq(parentOrders.list, orderLists.id), isOurs));
  // Two lookups by an index; most books have no legs.
  const isStanding = and(inArray(orderLists.status, ['Executing', 'Cancelling', 'Alert']), exists(own));
  const lists = await db
    .select()
    .from(orderLists)
    .where(
      and(
        eq(orderLists.kind, 'legs'),
        open.length === 0 ? isStanding : or(isStanding, inArray(orderLists.id, [...open])),
      ),
    )
    .orderBy(asc(orderLists.createdAt), asc(orderLists.id));
  if (lists.length === 0) return [];
  const rows = await db
    .select()
    .from(parentOrders)
    .where(
      and(
        inArray(
          parentOrders.list,
          lists.map(({ id }) => id),
        ),
        isOurs,
      ),
    )
    .orderBy(asc(parentOrders.id));
  const parents = await workedParents(ledger, rows.map(parentOfRow));
  return lists.map((row) => ({
    ...listOfRow(row),
    ...{ status: row.status ?? 'Executing', text: row.text, apart: row.apart },
    parents: parents.filter(({ list }) => list === row.id),
  }));
}
