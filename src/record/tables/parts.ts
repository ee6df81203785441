import type { Hex } from 'viem';
import type { UnixMillis } from '../../model/units.js';
import { blob, index, millis, table, text } from '../columns.js';

/**
 * What decisions knew of a strategy's other chains, once for each block there: the raw inputs, gzipped. `hash` is keccak256 of the
 * text before compression.
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
