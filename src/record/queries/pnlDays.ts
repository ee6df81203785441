import { and, asc, desc, eq, gte, lte } from 'drizzle-orm';
import type { PnlReport } from '../../model/pnl.js';
import { DAY } from '../../model/time.js';
import { type UnixMillis, unixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { pnl } from '../tables/risk.js';
import { ticks } from '../tables/ticks.js';
import type { PnlSpan } from './pnl.js';

export interface PnlDay {
  /** Start of the day, UTC. */
  day: UnixMillis;
  report: PnlReport;
}

/** Days that are over and were written down, newest first. */
export async function pnlDays(ledger: Ledger, strategy: string, { from, to }: PnlSpan): Promise<PnlDay[]> {
  return ledger.db
    .select({ day: pnl.day, report: pnl.report })
    .from(pnl)
    .where(and(eq(pnl.strategy, strategy), gte(pnl.day, from), lte(pnl.day, to)))
    .orderBy(desc(pnl.day));
}

/** Start of the day (UTC) of a moment. */
export const dayOf = (at: number): UnixMillis => unixMillis(Math.floor(at / DAY) * DAY);

/** The first day, from `since` on, in which anything of the book was recorded; null when there is none. */
export async function firstDaySeen(ledger: Ledger, strategy: string, since: UnixMillis): Promise<UnixMillis | null> {
  const [first] = await ledger.db
    .select({ at: ticks.at })
    .from(ticks)
    .where(and(eq(ticks.strategy, strategy), gte(ticks.at, since)))
    .orderBy(asc(ticks.at))
    .limit(1);
  return first ? dayOf(first.at) : null;
}
