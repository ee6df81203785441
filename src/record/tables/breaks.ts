import type { Address } from 'viem';
import type { Baseline } from '../../assess/breaks/baseline.js';
import type { BreakStatus } from '../../model/breaks.js';
import type { VenueId } from '../../model/instrument.js';
import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import { flag, index, integer, json, millis, primaryKey, real, table, text } from '../columns.js';

/** Where what is held is not what it should be. */
export const breaks = table(
  'breaks',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    strategy: text().notNull(),
    account: text<Address>().notNull(),
    chainId: integer().notNull(),
    venue: text<VenueId>().notNull(),
    what: text().notNull(),
    expected: real().notNull(),
    actual: real().notNull(),
    text: text().notNull(),
    isGift: flag().notNull(),
    status: text<BreakStatus>().notNull(),
    author: text().notNull(),
    reason: text().notNull(),
    openedAt: millis<UnixMillis>().notNull(),
    closedAt: millis<UnixMillis>(),
  },
  (t) => [index('breaks_status').on(t.status, t.strategy)],
);

/** What each book held when it was last as it should be: what is expected is reckoned from here. One row a book, written over. */
export const baselines = table(
  'baselines',
  {
    strategy: text().notNull(),
    chainId: integer().notNull(),
    account: text<Address>().notNull(),
    holder: text<Id>().notNull(),
    baseline: json<Baseline>().notNull(),
    at: millis<UnixMillis>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.strategy, t.chainId] })],
);
