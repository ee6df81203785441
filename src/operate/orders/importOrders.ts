import { shortId } from '../../model/order.js';
import { isParentOpen, type OrderList, type ParentOrder } from '../../model/parentOrder.js';
import type { Ledger } from '../../record/ledger.js';
import { listsById, parentsByClOrdId, type RecordedParent } from '../../record/queries/parentOrders.js';
import { insertParents } from '../../record/statements/parentOrders.js';
import type { BookShelf } from './bookShelf.js';
import type { KnownBook } from './knownBook.js';
import { mostAtOnce } from './mostAtOnce.js';
import { otherTerms } from './newOrder.js';
import { OrderError } from './orderError.js';
import type { FieldProblem, OrderFields } from './orderFields.js';
import type { OrderRow } from './orderRow.js';
import type { ProblemList } from './problemList.js';
import { type Asking, isSameOrder, readOrder } from './readOrder.js';

export interface ImportOptions extends Asking {
  /** What the orders come from: `orders.csv`. */
  subject: string;
  /** Of orders that name none. */
  list?: string;
  /** What each list is; `list` where it is left out. */
  kind?: OrderList['kind'];
  imbalance?: number;
  onFailure?: OrderList['onFailure'];
  /** Say what would be written, and write nothing. */
  dryRun?: boolean;
}

export interface Imported {
  /** Orders that were written, or would be. */
  written: number;
  /** Orders that are there already, all with the same terms: then nothing was written. */
  known: number;
  lists: readonly OrderList[];
  books: readonly string[];
  /** What the asker should know: each sentence once, with how many orders it is about. */
  notes: readonly { text: string; orders: number }[];
}

/** Rows between two looks into the ledger. */
const batchSize = 500;

/**
 * Writes orders of a file into the ledger as one unit of work: all of them, or none. Every row is read, however many are wrong.
 * @param problems what the reader of the file finds is in here too
 * @throws OrderError with everything that is wrong
 */
export async function importOrders(
  ledger: Ledger,
  shelf: BookShelf,
  rows: AsyncIterable<OrderRow> | Iterable<OrderRow>,
  problems: ProblemList,
  options: ImportOptions,
): Promise<Imported> {
  const most = mostAtOnce(ledger.file);
  const reader = createReader(ledger, shelf, problems, options);
  let batch: OrderRow[] = [];
  let count = 0;
  for await (const row of rows) {
    count += 1;
    if (count > most.orders) {
      const message = `there are more than ${most.orders} orders`;
      problems.add({ field: null, line: row.line, message, mend: most.mend });
      break;
    }
    batch.push(row);
    if (batch.length < batchSize) continue;
    await reader.read(batch);
    batch = [];
  }
  await reader.read(batch);
  if (count === 0 && problems.count === 0)
    problems.add({
      field: null,
      message: 'there are no orders in it',
      mend: 'a line an order, after the line of titles',
    });
  const { parents, known, lists, books, notes } = await reader.end();
  if (problems.count > 0) throw new OrderError(options.subject, problems.kept, problems.count);
  if (parents.length > 0 && !options.dryRun) await ledger.commit(insertParents(parents, lists));
  return { written: parents.length, known, lists, books, notes };
}

function createReader(ledger: Ledger, shelf: BookShelf, problems: ProblemList, options: ImportOptions) {
  let parents: ParentOrder[] = [];
  const known: { row: OrderRow; there: RecordedParent }[] = [];
  let knownCount = 0;
  /** Where each name was first said. */
  const named = new Map<string, number>();
  const books = new Set<string>();
  const lists = new Map<string, { line: number; count: number; books: Set<string> }>();
  const notes = new Map<string, number>();

  const reportOf = (row: OrderRow) => (problem: FieldProblem) => {
    const column = row.columnOf(problem.field);
    problems.add({ ...problem, line: row.line, ...(column === undefined ? {} : { column }) });
  };

  /** Whose it is and what it is called; the rest of it is looked at only when it is new. */
  async function nameOf(row: OrderRow): Promise<NamedRow> {
    const report = reportOf(row);
    const fields = options.list === undefined ? row.fields : { list: options.list, ...row.fields };
    const clOrdId = fields.clOrdId?.trim();
    if (clOrdId === undefined) {
      const mend = 'give each order a name of its own: the same file twice is then the same orders';
      report({ field: 'clOrdId', message: '`clOrdId` is missing', mend });
    }
    const book = await shelf.find(fields, report);
    const key = `${book?.name ?? ''} ${clOrdId ?? ''}`;
    if (book && clOrdId !== undefined) {
      const first = named.get(key);
      const message = `\`${clOrdId}\` is the name of line ${first} already`;
      if (first !== undefined) report({ field: 'clOrdId', message, mend: 'give each order a name of its own' });
      else named.set(key, row.line);
    }
    return { row, fields, clOrdId, book, key };
  }

  function joinList(parent: ParentOrder, line: number): void {
    books.add(parent.strategy);
    if (parent.list === null) return;
    const list = lists.get(parent.list) ?? { line, count: 0, books: new Set<string>() };
    list.count += 1;
    list.books.add(parent.strategy);
    lists.set(parent.list, list);
  }

  return {
    async read(rows: readonly OrderRow[]): Promise<void> {
      const read: NamedRow[] = [];
      for (const row of rows) read.push(await nameOf(row));
      const there = await thereAlready(ledger, read);
      for (const { row, fields, book, key } of read) {
        const old = there.get(key);
        if (old && !isSameOrder(fields, old)) reportOf(row)(otherTerms(old));
        else if (old) {
          knownCount += 1;
          if (known.length < mostKnownTold) known.push({ row, there: old });
        } else {
          const found = readOrder(fields, book, options, reportOf(row));
          for (const note of found?.notes ?? []) notes.set(note, (notes.get(note) ?? 0) + 1);
          if (found) joinList(found.parent, row.line);
          // With anything wrong nothing is written: what was read so far need not be kept.
          if (found && problems.count === 0) parents.push(found.parent);
        }
        if (problems.count > 0) parents = [];
      }
    },

    async end() {
      const isMixed = knownCount > 0 && (parents.length > 0 || problems.count > 0);
      if (isMixed) {
        for (const { row, there } of known) {
          const message = `\`${there.clOrdId}\` is there already: ${shortId(there.id)}${isParentOpen(there.state.status) ? '' : `, ${there.state.status}`}`;
          reportOf(row)({
            field: 'clOrdId',
            message,
            mend: 'take out the rows that are there already, or give them new names',
          });
        }
      }
      const { kind = 'list', imbalance = 1, onFailure = 'hold', author, at } = options;
      const taken = await listsById(ledger, [...lists.keys()]);
      for (const { id } of taken)
        problems.add({
          field: 'list',
          line: lists.get(id)?.line ?? 0,
          message: `there is a list \`${id}\` already`,
          mend: 'give this one another name',
        });
      if (kind === 'legs') {
        for (const [id, { line, count, books: own }] of lists) {
          if (count < 2)
            problems.add({
              field: 'list',
              line,
              message: `\`${id}\` has one leg`,
              mend: 'name the other legs with the same list',
            });
          if (own.size > 1)
            problems.add({
              field: 'list',
              line,
              message: `the legs of \`${id}\` are of several books: ${[...own].join(', ')}`,
              mend: 'legs are of one account',
            });
        }
      }
      return {
        parents,
        known: knownCount,
        lists: [...lists].map(
          ([id, { count }]): OrderList => ({ id, kind, count, imbalance, onFailure, author, createdAt: at }),
        ),
        books: [...books].sort(),
        notes: [...notes].map(([text, orders]) => ({ text, orders })),
      };
    },
  };
}

interface NamedRow {
  row: OrderRow;
  fields: OrderFields;
  clOrdId: string | undefined;
  /** undefined where that is wrong, and was reported. */
  book: KnownBook | undefined;
  /** Of book and name. */
  key: string;
}

/** Told one by one where some are there and some are not. */
const mostKnownTold = 1_000;

async function thereAlready(ledger: Ledger, rows: readonly NamedRow[]) {
  const byBook = new Map<string, string[]>();
  for (const { book, clOrdId } of rows) {
    if (book && clOrdId !== undefined) byBook.set(book.name, [...(byBook.get(book.name) ?? []), clOrdId]);
  }
  const found = new Map<string, Awaited<ReturnType<typeof parentsByClOrdId>>[number]>();
  for (const [book, names] of byBook) {
    for (const one of await parentsByClOrdId(ledger, book, names)) found.set(`${book} ${one.clOrdId}`, one);
  }
  return found;
}
