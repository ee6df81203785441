import { and, eq, exists, inArray, type SQL } from 'drizzle-orm';
import type { LegsState } from '../../model/desk.js';
import type { Mode } from '../../model/mode.js';
import type { Ledger } from '../ledger.js';
import { orderLists, parentOrders } from '../tables/parentOrders.js';
import { inPieces } from './inPieces.js';
import { listOfRow, parentOfRow } from './parentOrders.js';
import { workedParents } from './workedParents.js';

/**
 * The legs of a book that are not over, and those of lists that have an open order, oldest first. Of each all orders, however they
 * stand. Legs are the book's that has asked for the first of them: to an order of another one that names their list they are nothing, nor
 * is it anything to them.
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
  const member = db
    .select({ id: parentOrders.id })
    .from(parentOrders)
    .where(and(eq(parentOrders.list, orderLists.id), isOurs));
  // Most books have no legs.
  const isStanding = and(inArray(orderLists.status, ['Executing', 'Cancelling', 'Alert']), exists(member));
  const ask = (wanted: SQL | undefined) =>
    db
      .select()
      .from(orderLists)
      .where(and(eq(orderLists.kind, 'legs'), wanted));
  const found = [...(await ask(isStanding)), ...(await inPieces(open, (some) => ask(inArray(orderLists.id, some))))];
  const lists = [...new Map(found.map((list) => [list.id, list])).values()].sort(byAge);
  const rows = await inPieces(
    lists.map(({ id }) => id),
    (some) => db.select().from(parentOrders).where(inArray(parentOrders.list, some)),
  );
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  const isOwn = (row: typeof parentOrders.$inferSelect | undefined): boolean =>
    row !== undefined &&
    row.strategy === strategy &&
    (chainId === undefined || row.chainId === chainId) &&
    (mode === undefined || row.mode === mode);
  const own = lists.filter((list) => isOwn(founderOf(list, rows)));
  const ids = new Set(own.map(({ id }) => id));
  const ours = rows.filter((row) => isOwn(row) && row.list !== null && ids.has(row.list));
  const parents = await workedParents(ledger, ours.map(parentOfRow));
  return own.map((row) => ({
    ...listOfRow(row),
    ...{ status: row.status ?? 'Executing', text: row.text, apart: row.apart },
    parents: parents.filter(({ list }) => list === row.id),
  }));
}

/** The leg that was written with its list, or else the oldest. */
function founderOf(
  { id, author, createdAt }: typeof orderLists.$inferSelect,
  rows: readonly (typeof parentOrders.$inferSelect)[],
): typeof parentOrders.$inferSelect | undefined {
  const all = rows.filter(({ list }) => list === id);
  return all.find((row) => row.author === author && row.createdAt === createdAt) ?? all[0];
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
