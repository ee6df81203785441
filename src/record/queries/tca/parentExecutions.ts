import type { ExecutedTrade } from '../../../assess/execution/executed.js';
import type { PaidCosts } from '../../../assess/execution/shortfall.js';
import type { Id } from '../../../model/order.js';
import { isParentOpen } from '../../../model/parentOrder.js';
import { toFloat } from '../../../model/units.js';
import type { Ledger } from '../../ledger.js';
import { grouped } from '../grouped.js';
import { parentsById, type RecordedParent } from '../parentOrders.js';
import { type DeskRows, deskRows } from './deskRows.js';
import type { MarkNear } from './markNear.js';
import { type SentOrder, sentOrders } from './partsOf.js';
import type { RecordedExecuted } from './recordedExecuted.js';
import { comparisonsOf, knownPrice, paidBy, quoteOf } from './tradesOf.js';

/** Orders that people have asked for: what was booked for each, and what its parts have paid. In the order they are given. */
export async function parentExecutions(
  ledger: Ledger,
  parents: readonly RecordedParent[],
  markNear: MarkNear,
): Promise<RecordedExecuted[]> {
  const rows = await deskRows(ledger, parents);
  const given = new Set(parents.map(({ id }) => id));
  // What was traded for all members may belong to another book than the one that is asked about.
  const missing = new Set(
    [...rows.blockOf.values()].flatMap(({ parent }) => (parent && !given.has(parent) ? [parent] : [])),
  );
  const others = await parentsById(ledger, [...missing]);
  const otherRows = await deskRows(ledger, others);
  const children = [...rows.children.values(), ...otherRows.children.values()].flat();
  const sent = grouped(await sentOrders(ledger, children), ({ order }) => order.parent ?? '');
  const executionsOf = (id: Id) => rows.executions.get(id) ?? otherRows.executions.get(id) ?? [];
  const totals = new Map<Id, Traded>();
  const tradedFor = (id: Id): Traded => {
    const known = totals.get(id) ?? totalOf(ownTrades(executionsOf(id), sent.get(id) ?? []), sent.get(id) ?? []);
    totals.set(id, known);
    return known;
  };
  return Promise.all(
    parents.map((parent) => parentExecution({ parent, rows, sent: sent.get(parent.id) ?? [], tradedFor, markNear })),
  );
}

interface Of {
  parent: RecordedParent;
  rows: DeskRows;
  /** Its children. */
  sent: readonly SentOrder[];
  /** What was traded for a whole block. */
  tradedFor: (parent: Id) => Traded;
  markNear: MarkNear;
}

async function parentExecution({ parent, rows, sent, tradedFor, markNear }: Of): Promise<RecordedExecuted> {
  const { id, terms, state, chainId, arrivalPrice } = parent;
  const marks = rows.marks.get(id) ?? [];
  const events = rows.executions.get(id) ?? [];
  const block = rows.blockOf.get(id);
  const whole = block?.parent && block.parent !== id ? tradedFor(block.parent) : null;
  const shares = whole ? sharesOf(events, rows, whole) : [];
  const trades = [...ownTrades(events, sent, marks), ...shares].sort((a, b) => a.at - b.at);
  const costs = shares.length > 0 && whole ? withShare(paidBy(sent), events, rows, whole) : paidBy(sent);
  const isOver = !isParentOpen(state.status);
  const endedAt = isOver ? parent.updatedAt : null;
  const undone = toFloat(state.cxlQty);
  const last = marks.at(-1);
  const seen = await markNear(chainId, terms.instrument, parent.createdAt);
  return {
    ...{ id, strategy: parent.strategy, account: parent.account, chainId, status: state.status, author: parent.author },
    ...{ venue: terms.venue, instrument: terms.instrument, algorithm: terms.algorithm.kind, rule: null },
    ...{ list: parent.list, block: block?.id ?? null },
    kind: block?.parent === id ? 'block' : shares.length > 0 ? 'member' : 'order',
    ...{ askedAt: parent.createdAt, acceptedAt: parent.acceptedAt, endedAt, marks },
    worked: {
      ...{ side: terms.side, ordered: toFloat(state.quantity), undone, trades, costs },
      decisionPrice: knownPrice(seen) ?? rows.askedAt.get(id) ?? Number.NaN,
      arrivalPrice: arrivalPrice ?? Number.NaN,
      endPrice:
        undone > 0 && endedAt !== null
          ? (knownPrice(await markNear(chainId, terms.instrument, endedAt)) ?? last?.mark ?? Number.NaN)
          : Number.NaN,
    },
    trades,
    comparisons: comparisonsOf(sent),
    choices: sent.flatMap(({ choice }) => choice ?? []),
  };
}

type Events = ReturnType<DeskRows['executions']['get']>;

/** What children have traded, as it was booked; what was undone again is gone. */
function ownTrades(
  events: Events = [],
  sent: readonly SentOrder[],
  marks: readonly { at: number; mark: number }[] = [],
): ExecutedTrade[] {
  const byId = new Map(sent.map((one) => [one.order.id, one]));
  return bookedTrades(events).flatMap(({ event, at }) => {
    const child = byId.get(event.child)?.order;
    if (!child || (child.terms.kind !== 'trade' && child.terms.kind !== 'rest')) return [];
    const then = marks.filter((mark) => mark.at <= child.createdAt).at(-1)?.mark;
    const amount = { quantity: toFloat(event.quantity), price: toFloat(event.price) };
    return [{ child: child.id, at, ...amount, ...quoteOf(child, then) }];
  });
}

function bookedTrades(events: Events = []) {
  const undone = new Set(events.flatMap(({ event }) => (event.kind === 'bust' ? [event.fill] : [])));
  return events.flatMap(({ event, at }) => (event.kind === 'trade' && !undone.has(event.fill) ? [{ event, at }] : []));
}

/** What was traded for all members of a block together. */
interface Traded {
  quantity: number;
  /** By quantity, USD per unit. */
  mark: number;
  quoted: number;
  costs: PaidCosts;
}

function totalOf(trades: readonly ExecutedTrade[], sent: readonly SentOrder[]): Traded {
  const quantity = trades.reduce((sum, trade) => sum + trade.quantity, 0);
  const average = (of: (trade: ExecutedTrade) => number) =>
    trades.reduce((sum, trade) => sum + trade.quantity * of(trade), 0) / quantity;
  const costs = paidBy(sent);
  return { quantity, mark: average(({ mark }) => mark), quoted: average(({ quoted }) => quoted), costs };
}

/** What a member was given of a block, at its average price; judged by the marks that the block was traded at. */
function sharesOf(events: Events = [], { allocations }: DeskRows, { mark, quoted }: Traded): ExecutedTrade[] {
  return bookedTrades(events).flatMap(({ event, at }) =>
    allocations.has(event.fill)
      ? [{ child: event.child, at, quantity: toFloat(event.quantity), price: toFloat(event.price), mark, quoted }]
      : [],
  );
}

/** Its fee as it was given out; its part of what trading the block has cost, by quantity; and what its own transfers have paid. */
function withShare(own: PaidCosts, events: Events = [], { allocations }: DeskRows, whole: Traded): PaidCosts {
  const given = bookedTrades(events).flatMap(({ event }) => allocations.get(event.fill) ?? []);
  const share = given.reduce((sum, { quantity }) => sum + toFloat(quantity), 0) / whole.quantity;
  const { gas, keeper, funding } = whole.costs;
  return {
    fee: own.fee + given.reduce((sum, { fee }) => sum + toFloat(fee), 0),
    gas: own.gas + share * gas,
    keeper: own.keeper + share * keeper,
    funding: funding === null ? own.funding : (own.funding ?? 0) + share * funding,
  };
}
