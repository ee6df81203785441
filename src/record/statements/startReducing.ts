import { sql } from 'drizzle-orm';
import type { UnixMillis } from '../../model/units.js';
import type { Statement } from '../ledger.js';
import { tradingStateChanges } from '../tables/runs.js';

/**
 * From now on only what lowers risk, unless that, or less, is so already: which state counts is asked in the very transaction
 * that writes, since an operator's halt must not be lifted by what was read before it.
 */
export const startReducing =
  ({ reason, author, at }: { reason: string; author: string; at: UnixMillis }): Statement =>
  (db, holder) => {
    const newest = sql`(select state from ${tradingStateChanges} order by number desc limit 1)`;
    const number = sql`(select coalesce(max(number), 0) + 1 from ${tradingStateChanges})`;
    return db
      .insert(tradingStateChanges)
      .select(
        sql`select ${number}, ${holder}, 'reducing', ${reason}, ${author}, ${at} where coalesce(${newest}, 'active') = 'active'`,
      );
  };
