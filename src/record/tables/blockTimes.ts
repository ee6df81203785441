import type { Hash } from 'viem';
import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import { height, integer, millis, primaryKey, table, text } from '../columns.js';

/** When the blocks were made that held something of ours: trades and gas are dated by them. Never changed, never dropped. */
export const blockTimes = table(
  'block_times',
  {
    chainId: integer().notNull(),
    hash: text<Hash>().notNull(),
    holder: text<Id>().notNull(),
    number: height().notNull(),
    time: millis<UnixMillis>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.chainId, t.hash] })],
);
