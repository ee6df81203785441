import { and, eq, exists, inArray, type SQL } from 'drizzle-orm';
import type { LegsState } from '../../model/desk.js';
import type { Mode } from '../../model/strategy.js';
import type { Ledger } from '../ledger.js';
import { orderLists, parentOrders } from '../tables/parentOrders.js';
import { inPieces } from './inPieces.js';
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
  // Most books have no legs.
  const isStanding = and(inArray(orderLists.status, ['Executing', 'Cancelling', 'Alert']), exists(own));
  const ask = (wanted: SQL | undefined) =>
    db
      .select()
      .from(orderLists)
      .where(and(eq(orderLists.kind, 'legs'), wanted));
  const found = [...(await ask(isStanding)), ...(await inPieces(open, (some) => ask(inArray(orderLists.id, some))))];
  const lists = [...new Map(found.map((list) => [list.id, list])).values()].sort(byAge);
  const rows = await inPieces(
    lists.map(({ id }) => id),
    (some) =>
      db
        .select()
        .from(parentOrders)
        .where(and(inArray(parentOrders.list, some), isOurs)),
  );
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  const parents = await workedParents(ledger, rows.map(parentOfRow));
  return lists.map((row) => ({
    ...listOfRow(row),
    ...{ status: row.status ?? 'Executing', text: row.text, apart: row.apart },
    parents: parents.filter(({ list }) => list === row.id),
  }));
}

/** How the legs of a list stand as one; undefined where there are no such legs. */
export async function legsStanding(
  ledger: Ledger,
  id: string,
): Promise<Pick<LegsState, 'id' | 'status' | 'text' | 'apart'> | undefined> {
  const [row] = await ledger.db
    .select()
    .from(orderLists)
    .where(and(eq(orderLists.id, id), eq(orderLists.kind, 'legs')));
  return row && { id, status: row.status ?? 'Executing', text: row.text, apart: row.apart };
}

const byAge = (a: typeof orderLists.$inferSelect, b: typeof orderLists.$inferSelect): number =>
  a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
