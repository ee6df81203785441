import { z } from 'zod';
import { type Id, isOpen } from '../../model/order.js';
import { parentStatuses } from '../../model/parentOrder.js';
import type { Ledger } from '../../record/ledger.js';
import { openOrders } from '../../record/queries/openOrders.js';
import { countOpen, parentsBefore, ruleOrdersBefore } from '../../record/queries/orderPages.js';
import type { RecordedOrder } from '../../record/queries/recordedOrder.js';
import type { OrdersAsked } from './asked.js';
import { orderRowView, parentRows, ruleRows } from './orderRows.js';
import { nextCursor, unixMs } from './plain.js';

/** The blotter: what was asked for and what rules wanted, newest first. */
export const ordersView = z.object({
  at: unixMs,
  open: z.int().meta({ description: 'How many are open now, whatever the filter.' }),
  rows: z.array(orderRowView),
  nextCursor,
});

export type OrdersView = z.infer<typeof ordersView>;

/** A page of the blotter. `now`: Unix ms. */
export async function readOrders(ledger: Ledger, now: number, asked: OrdersAsked): Promise<OrdersView> {
  const { limit } = asked;
  const [parents, rules, open] = await Promise.all([
    parentsOf(ledger, asked),
    rulesOf(ledger, asked),
    countOpen(ledger),
  ]);
  // Beyond the last that was looked at, one of the two lists could have holes.
  const merged = [...parents, ...rules.found]
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .filter(({ id }) => rules.lookedTo === null || id >= rules.lookedTo);
  const shown = merged.slice(0, limit);
  const shownIds = new Set(shown.map(({ id }) => id));
  const [asRows, ofRules] = await Promise.all([
    parentRows(
      ledger,
      parents.filter(({ id }) => shownIds.has(id)),
    ),
    ruleRows(
      ledger,
      rules.found.filter(({ id }) => shownIds.has(id)),
    ),
  ]);
  const rows = [...asRows, ...ofRules].sort((a, b) => (a.id < b.id ? 1 : -1));
  const last = merged.length > limit ? (shown.at(-1)?.id ?? null) : rules.lookedTo;
  return { at: now, open, rows, nextCursor: last };
}

async function parentsOf(ledger: Ledger, asked: OrdersAsked) {
  const { strategy, before, limit, open, status, side, instrument, list } = asked;
  const wanted = parentStatuses.find((one) => one === status);
  if (status !== undefined && wanted === undefined) return [];
  return parentsBefore(ledger, {
    limit: limit + 1,
    ...(strategy === undefined ? {} : { strategy }),
    ...(before === undefined ? {} : { before }),
    ...(open === undefined ? {} : { open }),
    ...(wanted === undefined ? {} : { status: wanted }),
    ...(side === undefined ? {} : { side }),
    ...(instrument === undefined ? {} : { instrument }),
    ...(list === undefined ? {} : { list }),
  });
}

/** So many orders of rules are looked through for a page: what is rarer takes another page. */
const mostLooked = 1_000;

/** `lookedTo`: the oldest that was looked at, where older ones were not; null where there are no more. */
async function rulesOf(
  ledger: Ledger,
  { strategy, before, limit, open, status, side, instrument, list }: OrdersAsked,
): Promise<{ found: RecordedOrder[]; lookedTo: Id | null }> {
  // What rules want is in no list.
  if (list !== undefined) return { found: [], lookedTo: null };
  const isWanted = ({ status: own, terms }: RecordedOrder): boolean =>
    (status === undefined || own === status) &&
    (!open || isOpen(own)) &&
    (side === undefined || ('side' in terms && terms.side === side)) &&
    (instrument === undefined || ('instrument' in terms && terms.instrument === instrument));
  const ofBook = strategy === undefined ? {} : { strategy };
  if (open) {
    const all = (await openOrders(ledger, ofBook)).filter((order) => order.parent === undefined && isWanted(order));
    return { found: before === undefined ? all : all.filter(({ id }) => id < before), lookedTo: null };
  }
  const found: RecordedOrder[] = [];
  let [last, looked] = [before, 0];
  for (;;) {
    const piece = await ruleOrdersBefore(ledger, {
      ...ofBook,
      ...(last === undefined ? {} : { before: last }),
      limit: limit + 1,
    });
    found.push(...piece.filter(isWanted));
    looked += piece.length;
    last = piece.at(-1)?.id;
    if (last === undefined || piece.length <= limit) return { found, lookedTo: null };
    if (found.length > limit || looked >= mostLooked) return { found, lookedTo: last };
  }
}
