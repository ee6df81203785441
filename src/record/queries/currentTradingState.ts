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
  return (await numberedTradingStates(ledger, limit)).map(({ change }) => change);
}

/** As `listTradingStates`, with the number of each: 1 is the first that was ever said. */
export async function numberedTradingStates(
  ledger: Ledger,
  limit: number,
): Promise<{ number: number; change: TradingStateChange }[]> {
  const { number, state, reason, author, at } = tradingStateChanges;
  return ledger.db
    .select({ number, change: { state, reason, author, at } })
    .from(tradingStateChanges)
    .orderBy(desc(number))
    .limit(limit);
}
