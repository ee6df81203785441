import type { Address, Hash, Hex } from 'viem';
import type { CostEstimate } from '../../model/cost.js';
import type { Action, Alternative, Check, Decision, Verdict } from '../../model/decision.js';
import type { Mode } from '../../model/mode.js';
import type {
  ApprovalRequest,
  AttemptState,
  Fill,
  Id,
  KeeperGas,
  OrderClass,
  OrderId,
  OrderStep,
  OrderTerms,
  OrdStatus,
  TransactionRequest,
} from '../../model/order.js';
import type { UnixMillis, Wei } from '../../model/units.js';
import {
  big,
  flag,
  height,
  index,
  integer,
  json,
  millis,
  primaryKey,
  real,
  table,
  text,
  uniqueIndex,
} from '../columns.js';
import { ticks } from './ticks.js';

/** What was done or not, and why. Never dropped, and neither are the ticks they stand on. */
export const decisions = table(
  'decisions',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    tick: text<Id>()
      .notNull()
      .references(() => ticks.id),
    strategy: text().notNull(),
    strategyHash: text<Hex>().notNull(),
    rule: text().notNull(),
    kind: text<Decision['kind']>().notNull(),
    subject: json<Decision['subject']>().notNull(),
    orderClass: text<OrderClass>().notNull(),
    verdict: text<Verdict>().notNull(),
    because: json<readonly string[]>().notNull(),
    size: json<readonly string[]>().notNull(),
    not: json<readonly string[]>().notNull(),
    checks: json<readonly Check[]>().notNull(),
    metrics: json<Readonly<Record<string, number>>>().notNull(),
    action: json<Action>(),
    alternatives: json<readonly Alternative[]>(),
    at: millis<UnixMillis>().notNull(),
  },
  (t) => [
    index('decisions_strategy').on(t.strategy, t.id),
    index('decisions_tick').on(t.tick),
    // What is rare among a million is found from the end of the list.
    index('decisions_rule').on(t.rule, t.id),
    index('decisions_verdict').on(t.verdict, t.id),
  ],
);

export const orders = table(
  'orders',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    decision: text<Id>()
      .notNull()
      .references(() => decisions.id),
    strategy: text().notNull(),
    rule: text().notNull(),
    account: text<Address>().notNull(),
    chainId: integer().notNull(),
    mode: text<Mode>().notNull(),
    orderClass: text<OrderClass>().notNull(),
    terms: json<OrderTerms>().notNull(),
    status: text<OrdStatus>().notNull(),
    text: text().notNull(),
    /** USD. */
    notional: real().notNull(),
    /** What it was expected to cost; null where nothing was said of it. */
    cost: json<CostEstimate>(),
    /** null for one that stands for itself. */
    step: json<OrderStep>(),
    /** The parent order that it is a part of; null where a rule asked for it. */
    parent: text<Id>(),
    createdAt: millis<UnixMillis>().notNull(),
    updatedAt: millis<UnixMillis>().notNull(),
  },
  (t) => [
    index('orders_strategy_created').on(t.strategy, t.createdAt),
    index('orders_strategy_updated').on(t.strategy, t.updatedAt),
    index('orders_status').on(t.status),
    index('orders_decision').on(t.decision),
    // In order of time: what nobody has asked for is a long list, and it is read from its end.
    index('orders_parent').on(t.parent, t.id),
    index('orders_strategy_parent').on(t.strategy, t.parent, t.id),
  ],
);

/** The transactions an order needs, in order. */
export const orderSteps = table(
  'order_steps',
  {
    order: text<Id>()
      .notNull()
      .references(() => orders.id),
    step: integer().notNull(),
    purpose: text<TransactionRequest['purpose']>().notNull(),
    describe: text().notNull(),
    to: text<Address>().notNull(),
    data: text<Hex>().notNull(),
    value: big<Wei>().notNull(),
    approval: json<ApprovalRequest>(),
    keeperGas: json<readonly KeeperGas[]>(),
  },
  (t) => [primaryKey({ columns: [t.order, t.step] })],
);

export const attempts = table(
  'attempts',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    order: text<Id>()
      .notNull()
      .references(() => orders.id),
    step: integer().notNull(),
    account: text<Address>().notNull(),
    chainId: integer().notNull(),
    nonce: integer().notNull(),
    hash: text<Hash>().notNull(),
    bytes: text<Hex>().notNull(),
    state: text<AttemptState>().notNull(),
    text: text().notNull(),
    blockNumber: height(),
    blockHash: text<Hash>(),
    gasCost: big<Wei>(),
    cancels: flag().notNull(),
    revertData: text<Hex>(),
    /** Deep enough that it is not looked at again. */
    settled: flag().notNull(),
    createdAt: millis<UnixMillis>().notNull(),
    updatedAt: millis<UnixMillis>().notNull(),
  },
  (t) => [
    uniqueIndex('attempts_hash').on(t.hash),
    index('attempts_nonce').on(t.account, t.chainId, t.nonce),
    index('attempts_settled').on(t.settled, t.account, t.chainId),
    index('attempts_order').on(t.order),
    index('attempts_created').on(t.createdAt),
  ],
);

export const fills = table(
  'fills',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    order: text<Id>()
      .notNull()
      .references(() => orders.id),
    attempt: text<Id>()
      .notNull()
      .references(() => attempts.id),
    /** Which of the orders that the attempt put into a venue's book; null where the attempt itself did it. */
    venueOrder: text<OrderId>(),
    fill: json<Fill>().notNull(),
    /** The block that held it was reorganised away. */
    voided: flag().notNull(),
    at: millis<UnixMillis>().notNull(),
  },
  (t) => [
    index('fills_order').on(t.order),
    index('fills_attempt').on(t.attempt),
    index('fills_at').on(t.at),
    // Few are.
    index('fills_voided').on(t.voided, t.id),
  ],
);
