import { desc } from 'drizzle-orm';
import type { TradingStateChange } from '../../model/tradingState.js';
import { unixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { tradingStateChanges } from '../tables/runs.js';

/** What the operator, or a breaker, last said; `active` when nobody ever said anything. */
export async function currentTradingState(ledger: Ledger): Promise<TradingStateChange> {
  const [newest] = await listTradingStates(ledger, 1);
  return newest ?? { state: 'active', reason: '', author: 'ballast', at: unixMillis(0) };
}

/** Newest first. */
export async function listTradingStates(ledger: Ledger, limit: number): Promise<TradingStateChange[]> {
  const { state, reason, author, at } = tradingStateChanges;
  return ledger.db
    .select({ state, reason, author, at })
    .from(tradingStateChanges)
    .orderBy(desc(tradingStateChanges.number))
    .limit(limit);
}
