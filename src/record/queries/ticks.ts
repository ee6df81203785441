import { asc, eq } from 'drizzle-orm';
import type { MarginAccount } from '../../model/marginAccount.js';
import type { Id } from '../../model/order.js';
import type { Position } from '../../model/position.js';
import type { RiskReport } from '../../model/riskReport.js';
import type { Ledger } from '../ledger.js';
import { marginAccounts, positions, risk, ticks } from '../tables/ticks.js';
import { completeRisk, isOfFourGreeks } from './completeRisk.js';
import { newestTick } from './newestTick.js';
import type { RecordedTick } from './recordedTick.js';

/** A strategy's newest recorded tick. */
export const latestTick = (ledger: Ledger, strategy: string): Promise<RecordedTick | undefined> =>
  newestTick(ledger.db, strategy);

export async function tickById(ledger: Ledger, id: Id): Promise<RecordedTick | undefined> {
  return (await ledger.db.select().from(ticks).where(eq(ticks.id, id)))[0];
}

/** Positions of a recorded tick, by id. */
export async function positionsAt(ledger: Ledger, tick: Id): Promise<Position[]> {
  const rows = await ledger.db.select().from(positions).where(eq(positions.tick, tick)).orderBy(asc(positions.id));
  return rows.map(({ tick: _, carry, liquidity, ...position }) => ({
    ...position,
    ...(carry === null ? {} : { carry }),
    ...(liquidity === null ? {} : { liquidity }),
  }));
}

/** Margin accounts of a recorded tick, by id. */
export async function marginAccountsAt(ledger: Ledger, tick: Id): Promise<MarginAccount[]> {
  const rows = await ledger.db
    .select()
    .from(marginAccounts)
    .where(eq(marginAccounts.tick, tick))
    .orderBy(asc(marginAccounts.id));
  return rows.map(({ tick: _, ...account }) => account);
}

/** What is missing in a report of before there were eight Greeks is not a number. */
export async function riskAt(ledger: Ledger, tick: Id): Promise<RiskReport | undefined> {
  const [row] = await ledger.db.select().from(risk).where(eq(risk.tick, tick));
  if (!row || !isOfFourGreeks(row.report)) return row?.report;
  return completeRisk(row.report, await positionsAt(ledger, tick));
}

/** Of a strategy's newest recorded tick; empty before the first. */
export async function latestPositions(ledger: Ledger, strategy: string): Promise<Position[]> {
  const tick = await latestTick(ledger, strategy);
  return tick ? positionsAt(ledger, tick.id) : [];
}

/** Of a strategy's newest recorded tick; empty before the first. */
export async function latestMarginAccounts(ledger: Ledger, strategy: string): Promise<MarginAccount[]> {
  const tick = await latestTick(ledger, strategy);
  return tick ? marginAccountsAt(ledger, tick.id) : [];
}

/** Of a strategy's newest recorded tick; undefined before the first. */
export async function latestRisk(ledger: Ledger, strategy: string): Promise<RiskReport | undefined> {
  const tick = await latestTick(ledger, strategy);
  return tick && riskAt(ledger, tick.id);
}

/** Every strategy that ever recorded a tick, sorted; its books on further chains (`bookName`) are not strategies of their own. */
export async function strategiesSeen(ledger: Ledger): Promise<string[]> {
  const rows = await ledger.db.selectDistinct({ name: ticks.strategy }).from(ticks).orderBy(asc(ticks.strategy));
  return rows.map((row) => row.name).filter((name) => !name.includes('@'));
}
