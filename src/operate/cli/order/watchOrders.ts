import { shortId } from '../../../model/order.js';
import type { Ledger } from '../../../record/ledger.js';
import { type BlotterFilter, type BlotterRow, blotter, isParentRow } from '../../orders/blotter.js';
import { amount, sayTerms } from '../../orders/sayOrder.js';
import { clock } from '../numbers.js';
import { orders } from '../orders.js';
import type { Answer } from '../output.js';
import { termsText } from '../terms.js';
import { ledgerChanges } from './ledgerChanges.js';

const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
const clear = '\u001b[H\u001b[2J';

/**
 * The blotter, live: on a terminal drawn again at each change, elsewhere a line for each order that is new or has changed. Until it
 * is told to stop; the terminal is then as it was.
 */
export async function watchOrders(ledger: Ledger, filter: BlotterFilter, isJson: boolean): Promise<Answer> {
  const stop = new AbortController();
  const end = () => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  process.stdout.once('close', end);
  const onTerminal = process.stdout.isTTY && !isJson;
  const show = onTerminal ? draw : createTeller(isJson);
  if (onTerminal) process.stdout.write(enter);
  try {
    for await (const _ of ledgerChanges(ledger.file, stop.signal)) await show(ledger, filter);
  } finally {
    if (onTerminal) process.stdout.write(leave);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, end);
  }
  process.exit(0);
}

async function draw(ledger: Ledger, filter: BlotterFilter): Promise<void> {
  const now = Date.now();
  const { text } = await orders(ledger, now, filter);
  const rows = Math.max(1, (process.stdout.rows ?? 24) - 2);
  const lines = text.split('\n').slice(0, rows);
  process.stdout.write(`${clear}${clock(now, now)}  ctrl-c ends\n${lines.join('\n')}`);
}

/** A line for each row that is not as it was told last, the oldest first. */
function createTeller(isJson: boolean) {
  const told = new Map<string, string>();
  return async (ledger: Ledger, filter: BlotterFilter): Promise<void> => {
    const rows = await blotter(ledger, filter);
    const kept = new Set(rows.map(({ id }) => id));
    for (const id of told.keys()) if (!kept.has(id)) told.delete(id);
    for (const row of rows.reverse()) {
      const line = isJson ? jsonOf(row) : lineOf(row);
      if (told.get(row.id) === line) continue;
      told.set(row.id, line);
      process.stdout.write(`${line}\n`);
    }
  };
}

const jsonOf = (row: BlotterRow): string =>
  JSON.stringify(row, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one));

function lineOf(row: BlotterRow): string {
  const at = new Date(row.updatedAt).toISOString();
  if (!isParentRow(row))
    return `${at}  ${shortId(row.id)}  ${row.status}  ${termsText(row.terms, row.step)}  of ${row.strategy}`;
  const { state, terms, clOrdId, id, strategy } = row;
  const name = clOrdId === id ? '' : `${clOrdId}  `;
  return `${at}  ${shortId(id)}  ${name}${state.status}  ${amount(state.cumQty)} of ${amount(state.quantity)} done  ${sayTerms(terms)}  of ${strategy}`;
}
