import type { Hex } from 'viem';
import type { Id } from '../../model/order.js';
import type { TradingState } from '../../model/tradingState.js';
import type { UnixMillis } from '../../model/units.js';
import { integer, json, millis, table, text } from '../columns.js';

/** One row a process: who wrote what. */
export const runs = table('runs', {
  /** The holder id that this process puts on all it writes. */
  id: text<Id>().primaryKey(),
  version: text().notNull(),
  startedAt: millis<UnixMillis>().notNull(),
  /** null while it runs, and for ever when it was killed. */
  endedAt: millis<UnixMillis>(),
  /** null while it runs; with an end, where a backup was put back that was made while it ran: what it ended with is not in that. */
  exitCode: integer(),
  /** `process id@host`; empty for runs of before it was kept. */
  owner: text().notNull().default(''),
  /** Its last heartbeat: newer than a minute, and another host must not take the ledger over. */
  seenAt: millis<UnixMillis>(),
});

/** Every strategy file that ever decided something, by its hash. */
export const strategies = table('strategies', {
  hash: text<Hex>().primaryKey(),
  holder: text<Id>().notNull(),
  name: text().notNull(),
  /** The file, byte for byte. */
  source: text().notNull(),
  at: millis<UnixMillis>().notNull(),
});

export const operatorCommands = table('operator_commands', {
  id: text<Id>().primaryKey(),
  holder: text<Id>().notNull(),
  verb: text().notNull(),
  args: json<readonly string[]>().notNull(),
  author: text().notNull(),
  at: millis<UnixMillis>().notNull(),
});

/** The newest row counts. Numbered, not dated: a clock that steps back must not hide a halt. */
export const tradingStateChanges = table('trading_state', {
  number: integer().primaryKey(),
  holder: text<Id>().notNull(),
  state: text<TradingState>().notNull(),
  reason: text().notNull(),
  author: text().notNull(),
  at: millis<UnixMillis>().notNull(),
});
