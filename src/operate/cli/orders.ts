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
import { clock, decimal, tidied } from '../words/numbers.js';
import { termsText, venueOrderText } from '../words/terms.js';
import { booksAsked } from './booksAsked.js';
import { type FitColumn, fitColumns } from './order/fitColumns.js';
import { shownName } from './order/shownName.js';
import { paintStatus } from './orderLines.js';
import type { Answer } from './output.js';
import { bold, dim, table } from './table.js';
import { unsolicitedText } from './unsolicited.js';

/**
 * The newest orders, newest first: those that people asked for, their parts folded into them; those that rules wanted; and what changed
 * positions without any of them.
 */
export async function orders(ledger: Ledger, now: number, filter: BlotterFilter): Promise<Answer> {
  const { rows, text } = await findOrders(ledger, filter);
  return { json: rows, text: text(now, Number.POSITIVE_INFINITY) };
}

export interface FoundOrders {
  rows: readonly BlotterRow[];
  /** As a table that is no wider; what gives way to that is told by `ballast order show`. */
  text(now: number, width: number): string;
}

export async function findOrders(ledger: Ledger, filter: BlotterFilter): Promise<FoundOrders> {
  await booksAsked(ledger, filter.strategy);
  const rows = await blotter(ledger, filter);
  const account = filter.strategy === undefined ? undefined : (await latestTick(ledger, filter.strategy))?.account;
  const changes = isNarrow(filter) ? [] : await listUnsolicited(ledger, { limit: 10, ...(account ? { account } : {}) });
  return {
    rows,
    text(now, width) {
      const found = rows.length > 0 ? blotterText(rows, now, width) : dim(noneText(filter));
      return [found, unsolicitedText(changes, now)].filter((part) => part !== '').join('\n\n');
    },
  };
}

const isNarrow = ({ strategy: _, limit: __, flat: ___, ...others }: BlotterFilter): boolean =>
  Object.values(others).some((value) => value !== undefined && value !== false);

const noneText = (filter: BlotterFilter): string => (isNarrow(filter) ? 'no such orders' : 'no orders yet');

function blotterText(rows: readonly BlotterRow[], now: number, width: number): string {
  const asked = rows.filter(isParentRow);
  const wanted = rows.filter((row): row is OrderRow => !isParentRow(row));
  const both = asked.length > 0 && wanted.length > 0;
  const parents = (): string => table(asked, fitColumns(asked, parentColumns(now), width));
  const others = (): string => table(wanted, fitColumns(wanted, orderColumns(wanted, now), width));
  return [
    ...(asked.length > 0 ? [both ? `${bold('asked for')}\n${parents()}` : parents()] : []),
    ...(wanted.length > 0 ? [both ? `${bold('of rules')}\n${others()}` : others()] : []),
  ].join('\n\n');
}

/** The order of a block is told by the block's id, and that whole where there is room. */
const cutName = { good: 20, least: 20 };
/** Of terms, side, quantity and instrument; and side and quantity at least. */
const cutTerms = { good: 22, least: 12 };

const parentColumns = (now: number): readonly FitColumn<ParentRow>[] => [
  { title: 'order', cell: (o) => shortId(o.id) },
  { title: 'at', cell: (o) => clock(o.createdAt, now), rank: 4 },
  { title: 'ClOrdID', cell: shownName, rank: 2, cut: cutName },
  { title: 'book', cell: (o) => o.strategy, rank: 5 },
  { title: 'terms', cell: (o) => sayTerms(o.terms), cut: cutTerms },
  {
    title: 'done',
    align: 'right',
    cell: (o) => `${amount(o.state.cumQty)} of ${amount(o.state.quantity)}`,
    rank: 1,
  },
  { title: 'avg usd', align: 'right', cell: (o) => (o.avgPx === null ? '-' : decimal(toFloat(o.avgPx))), rank: 3 },
  { title: 'parts', align: 'right', cell: partsText, rank: 6 },
  { title: 'list', cell: (o) => o.list ?? '-', rank: 7 },
  { title: 'status', cell: (o) => paintStatus(o.state.status, o.state.status) },
  { title: '', cell: (o) => (o.ended === '' ? dim(o.text) : tidied(o.ended)), rank: 8, cut: { good: 16, least: 12 } },
];

/** `3, 1 open` */
function partsText({ children }: ParentRow): string {
  const open = children.filter(({ status }) => isOpen(status)).length;
  return open === 0 ? String(children.length) : `${children.length}, ${open} open`;
}

const orderColumns = (rows: readonly OrderRow[], now: number): readonly FitColumn<OrderRow>[] => [
  { title: 'order', cell: (o) => shortId(o.id) },
  { title: 'at', cell: (o) => clock(o.createdAt, now), rank: 2 },
  { title: 'strategy', cell: (o) => o.strategy, rank: 4 },
  { title: 'class', cell: (o) => o.orderClass, rank: 5 },
  { title: 'terms', cell: (o) => termsText(o.terms, o.step), cut: cutTerms },
  { title: 'usd', align: 'right', cell: (o) => decimal(o.notional, 0), rank: 3 },
  { title: 'status', cell: (o) => o.status },
  {
    title: 'at the venue',
    cell: (o) => o.venueOrders.map(({ id }) => venueOrderText(id)).join(', ') || '-',
    rank: 7,
  },
  ...(rows.some(({ parent }) => parent !== undefined)
    ? [{ title: 'part of', cell: (o: OrderRow) => (o.parent === undefined ? '-' : shortId(o.parent)), rank: 6 }]
    : []),
  { title: '', cell: (o) => dim(o.text), rank: 8, cut: { good: 16, least: 12 } },
];
