import { and, asc, desc, eq, gt, lte } from 'drizzle-orm';
import { addPnl } from '../../assess/pnl/addPnl.js';
import { explainPnl } from '../../assess/pnl/explainPnl.js';
import { heldByOrders } from '../../assess/pnl/heldByOrders.js';
import type { PnlSide } from '../../assess/pnl/pnlSide.js';
import type { PnlReport } from '../../model/pnl.js';
import type { UnreadVenue } from '../../model/snapshot.js';
import type { UnixMillis } from '../../model/units.js';
import type { VenueOrder } from '../../model/venueOrder.js';
import type { Ledger } from '../ledger.js';
import { ticks } from '../tables/ticks.js';
import { createPnlEvents, type RecordedPnlEvents } from './pnlEvents.js';
import type { RecordedTick } from './recordedTick.js';
import { marginAccountsAt, positionsAt, riskAt } from './ticks.js';

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
  let opening: { tick: RecordedTick; side: PnlSide } | null = null;
  for (const tick of worthReading(samples, events)) {
    const side = await sideAt(ledger, tick);
    await letOthersRun();
    // What was recorded of it has been dropped, since it is old; or the chain was reorganised back to it.
    if (!side || (opening && side.block <= opening.side.block)) continue;
    if (opening) {
      reports.push(explainPnl(opening.side, side, events.between(opening.side, side)));
      gaps.push(...gapsBetween(opening.tick, tick));
    } else if (tick.id !== first.id) {
      gaps.push(
        `what was recorded before ${clock(tick.at)} has been dropped: what happened until then is in no figure`,
      );
    }
    opening = { tick, side };
  }
  if (reports.length === 0) return null;
  const report = addPnl(reports);
  return { ...report, gaps: [...new Set([...gaps, ...report.gaps])] };
}

/** Samples at some distance from each other, and on both sides of all that happened. */
function worthReading(samples: readonly RecordedTick[], events: RecordedPnlEvents): RecordedTick[] {
  const kept = new Set<RecordedTick>();
  let last: RecordedTick | undefined;
  samples.forEach((tick, index) => {
    const previous = samples[index - 1];
    const isEnd = index === 0 || index === samples.length - 1;
    const isNear = previous !== undefined && events.isNear(previous.blockNumber, tick.blockNumber);
    if (!isEnd && !isNear && last && tick.at - last.at < spacing) return;
    if (isNear) kept.add(previous);
    kept.add(tick);
    last = tick;
  });
  return samples.filter((tick) => kept.has(tick));
}

const letOthersRun = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Whole samples only: one in which a venue could not be read would look like a loss. */
async function samplesOf(ledger: Ledger, strategy: string, { from, to }: PnlSpan): Promise<RecordedTick[]> {
  const own = eq(ticks.strategy, strategy);
  const inside = await ledger.db
    .select()
    .from(ticks)
    .where(and(own, gt(ticks.at, from), lte(ticks.at, to)))
    .orderBy(asc(ticks.at), asc(ticks.id));
  // A few, since the nearest may not be whole.
  const earlier = await ledger.db
    .select()
    .from(ticks)
    .where(and(own, lte(ticks.at, from)))
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
