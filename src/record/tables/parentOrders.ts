import type { Address, Hex } from 'viem';
import type { InstrumentId } from '../../model/instrument.js';
import type { Mode } from '../../model/mode.js';
import type { Id, OrderClass, Side } from '../../model/order.js';
import type { ExecType, ParentEvent } from '../../model/parentEvent.js';
import type { ListStatus, OrderList, ParentState, ParentStatus, ParentTerms } from '../../model/parentOrder.js';
import type { Turnover } from '../../model/turnover.js';
import type { UnixMillis, Wad } from '../../model/units.js';
import { big, index, integer, json, millis, real, table, text, uniqueIndex } from '../columns.js';

/** Orders that people have asked for; `orders` has the parts that they are done in. */
export const parentOrders = table(
  'parent_orders',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    clOrdId: text().notNull(),
    strategy: text().notNull(),
    account: text<Address>().notNull(),
    chainId: integer().notNull(),
    mode: text<Mode>().notNull(),
    orderClass: text<OrderClass>().notNull(),
    /** null for one that stands for itself. */
    list: text(),
    /** As asked for, and as replaced since. */
    terms: json<ParentTerms>().notNull(),
    /** Of what was asked for at first: the same asked again is known by it. */
    asked: text<Hex>().notNull(),
    /** Of `terms`, to find orders by. */
    instrument: text<InstrumentId>().notNull(),
    side: text<Side>().notNull(),
    state: json<ParentState>().notNull(),
    /** That of `state`, to find open ones by. */
    status: text<ParentStatus>().notNull(),
    /** How many events it has had: who writes the next one must have seen all of them. */
    executions: integer().notNull(),
    acceptedAt: millis<UnixMillis>(),
    /** USD per unit, when it was accepted. */
    arrivalPrice: real(),
    author: text().notNull(),
    text: text().notNull(),
    createdAt: millis<UnixMillis>().notNull(),
    updatedAt: millis<UnixMillis>().notNull(),
  },
  (t) => [
    uniqueIndex('parent_orders_clordid').on(t.strategy, t.clOrdId),
    index('parent_orders_status').on(t.status, t.strategy),
    index('parent_orders_list').on(t.list),
    index('parent_orders_strategy').on(t.strategy, t.id),
  ],
);

/** What has happened to them, event by event. Never changed, never dropped. */
export const executions = table(
  'executions',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    parent: text<Id>()
      .notNull()
      .references(() => parentOrders.id),
    number: integer().notNull(),
    /** Of a trade and a bust, the fill that it tells of; null for everything else. */
    fill: text<Id>(),
    event: json<ParentEvent>().notNull(),
    execType: text<ExecType>().notNull(),
    ordStatus: text<ParentStatus>().notNull(),
    cumQty: big<Wad>().notNull(),
    leavesQty: big<Wad>().notNull(),
    author: text().notNull(),
    text: text().notNull(),
    at: millis<UnixMillis>().notNull(),
  },
  (t) => [
    uniqueIndex('executions_number').on(t.parent, t.number),
    // A fill counts once, and is taken back once.
    uniqueIndex('executions_fill').on(t.fill, t.execType),
    index('executions_at').on(t.at),
  ],
);

/** What parent orders were asked for together as. */
export const orderLists = table(
  'order_lists',
  {
    id: text().primaryKey(),
    holder: text<Id>().notNull(),
    kind: text<OrderList['kind']>().notNull(),
    count: integer().notNull(),
    imbalance: real().notNull(),
    onFailure: text<OrderList['onFailure']>().notNull(),
    author: text().notNull(),
    createdAt: millis<UnixMillis>().notNull(),
    /** Of legs: null for a list that is only a name. */
    status: text<ListStatus>(),
    /** Which leg failed, and how; empty as long as none has. */
    text: text().notNull(),
    /** What people are alerted of: how much further apart legs are than they may be; empty when they are not. */
    apart: text().notNull(),
  },
  (t) => [index('order_lists_status').on(t.status)],
);

/** The market while an order is worked, sampled: what its average is measured against. */
export const workingMarks = table(
  'working_marks',
  {
    id: text<Id>().primaryKey(),
    parent: text<Id>()
      .notNull()
      .references(() => parentOrders.id),
    /** USD per unit, as the venue marks and where a small trade would execute. */
    mark: real().notNull(),
    last: real().notNull(),
    /** What the market has traded: the venue's counters, and USD since the first sample of the order. null where nobody tells. */
    turnover: json<Turnover>(),
    volume: real(),
    at: millis<UnixMillis>().notNull(),
  },
  (t) => [index('working_marks_parent').on(t.parent, t.at)],
);
