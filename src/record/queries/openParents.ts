import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Mode } from '../../model/mode.js';
import type { Id } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { parentOrders as table } from '../tables/parentOrders.js';
import { openParentStatuses, parentOfRow, type RecordedParent } from './parentOrders.js';
import { prepareInPieces } from './prepareQuery.js';

interface Book {
  strategy: string;
  chainId?: number;
  mode?: Mode;
}

/** Of each book that was asked about: its open orders as they were read last. */
const read = new WeakMap<Ledger, Map<string, ReadonlyMap<Id, RecordedParent>>>();

/**
 * The open orders of a book, oldest first. Asked at every block, and of thousands hardly any has changed since: only those that have
 * had another event are read whole, the others are the very objects that they were.
 */
export async function openParents(ledger: Ledger, { strategy, chainId, mode }: Book): Promise<RecordedParent[]> {
  const { id, executions } = table;
  const open = await ledger.db
    .select({ id, executions })
    .from(table)
    .where(
      and(
        eq(table.strategy, strategy),
        inArray(table.status, openParentStatuses),
        ...(chainId === undefined ? [] : [eq(table.chainId, chainId)]),
        ...(mode === undefined ? [] : [eq(table.mode, mode)]),
      ),
    )
    .orderBy(asc(id));
  const books = read.get(ledger) ?? new Map<string, ReadonlyMap<Id, RecordedParent>>();
  read.set(ledger, books);
  const book = JSON.stringify([strategy, chainId, mode]);
  const before = books.get(book);
  const changed = open.filter((one) => before?.get(one.id)?.executions !== one.executions);
  const rows = await wholeRows(
    ledger.db,
    changed.map((one) => one.id),
  );
  const anew = new Map(rows.map((row) => [row.id, parentOfRow(row)]));
  const found = open.flatMap((one) => anew.get(one.id) ?? before?.get(one.id) ?? []);
  if (found.length === 0) books.delete(book);
  else books.set(book, new Map(found.map((parent) => [parent.id, parent])));
  return found;
}

const wholeRows = prepareInPieces((db, ids) => db.select().from(table).where(inArray(table.id, ids)));
