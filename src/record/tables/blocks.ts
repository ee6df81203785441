import type { Address } from 'viem';
import type { BlockMethod, BlockStatus } from '../../model/block.js';
import type { InstrumentId } from '../../model/instrument.js';
import type { Id, Side, TransferredToken } from '../../model/order.js';
import type { Bps, UnixMillis, Wad } from '../../model/units.js';
import { big, index, integer, json, millis, primaryKey, table, text } from '../columns.js';
import { parentOrders } from './parentOrders.js';

/** Orders of several accounts that are worked as one. */
export const blocks = table(
  'blocks',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    chainId: integer().notNull(),
    instrument: text<InstrumentId>().notNull(),
    side: text<Side>().notNull(),
    quantity: big<Wad>().notNull(),
    method: text<BlockMethod>().notNull(),
    strategy: text(),
    account: text<Address>(),
    parent: text<Id>().references(() => parentOrders.id),
    price: big<Wad>(),
    maxDeviation: integer<Bps>().notNull(),
    status: text<BlockStatus>().notNull(),
    /** Why it stands where it stands. */
    text: text().notNull(),
    author: text().notNull(),
    createdAt: millis<UnixMillis>().notNull(),
    updatedAt: millis<UnixMillis>().notNull(),
    /** When its members were told what to send. */
    askedAt: millis<UnixMillis>(),
    /** When a person asked for what has failed to be tried anew. */
    retriedAt: millis<UnixMillis>(),
  },
  (t) => [index('blocks_status').on(t.status)],
);

export const blockMembers = table(
  'block_members',
  {
    block: text<Id>()
      .notNull()
      .references(() => blocks.id),
    parent: text<Id>()
      .notNull()
      .references(() => parentOrders.id),
    strategy: text().notNull(),
    account: text<Address>().notNull(),
    quantity: big<Wad>().notNull(),
    gives: json<TransferredToken>(),
  },
  (t) => [primaryKey({ columns: [t.block, t.parent] }), index('block_members_parent').on(t.parent)],
);

/** Who has got what of a block. Never changed, never dropped. */
export const allocations = table(
  'allocations',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    block: text<Id>()
      .notNull()
      .references(() => blocks.id),
    parent: text<Id>()
      .notNull()
      .references(() => parentOrders.id),
    quantity: big<Wad>().notNull(),
    avgPx: big<Wad>().notNull(),
    grossTradeAmt: big<Wad>().notNull(),
    fee: big<Wad>().notNull(),
    at: millis<UnixMillis>().notNull(),
  },
  (t) => [index('allocations_block').on(t.block), index('allocations_parent').on(t.parent)],
);
