import type { Hex } from 'viem';
import type { Id } from '../../model/order.js';
import type { Foresight, ProposalStatus, StrategyChange } from '../../model/proposal.js';
import type { UnixMillis } from '../../model/units.js';
import { index, integer, json, millis, table, text } from '../columns.js';

/** Changes of running strategies that somebody has proposed. Never dropped. */
export const proposals = table(
  'proposals',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    strategy: text().notNull(),
    /** Where the daemon has the strategy from. */
    file: text().notNull(),
    hash: text<Hex>().notNull(),
    /** Of the file that ran when it was proposed: another one by then, and nothing is changed. */
    fromHash: text<Hex>().notNull(),
    source: text().notNull(),
    changes: json<readonly StrategyChange[]>().notNull(),
    /** null where there is none. */
    foresight: json<Foresight>(),
    /** Why there is no foresight; empty where there is. */
    untold: text().notNull(),
    author: text().notNull(),
    because: text().notNull(),
    at: millis<UnixMillis>().notNull(),
    expiresAt: millis<UnixMillis>().notNull(),
    status: text<ProposalStatus>().notNull(),
    /** Who confirmed it or said no; empty while it waits. */
    by: text().notNull(),
    decidedAt: millis<UnixMillis>(),
    /** Why it stands where it stands; empty while it waits. */
    text: text().notNull(),
    endedAt: millis<UnixMillis>(),
  },
  (t) => [index('proposals_status').on(t.status), index('proposals_strategy').on(t.strategy)],
);

/** Which text of a strategy was kept from when on: one row a start, and one a reload. Never changed, never dropped. */
export const keptStrategies = table(
  'kept_strategies',
  {
    /** 1 for the first: a clock that steps back must not hide what runs. */
    number: integer().primaryKey(),
    holder: text<Id>().notNull(),
    strategy: text().notNull(),
    /** Absolute, on the machine of the daemon. */
    file: text().notNull(),
    hash: text<Hex>().notNull(),
    /** null for a start. */
    proposal: text<Id>().references(() => proposals.id),
    at: millis<UnixMillis>().notNull(),
  },
  (t) => [index('kept_strategies_strategy').on(t.strategy)],
);
