import { isOpen, shortId } from '../../model/order.js';
import { toFloat } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { latestTick } from '../../record/queries/ticks.js';
import { listUnsolicited } from '../../record/queries/unsolicited.js';
import {
  type BlotterFilter,
  type BlotterRow,
  blotter,
  isParentRow,
  type OrderRow,
  type ParentRow,
} from '../orders/blotter.js';
import { amount, sayTerms } from '../orders/sayOrder.js';
import { booksAsked } from './booksAsked.js';
import { clock, decimal } from './numbers.js';
import { paintStatus } from './orderLines.js';
import type { Answer } from './output.js';
import { bold, dim, table } from './table.js';
import { termsText, venueOrderText } from './terms.js';
import { unsolicitedText } from './unsolicited.js';

/**
 * The newest orders, newest first: those that people asked for, their parts folded into them; those that rules wanted; and what changed
 * positions without any of them.
 */
export async function orders(ledger: Ledger, now: number, filter: BlotterFilter): Promise<Answer> {
  await booksAsked(ledger, filter.strategy);
  const rows = await blotter(ledger, filter);
  const account = filter.strategy === undefined ? undefined : (await latestTick(ledger, filter.strategy))?.account;
  const changes = isNarrow(filter) ? [] : await listUnsolicited(ledger, { limit: 10, ...(account ? { account } : {}) });
  const parts = [rows.length > 0 ? blotterText(rows, now) : dim(noneText(filter)), unsolicitedText(changes, now)];
  return { json: rows, text: parts.filter((part) => part !== '').join('\n\n') };
}

const isNarrow = ({ strategy: _, limit: __, flat: ___, ...others }: BlotterFilter): boolean =>
  Object.values(others).some((value) => value !== undefined && value !== false);

const noneText = (filter: BlotterFilter): string => (isNarrow(filter) ? 'no such orders' : 'no orders yet');

function blotterText(rows: readonly BlotterRow[], now: number): string {
  const asked = rows.filter(isParentRow);
  const wanted = rows.filter((row): row is OrderRow => !isParentRow(row));
  const both = asked.length > 0 && wanted.length > 0;
  return [
    ...(asked.length > 0 ? [both ? `${bold('asked for')}\n${parentTable(asked, now)}` : parentTable(asked, now)] : []),
    ...(wanted.length > 0 ? [both ? `${bold('of rules')}\n${orderTable(wanted, now)}` : orderTable(wanted, now)] : []),
  ].join('\n\n');
}

const parentTable = (rows: readonly ParentRow[], now: number): string =>
  table(rows, [
    { title: 'order', cell: (o) => shortId(o.id) },
    { title: 'at', cell: (o) => clock(o.createdAt, now) },
    { title: 'ClOrdID', cell: (o) => (o.clOrdId === o.id ? '-' : o.clOrdId) },
    { title: 'book', cell: (o) => o.strategy },
    { title: 'terms', cell: (o) => sayTerms(o.terms) },
    { title: 'done', align: 'right', cell: (o) => `${amount(o.state.cumQty)} of ${amount(o.state.quantity)}` },
    { title: 'avg usd', align: 'right', cell: (o) => (o.avgPx === null ? '-' : decimal(toFloat(o.avgPx))) },
    { title: 'parts', align: 'right', cell: partsText },
    { title: 'list', cell: (o) => o.list ?? '-' },
    { title: 'status', cell: (o) => paintStatus(o.state.status, o.state.status) },
    { title: '', cell: (o) => dim(o.text) },
  ]);

/** `3, 1 open` */
function partsText({ children }: ParentRow): string {
  const open = children.filter(({ status }) => isOpen(status)).length;
  return open === 0 ? String(children.length) : `${children.length}, ${open} open`;
}

const orderTable = (rows: readonly OrderRow[], now: number): string =>
  table(rows, [
    { title: 'order', cell: (o) => shortId(o.id) },
    { title: 'at', cell: (o) => clock(o.createdAt, now) },
    { title: 'strategy', cell: (o) => o.strategy },
    { title: 'class', cell: (o) => o.orderClass },
    { title: 'terms', cell: (o) => termsText(o.terms, o.step) },
    { title: 'usd', align: 'right', cell: (o) => decimal(o.notional, 0) },
    { title: 'status', cell: (o) => o.status },
    { title: 'at the venue', cell: (o) => o.venueOrders.map(({ id }) => venueOrderText(id)).join(', ') || '-' },
    ...(rows.some(({ parent }) => parent !== undefined)
      ? [{ title: 'part of', cell: (o: OrderRow) => (o.parent === undefined ? '-' : shortId(o.parent)) }]
      : []),
    { title: '', cell: (o) => dim(o.text) },
  ]);
