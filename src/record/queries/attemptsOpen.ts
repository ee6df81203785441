import { and, count, eq, inArray, min, sql } from 'drizzle-orm';
import { attemptStates } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { attempts } from '../tables/orders.js';
import { isOpenAttempt } from './attempts.js';
import { prepareQuery } from './prepareQuery.js';

/** How many transactions may still have an effect on a chain, and since when the oldest of them. */
export async function attemptsOpen(
  ledger: Ledger,
  chainId: number,
): Promise<{ openAttempts: number; oldestAt: UnixMillis | null }> {
  const [row] = await ask(ledger.db, { chainId });
  return { openAttempts: row?.openAttempts ?? 0, oldestAt: row?.oldestAt ?? null };
}

const ask = prepareQuery((db) =>
  db
    .select({ openAttempts: count(), oldestAt: min(attempts.createdAt) })
    .from(attempts)
    .where(
      and(
        eq(attempts.settled, false),
        eq(attempts.chainId, sql.placeholder('chainId')),
        inArray(attempts.state, attemptStates.filter(isOpenAttempt)),
      ),
    ),
);
