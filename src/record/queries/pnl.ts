import { and, asc, desc, eq, gte, lt, lte } from 'drizzle-orm';
import { addPnl } from '../../assess/pnl/addPnl.js';
import { explainPnl } from '../../assess/pnl/explainPnl.js';
import { heldByOrders } from '../../assess/pnl/heldByOrders.js';
import type { PnlSide } from '../../assess/pnl/pnlSide.js';
import type { PnlReport } from '../../model/pnl.js';
import type { UnreadVenue } from '../../model/snapshot.js';
import { type UnixMillis, unixMillis } from '../../model/units.js';
import type { VenueOrder } from '../../model/venueOrder.js';
import type { Ledger } from '../ledger.js';
import { pnl } from '../tables/risk.js';
import { ticks } from '../tables/ticks.js';
import { createPnlEvents } from './pnlEvents.js';
import { marginAccountsAt, positionsAt, type RecordedTick, riskAt } from './ticks.js';

export interface PnlSpan {
  from: UnixMillis;
  to: UnixMillis;
}

/** So many samples of a day are looked at, and all next to which something happened: one in five minutes. */
const spacing = 300_000;
/** Samples further apart than this are told of: what happened meanwhile is seen from its two ends only. */
const longSilence = 3 * 3_600_000;

/**
 * What a book gained between two moments, explained sample by sample and added up. It begins with the last whole sample at or
 * before `from` (or the first after it, where none is kept), and ends with the last at or before `to`.
 * null where fewer than two samples are kept.
 */
export async function pnlBetween(ledger: Ledger, strategy: string, { from, to }: PnlSpan): Promise<PnlReport | null> {
  const samples = await samplesOf(ledger, strategy, { from, to });
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || first.id === last.id) return null;
  const events = await createPnlEvents(ledger, first, last);
  const reports: PnlReport[] = [];
  const gaps: string[] = [];
  let before = await sideAt(ledger, first);
  let opening = first;
  for (const tick of samples.slice(1)) {
    // Only where something happened near by is each sample worth its reading.
    const isLast = tick.id === last.id;
    const isNear = events.isNear(opening.blockNumber, tick.blockNumber);
    if (!isLast && !isNear && tick.at - opening.at < spacing) continue;
    const after = await sideAt(ledger, tick);
    // What was recorded of it has been dropped, since it is old.
    if (!before || !after) {
      if (after) {
        before = after;
        opening = tick;
      }
      continue;
    }
    if (after.block <= before.block) continue;
    reports.push(explainPnl(before, after, events.between(before, after)));
    gaps.push(...gapsBetween(opening, tick));
    before = after;
    opening = tick;
  }
  if (reports.length === 0) return null;
  const report = addPnl(reports);
  return { ...report, gaps: [...new Set([...gaps, ...report.gaps])] };
}

/** Whole samples only: one in which a venue could not be read would look like a loss. */
async function samplesOf(ledger: Ledger, strategy: string, { from, to }: PnlSpan): Promise<RecordedTick[]> {
  const own = eq(ticks.strategy, strategy);
  const inside = await ledger.db
    .select()
    .from(ticks)
    .where(and(own, gte(ticks.at, from), lte(ticks.at, to)))
    .orderBy(asc(ticks.at), asc(ticks.id));
  // A few, since the nearest may not be whole.
  const earlier = await ledger.db
    .select()
    .from(ticks)
    .where(and(own, lt(ticks.at, from)))
    .orderBy(desc(ticks.at), desc(ticks.id))
    .limit(20);
  const opening = earlier.find(isWhole);
  return [...(opening ? [opening] : []), ...inside.filter(isWhole)];
}

const summaryOf = (tick: RecordedTick) =>
  // Written by the recorder, in this shape; ticks of before it knew of waiting orders do not have them.
  tick.summary as { unread?: readonly UnreadVenue[]; waiting?: readonly VenueOrder[] } | null;

const isWhole = (tick: RecordedTick): boolean => (summaryOf(tick)?.unread ?? []).length === 0;

async function sideAt(ledger: Ledger, tick: RecordedTick): Promise<PnlSide | null> {
  const report = await riskAt(ledger, tick.id);
  if (!report) return null;
  return {
    at: tick.blockTimestamp,
    block: tick.blockNumber,
    positions: await positionsAt(ledger, tick.id),
    marginAccounts: await marginAccountsAt(ledger, tick.id),
    prices: Object.fromEntries(
      report.underlyings.flatMap(({ underlying, price }) => (Number.isNaN(price) ? [] : [[underlying, price]])),
    ),
    heldByOrders: heldByOrders(summaryOf(tick)?.waiting ?? []),
  };
}

function gapsBetween(before: RecordedTick, after: RecordedTick): string[] {
  const gaps: string[] = [];
  if (before.strategyHash !== after.strategyHash) {
    gaps.push(`the strategy's file changed before ${clock(after.at)}: what it watches may not be the same`);
  }
  if (after.at - before.at > longSilence) {
    gaps.push(`nothing was recorded from ${clock(before.at)} to ${clock(after.at)}: seen from both ends only`);
  }
  return gaps;
}

/** `2026-03-05 08:00 UTC` */
const clock = (at: UnixMillis): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

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

export const dayLength = 86_400_000;

/** Start of the day (UTC) of a moment. */
export const dayOf = (at: number): UnixMillis => unixMillis(Math.floor(at / dayLength) * dayLength);
