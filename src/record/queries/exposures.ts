import { isAddressEqual } from 'viem';
import { alone, type Surroundings } from '../../guard/surroundings.js';
import type { LevelLimits, StandingLimits } from '../../model/limits.js';
import type { Strategy } from '../../model/strategy.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { levelUsage } from './levelUsage.js';
import { otherBooks } from './otherBooks.js';
import { recentOrders } from './recentOrders.js';

/**
 * What pre-trade checks must know of other books and of orders lately, as far as a limit asks for it; undefined where no limit does,
 * which costs nothing then. Only live orders and books count, and the book's own.
 */
export async function exposuresOf(
  ledger: Ledger,
  strategy: Strategy,
  now: UnixMillis,
): Promise<Surroundings | undefined> {
  const above = (strategy.above ?? []).filter(
    ({ account }) => account === undefined || isAddressEqual(account, strategy.account),
  );
  const { standing } = strategy.limits;
  const own: readonly LevelLimits[] = standing ? [{ level: 'strategy', limits: standing }] : [];
  const levels = [...own, ...above];
  const wants = (set: readonly LevelLimits[], names: (limits: StandingLimits) => readonly unknown[]) =>
    set.some(({ limits }) => names(limits).some((one) => one !== undefined));
  const wantsBooks = wants(above, ({ gross, net, position, positions }) => [gross, net, position, positions]);
  const wantsLoss = wants(levels, ({ day }) => [day?.loss]);
  const wantsUsage = wantsLoss || wants(levels, ({ minute, day }) => [minute?.orders, day?.turnover]);
  const wantsRecent = wants(levels, ({ duplicates, crossing }) => [duplicates, crossing]);
  if (above.length === 0 && !wantsUsage && !wantsRecent) return undefined;
  const longest = Math.max(
    0,
    ...levels.flatMap(({ limits: { duplicates } }) => [duplicates?.review ?? 0, duplicates?.reject ?? 0]),
  );
  const books = wantsBooks || wantsLoss ? await otherBooks(ledger, strategy, now) : [];
  const [used, recent] = await Promise.all([
    wantsUsage ? levelUsage(ledger, strategy, now, wantsLoss ? books : null) : alone.used,
    wantsRecent ? recentOrders(ledger, strategy, (now - longest) as UnixMillis) : [],
  ]);
  return { above, books, used, recent };
}
