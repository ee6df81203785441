import { createReadStream, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { BallastError, shortMessageOf } from '../../../model/error.js';
import { unixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { openBookShelf } from '../../orders/bookShelf.js';
import { type Imported, type ImportOptions, importOrders } from '../../orders/importOrders.js';
import { readManner } from '../../orders/legsAsked.js';
import { openKnowledge } from '../../orders/openKnowledge.js';
import { OrderError } from '../../orders/orderError.js';
import type { FieldProblem } from '../../orders/orderFields.js';
import { orderRows } from '../../orders/orderRows.js';
import { createProblemList } from '../../orders/problemList.js';
import { integer } from '../../words/numbers.js';
import type { Answer } from '../output.js';
import { dim, yellow } from '../table.js';
import { whoAnswers } from './whoAnswers.js';

export interface OrderImportOptions {
  settings: string;
  env: Readonly<Record<string, string | undefined>>;
  list?: string | boolean | undefined;
  legs?: string | boolean | undefined;
  imbalance?: string | boolean | undefined;
  onFailure?: string | boolean | undefined;
  dryRun?: string | boolean | undefined;
  json?: boolean;
}

/**
 * Asks for the orders of a file: all of them, or none.
 * @throws OrderError with everything that is wrong with it; BallastError where all of it is there already
 */
export async function orderImport(ledger: Ledger, file: string, options: OrderImportOptions): Promise<Answer> {
  const { settings, env, list, dryRun } = options;
  const shelf = await openBookShelf(ledger, openKnowledge(settings, env));
  const problems = createProblemList();
  refuseSize(file);
  const rows = orderRows(createReadStream(file, { highWaterMark: 1 << 18 }), problems, mostBytes);
  const imported = await importOrders(ledger, shelf, rows, problems, {
    subject: file,
    author: userInfo().username,
    at: unixMillis(Date.now()),
    ...(typeof list === 'string' ? { list } : {}),
    ...legsOf(options),
    dryRun: dryRun === true,
  });
  if (imported.written === 0) {
    throw new BallastError(
      `${imported.known === 1 ? 'the order' : `all ${integer(imported.known)} orders`} of ${file} ${imported.known === 1 ? 'is' : 'are'} in the ledger already; nothing was written`,
      {
        mend: 'see where they stand: `ballast orders`; other orders need other names (clOrdId)',
      },
    );
  }
  return tell(ledger, file, imported, dryRun === true);
}

function tell(ledger: Ledger, file: string, imported: Imported, isDry: boolean): Answer {
  const { written, lists, books, notes } = imported;
  const { daemon, text } = whoAnswers(ledger.file);
  const ofLists =
    lists.length === 0 ? '' : `, ${lists.length === 1 ? `list ${lists[0]?.id}` : `${integer(lists.length)} lists`}`;
  const lines = [
    `${written === 1 ? '1 order' : `${integer(written)} orders`} of ${file} ${written === 1 ? 'is' : 'are'} ${isDry ? 'in order; nothing was written' : 'written'}: ${integer(books.length)} ${books.length === 1 ? 'book' : 'books'}${ofLists}`,
    ...notes
      .slice(0, mostNotes)
      .map((note) => yellow(note.orders === 1 ? note.text : `${note.text} (${integer(note.orders)} orders)`)),
    ...(notes.length > mostNotes ? [yellow(`and ${integer(notes.length - mostNotes)} more such notes`)] : []),
    ...(isDry
      ? []
      : [
          text,
          dim(
            lists.length === 1 ? `follow them: ballast orders --list ${lists[0]?.id}` : 'follow them: ballast orders',
          ),
        ]),
  ];
  return { json: { ...imported, isDry, daemon, ledger: ledger.file }, text: lines.join('\n') };
}

const mostNotes = 10;

/** Files that are larger than any import are refused before they are opened. A pipe tells no size: it is read, and no further. */
function refuseSize(file: string): void {
  try {
    const found = statSync(file);
    if (found.isDirectory()) throw new BallastError(`${file} is a folder`, { mend: 'name one of the files in it' });
    if (found.size <= mostBytes) return;
  } catch (cause) {
    if (cause instanceof BallastError) throw cause;
    const mend = 'name a file that is there and that you may read; `-` is no name, but /dev/stdin is';
    throw new BallastError(`${file} cannot be read: ${shortMessageOf(cause)}`, { cause, mend });
  }
  throw new BallastError(`${file} is larger than ${mostBytes / 1e6} MB`, { mend: 'cut it into several' });
}

const mostBytes = 100_000_000;

function legsOf({ legs, imbalance, onFailure }: OrderImportOptions): Partial<ImportOptions> {
  if (legs !== true) return {};
  const problems: FieldProblem[] = [];
  const written = {
    ...(typeof imbalance === 'string' ? { imbalance } : {}),
    ...(typeof onFailure === 'string' ? { onFailure } : {}),
  };
  const manner = readManner(written, (problem) => problems.push(problem));
  if (!manner) throw new OrderError('what was said of the legs', problems);
  return { kind: 'legs', ...manner };
}
