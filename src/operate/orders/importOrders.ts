import { setImmediate } from 'node:timers/promises';
import { shortId } from '../../model/order.js';
import { isParentOpen, type OrderList, type ParentOrder, type ParentTerms } from '../../model/parentOrder.js';
import { areOpposite } from '../../plan/work/legs.js';
import { LedgerError } from '../../record/errors.js';
import type { Ledger } from '../../record/ledger.js';
import { listsById, parentsByClOrdId, type RecordedParent } from '../../record/queries/parentOrders.js';
import { insertParents } from '../../record/statements/parentOrders.js';
import type { BookShelf } from './bookShelf.js';
import { commandOf } from './commandOf.js';
import type { KnownBook } from './knownBook.js';
import { oneChain, oppositeProblem } from './legsAsked.js';
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

type OrderRows = AsyncIterable<OrderRow | null> | Iterable<OrderRow | null>;

/** Rows between two looks into the ledger. */
const batchSize = 500;

/**
 * Writes orders of a file into the ledger as one unit of work: all of them, or none. Every row is read, however many are wrong.
 * @param rows null for each that is none: where something is wrong with it, that is among the problems
 * @param problems what the reader of the file finds is in here too
 * @throws OrderError with everything that is wrong
 */
export async function importOrders(
  ledger: Ledger,
  shelf: BookShelf,
  rows: OrderRows,
  problems: ProblemList,
  options: ImportOptions,
): Promise<Imported> {
  const most = mostAtOnce(ledger.file);
  const reader = createReader(ledger, shelf, problems, options);
  let batch: OrderRow[] = [];
  let count = 0;
  let orders = 0;
  for await (const row of rows) {
    count += 1;
    if (count > most.orders) {
      const message = `there are more than ${most.orders} orders${orders === most.orders ? '' : ', or lines that are none'}`;
      problems.add({ field: null, ...(row ? { line: row.line } : {}), message, mend: most.mend });
      break;
    }
    if (row) {
      orders += 1;
      batch.push(row);
    }
    if (count % batchSize !== 0) continue;
    await reader.read(batch);
    batch = [];
    // Whoever else is served by this process has a turn.
    await setImmediate();
  }
  await reader.read(batch);
  if (orders === 0 && problems.count === 0)
    problems.add({
      field: null,
      message: 'there are no orders in it',
      mend: 'a line an order, after the line of titles',
    });
  const refuse = (): void => {
    if (problems.count > 0) throw new OrderError(options.subject, problems.kept, problems.count);
  };
  const { parents, known, lists, books, notes } = await reader.end();
  refuse();
  try {
    if (parents.length > 0 && !options.dryRun) {
      const orders = parents.map(({ id }) => id);
      const command = commandOf('import', { orders, list: options.subject, text: '' }, options);
      await ledger.commit([command, insertParents(parents, lists)]);
    }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    // Somebody else may have asked for the same between our look and our word.
    const there = await reader.lookAgain();
    refuse();
    if (there < parents.length) throw error;
    return { written: 0, known: there, lists: [], books, notes: [] };
  }
  return { written: parents.length, known, lists, books, notes };
}

function createReader(ledger: Ledger, shelf: BookShelf, problems: ProblemList, options: ImportOptions) {
  /** To be written, and where they stand in the file. */
  let fresh: { named: NamedRow; parent: ParentOrder }[] = [];
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

  function joinKnown({ row, fields }: NamedRow, old: RecordedParent & { asked: string }): void {
    if (!isSameOrder(fields, old)) {
      reportOf(row)(otherTerms(old));
      return;
    }
    knownCount += 1;
    if (known.length < mostKnownTold) known.push({ row, there: old });
  }

  function tellKnown(): void {
    for (const { row, there } of known) {
      const message = `\`${there.clOrdId}\` is there already: ${shortId(there.id)}${isParentOpen(there.state.status) ? '' : `, ${there.state.status}`}`;
      reportOf(row)({
        field: 'clOrdId',
        message,
        mend: 'take out the rows that are there already, or give them new names',
      });
    }
  }

  async function refuseTakenLists(): Promise<void> {
    for (const { id } of await listsById(ledger, [...lists.keys()]))
      problems.add({
        field: 'list',
        line: lists.get(id)?.line ?? 0,
        message: `there is a list \`${id}\` already`,
        mend: 'give this one another name',
      });
  }

  /** Legs of one list that are on several chains, or undo each other. */
  function refuseApart(): void {
    const legs = new Map<string, typeof fresh>();
    const chains = new Map<string, number>();
    for (const one of fresh) {
      const { list, chainId } = one.parent;
      const first = list === null ? chainId : (chains.get(list) ?? chainId);
      if (list !== null) chains.set(list, first);
      if (chainId !== first)
        reportOf(one.named.row)({
          ...{ field: 'instrument', message: `the legs of \`${list}\` are on another chain`, mend: oneChain },
        });
      const key = `${one.parent.list} ${one.parent.terms.instrument}`;
      const others = legs.get(key) ?? [];
      const other = others.find(({ parent }) => areOpposite(parent.terms, one.parent.terms));
      if (other) {
        const [message, mend] = oppositeProblem(other.parent.clOrdId, one.parent.terms);
        reportOf(one.named.row)({ field: 'side', message, mend });
      } else if (!others.some(({ parent: { terms } }) => isAlike(terms, one.parent.terms)))
        legs.set(key, [...others, one]);
    }
  }

  return {
    async read(rows: readonly OrderRow[]): Promise<void> {
      const read: NamedRow[] = [];
      for (const row of rows) read.push(await nameOf(row));
      const there = await thereAlready(ledger, read);
      for (const named of read) {
        const { row, fields, book, key } = named;
        const old = there.get(key);
        if (old) joinKnown(named, old);
        else {
          const found = readOrder(fields, book, options, reportOf(row));
          for (const note of found?.notes ?? []) notes.set(note, (notes.get(note) ?? 0) + 1);
          if (found) joinList(found.parent, row.line);
          // With anything wrong nothing is written: what was read so far need not be kept.
          if (found && problems.count === 0) fresh.push({ named, parent: found.parent });
        }
        if (problems.count > 0) fresh = [];
      }
    },

    async end() {
      const parents = fresh.map(({ parent }) => parent);
      if (knownCount > 0 && (parents.length > 0 || problems.count > 0)) tellKnown();
      const { kind = 'list', imbalance = 1, onFailure = 'hold', author, at } = options;
      await refuseTakenLists();
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
        refuseApart();
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

    /** After nothing could be written: how many of what was to be written are there now. Where only some are, or their lists, it is told. */
    async lookAgain(): Promise<number> {
      const there = await thereAlready(
        ledger,
        fresh.map(({ named }) => named),
      );
      for (const { named } of fresh) {
        const old = there.get(named.key);
        if (old) joinKnown(named, old);
      }
      if (knownCount === fresh.length) return knownCount;
      if (there.size > 0) tellKnown();
      else await refuseTakenLists();
      return knownCount;
    },
  };
}

const isAlike = (a: ParentTerms, b: ParentTerms): boolean => a.side === b.side && a.position === b.position;

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
