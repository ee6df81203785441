import type { Address, Hash } from 'viem';
import type { VenueId } from '../../model/instrument.js';
import type { MarginAccountId } from '../../model/marginAccount.js';
import type { Fill, Id, OrderId } from '../../model/order.js';
import type { UnixMillis, Wei } from '../../model/units.js';
import type { UnsolicitedChange, VenueOrderLife } from '../../model/venueOrder.js';
import { big, flag, height, index, integer, json, millis, primaryKey, table, text, uniqueIndex } from '../columns.js';
import { attempts, orders } from './orders.js';

/** What orders of ours have put into a venue's book, and what became of it. */
export const venueOrders = table(
  'venue_orders',
  {
    chainId: integer().notNull(),
    id: text<OrderId>().notNull(),
    holder: text<Id>().notNull(),
    venue: text<VenueId>().notNull(),
    account: text<Address>().notNull(),
    /** Whose it is now: a replacement takes it over. */
    order: text<Id>()
      .notNull()
      .references(() => orders.id),
    /** That put it there. */
    attempt: text<Id>()
      .notNull()
      .references(() => attempts.id),
    /** From which orders it was taken over, by which attempts; oldest first. */
    handovers: json<readonly Handover[]>().notNull(),
    status: text<VenueOrderLife['status']>().notNull(),
    text: text().notNull(),
    /** Out of what came with it; told by the events that were read. */
    keeperPaid: big<Wei>().notNull(),
    createdBlock: height().notNull(),
    /** The newest block up to which all that happened to it is known. */
    seenTo: height().notNull(),
    /** So many heads have shown that it is gone from the book, and no event told why. */
    looks: integer().notNull(),
    /** Those known to have done something about it, the one that put it there first. */
    transactions: json<readonly Hash[]>().notNull(),
    endBlock: height(),
    endBlockHash: text<Hash>(),
    endTransaction: text<Hash>(),
    /** Over, and deep enough that it is not looked at again. */
    settled: flag().notNull(),
    createdAt: millis<UnixMillis>().notNull(),
    updatedAt: millis<UnixMillis>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.chainId, t.venue, t.id] }),
    index('venue_orders_settled').on(t.settled, t.account, t.chainId),
    index('venue_orders_order').on(t.order),
    index('venue_orders_attempt').on(t.attempt),
  ],
);

/** An order that waited at the venue passed from one of our orders to another. */
export interface Handover {
  /** null: it was the operator's own. */
  from: Id | null;
  attempt: Id;
}

/** Changes of positions that no order of ours asked for. */
export const unsolicited = table(
  'unsolicited',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    chainId: integer().notNull(),
    account: text<Address>().notNull(),
    venue: text<VenueId>().notNull(),
    kind: text<UnsolicitedChange['kind']>().notNull(),
    order: text<OrderId>().notNull(),
    marginAccount: text<MarginAccountId>().notNull(),
    fill: json<Fill>().notNull(),
    text: text().notNull(),
    blockNumber: height().notNull(),
    blockHash: text<Hash>().notNull(),
    transactionHash: text<Hash>().notNull(),
    logIndex: integer().notNull(),
    /** The block that held it was reorganised away, or it was found to be ours after all. */
    voided: flag().notNull(),
    at: millis<UnixMillis>().notNull(),
  },
  (t) => [
    uniqueIndex('unsolicited_log').on(t.chainId, t.account, t.blockHash, t.transactionHash, t.logIndex),
    index('unsolicited_block').on(t.chainId, t.account, t.blockNumber),
    index('unsolicited_at').on(t.at),
  ],
);

/** How far the changes of an account's positions at a venue were looked through. */
export const venueScans = table(
  'venue_scans',
  {
    chainId: integer().notNull(),
    account: text<Address>().notNull(),
    venue: text<VenueId>().notNull(),
    holder: text<Id>().notNull(),
    /** Where it began; what was before is not asked about. */
    since: height().notNull(),
    scannedTo: height().notNull(),
    updatedAt: millis<UnixMillis>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.chainId, t.account, t.venue] })],
);
