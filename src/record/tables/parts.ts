import type { Hex } from 'viem';
import type { UnixMillis } from '../../model/units.js';
import { blob, index, millis, table, text } from '../columns.js';

/**
 * What many snapshots have in common, kept once: the raw inputs of a strategy's other chains, and pieces of large desks of orders;
 * gzipped. `hash` is the sha256 of the text before compression, in older rows its keccak256.
 */
export const parts = table(
  'parts',
  {
    hash: text<Hex>().primaryKey(),
    data: blob().notNull(),
    /** When a decision last stood on it. */
    at: millis<UnixMillis>().notNull(),
  },
  (t) => [index('parts_at').on(t.at)],
);
