import { and, asc, desc, eq, gte, inArray, or, type SQL } from 'drizzle-orm';
import type { InstrumentId } from '../../model/instrument.js';
import type { Mode } from '../../model/mode.js';
import type { Id, Side } from '../../model/order.js';
import {
  isParentOpen,
  type OrderList,
  type ParentOrder,
  type ParentStatus,
  parentStatuses,
} from '../../model/parentOrder.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { orderLists, parentOrders as table } from '../tables/parentOrders.js';
import { beginsWith } from './beginsWith.js';
import { inPieces } from './inPieces.js';

/** A parent order as the ledger keeps it. */
export interface RecordedParent extends ParentOrder {
  /** Which process start wrote it. */
  holder: Id;
  /** When the keeper took it on; null before. */
  acceptedAt: UnixMillis | null;
  /** USD per unit where the instrument was marked then; null before, or where nobody said. */
  arrivalPrice: number | null;
  updatedAt: UnixMillis;
}

/** Each narrows. */
export interface ParentFilter {
  strategy?: string;
  chainId?: number;
  mode?: Mode;
  status?: ParentStatus | readonly ParentStatus[];
  /** Only those of which anything may still be done. */
  open?: boolean;
  list?: string;
  instrument?: InstrumentId;
  side?: Side;
  /** Asked for from then on. */
  since?: UnixMillis;
  /** At most so many, the newest. */
  limit?: number;
}

export const openParentStatuses = parentStatuses.filter(isParentOpen);

/** Newest first. */
export async function parentOrders(ledger: Ledger, filter: ParentFilter = {}): Promise<RecordedParent[]> {
  const { strategy, chainId, mode, status, open, list, instrument, side, since, limit = -1 } = filter;
  const wanted: SQL[] = [];
  if (strategy !== undefined) wanted.push(eq(table.strategy, strategy));
  if (chainId !== undefined) wanted.push(eq(table.chainId, chainId));
  if (mode !== undefined) wanted.push(eq(table.mode, mode));
  if (status !== undefined) wanted.push(inArray(table.status, [status].flat()));
  if (open) wanted.push(inArray(table.status, openParentStatuses));
  if (list !== undefined) wanted.push(eq(table.list, list));
  if (instrument !== undefined) wanted.push(eq(table.instrument, instrument));
  if (side !== undefined) wanted.push(eq(table.side, side));
  if (since !== undefined) wanted.push(gte(table.createdAt, since));
  const rows = await ledger.db
    .select()
    .from(table)
    .where(and(...wanted))
    .orderBy(desc(table.id))
    .limit(limit);
  return rows.map(parentOfRow);
}

/** Those of `ids` that there are, oldest first. */
export async function parentsById(ledger: Ledger, ids: readonly Id[]): Promise<RecordedParent[]> {
  const rows = await inPieces([...ids].sort(), (some) =>
    ledger.db.select().from(table).where(inArray(table.id, some)).orderBy(asc(table.id)),
  );
  return rows.map(parentOfRow);
}

/**
 * By its id, the beginning of one (four characters or more), or its ClOrdID. More than one means that the name does not tell; at
 * most 20, newest first.
 */
export async function parentsNamed(ledger: Ledger, name: string): Promise<RecordedParent[]> {
  const beginning = name.toLowerCase();
  const byId = /^[0-9a-f-]{4,36}$/.test(beginning) ? beginsWith(table.id, beginning) : undefined;
  const rows = await ledger.db
    .select()
    .from(table)
    .where(or(eq(table.clOrdId, name), byId))
    .orderBy(desc(table.id))
    .limit(20);
  const exact = rows.filter(({ id }) => id === beginning);
  return (exact.length > 0 ? exact : rows).map(parentOfRow);
}

/** Those of a book that have one of the names; any number of names. */
export async function parentsByClOrdId(
  ledger: Ledger,
  strategy: string,
  names: readonly string[],
): Promise<(RecordedParent & Pick<typeof table.$inferSelect, 'asked'>)[]> {
  const rows = await inPieces(names, (some) =>
    ledger.db
      .select()
      .from(table)
      .where(and(eq(table.strategy, strategy), inArray(table.clOrdId, some))),
  );
  return rows.map((row) => ({ ...parentOfRow(row), asked: row.asked }));
}

/** Those of `ids` that there are. */
export async function listsById(ledger: Ledger, ids: readonly string[]): Promise<OrderList[]> {
  const rows = await inPieces([...ids].sort(), (some) =>
    ledger.db.select().from(orderLists).where(inArray(orderLists.id, some)).orderBy(asc(orderLists.id)),
  );
  return rows.map(listOfRow);
}

/** As it was asked for. */
export function listOfRow(row: typeof orderLists.$inferSelect): OrderList {
  const { holder: _, status: __, text: ___, apart: ____, ...list } = row;
  return list;
}

export function parentOfRow(row: typeof table.$inferSelect): RecordedParent {
  const { asked: _, instrument: __, side: ___, status: ____, ...parent } = row;
  return parent;
}
