import { shortId } from '../../../model/order.js';
import type { Ledger } from '../../../record/ledger.js';
import { type BlotterFilter, type BlotterRow, blotter, isParentRow } from '../../orders/blotter.js';
import { amount, sayTerms } from '../../orders/sayOrder.js';
import { plainText } from '../../plainText.js';
import { clock, tidied } from '../../words/numbers.js';
import { termsText } from '../../words/terms.js';
import { type FoundOrders, findOrders } from '../orders.js';
import type { Answer } from '../output.js';
import { frameOf, screenOf } from './frame.js';
import { ledgerChanges } from './ledgerChanges.js';
import { shownName } from './shownName.js';

/** Another screen, no cursor, and nothing goes on in the next line by itself; and back. */
const enter = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J';
const leave = '\u001b[?7h\u001b[?25h\u001b[?1049l';

/**
 * The blotter, live: on a terminal drawn again at each change and whenever its size changes, elsewhere a line for each order that is new or
 * has changed. Until it is told to stop; the terminal is then as it was.
 */
export async function watchOrders(ledger: Ledger, filter: BlotterFilter, isJson: boolean): Promise<Answer> {
  const stop = new AbortController();
  const end = () => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  process.stdout.once('close', end);
  const view = process.stdout.isTTY && !isJson ? createScreen() : createTeller(isJson);
  try {
    for await (const _ of ledgerChanges(ledger.file, stop.signal)) await view.show(ledger, filter);
  } finally {
    view.end();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, end);
  }
  process.exit(0);
}

interface View {
  show(ledger: Ledger, filter: BlotterFilter): Promise<void>;
  end(): void;
}

function createScreen(): View {
  const { stdout } = process;
  let found: FoundOrders | null = null;
  let at = 0;
  const draw = (): void => {
    if (!found) return;
    const screen = screenOf(stdout);
    stdout.write(frameOf(`${clock(at, at)}  ctrl-c ends`, found.text(at, screen.columns), screen));
  };
  stdout.write(enter);
  stdout.on('resize', draw);
  return {
    async show(ledger, filter) {
      found = await findOrders(ledger, filter);
      at = Date.now();
      draw();
    },
    end() {
      stdout.off('resize', draw);
      stdout.write(leave);
    },
  };
}

/** A line for each row that is not as it was told last, the oldest first. */
function createTeller(isJson: boolean): View {
  const told = new Map<string, string>();
  const show: View['show'] = async (ledger, filter) => {
    const rows = await blotter(ledger, filter);
    const kept = new Set(rows.map(({ id }) => id));
    for (const id of told.keys()) if (!kept.has(id)) told.delete(id);
    for (const row of rows.reverse()) {
      const line = isJson ? jsonOf(row) : plainText(lineOf(row), false);
      if (told.get(row.id) === line) continue;
      told.set(row.id, line);
      process.stdout.write(`${line}\n`);
    }
  };
  return { show, end() {} };
}

const jsonOf = (row: BlotterRow): string =>
  JSON.stringify(row, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one)).replace(
    // JSON writes out the controls below a space by itself.
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

function lineOf(row: BlotterRow): string {
  const at = new Date(row.updatedAt).toISOString();
  if (!isParentRow(row))
    return `${at}  ${shortId(row.id)}  ${row.status}  ${termsText(row.terms, row.step)}  of ${row.strategy}`;
  const { state, terms, clOrdId, id, strategy } = row;
  const name = clOrdId === id ? '' : `${shownName({ id, clOrdId })}  `;
  const why = row.ended === '' ? '' : `  ${tidied(row.ended)}`;
  return `${at}  ${shortId(id)}  ${name}${state.status}  ${amount(state.cumQty)} of ${amount(state.quantity)} done  ${sayTerms(terms)}  of ${strategy}${why}`;
}
