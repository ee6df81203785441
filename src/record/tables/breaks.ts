import type { Address } from 'viem';
import type { BreakStatus } from '../../model/breaks.js';
import type { VenueId } from '../../model/instrument.js';
import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import { index, integer, millis, real, table, text } from '../columns.js';

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
    status: text<BreakStatus>().notNull(),
    author: text().notNull(),
    reason: text().notNull(),
    openedAt: millis<UnixMillis>().notNull(),
    closedAt: millis<UnixMillis>(),
  },
  (t) => [index('breaks_status').on(t.status, t.strategy)],
);
