import type { LegsState, WorkedParent } from '../../model/desk.js';
import { isParentOpen } from '../../model/parentOrder.js';
import { marketOf } from '../../model/snapshot.js';
import { fromFloat, type UnixMillis, unixMillis } from '../../model/units.js';
import { failuresKept } from '../ruleHistory.js';
import type { Turn } from '../turn.js';
import { dueNow } from './dueNow.js';
import { failuresInARow } from './failures.js';
import { isWhole, legsIn, netShare, sayShare } from './legs.js';
import { whyLost } from './legsLost.js';
import { roomNow } from './legsRoom.js';
import { takenNow } from './liquidity.js';
import { tradeOf } from './parentTerms.js';
import { stalledAfter } from './stalled.js';
import { standingOf } from './standing.js';
import { urgencyNow } from './urgencyNow.js';

/** A leg that cannot be finished, and why, in a sentence. */
export interface FailedLeg {
  leg: WorkedParent;
  why: string;
}

/**
 * The first leg that cannot be finished: what it did is not held any more, it is over and something of it is missing, its orders failed as often in a row as makes a
 * pattern, or its market has been closed or dry for longer than an order stands still unnoticed. null as long as there is none.
 *
 * What waits for its price, for its time, for another leg, for a limit of the book or for an answer of an endpoint has not failed.
 */
export function failedLeg(turn: Turn, list: LegsState): FailedLeg | null {
  for (const leg of legsIn(list)) {
    const why = whyFailed(turn, list, leg);
    if (why !== null) return { leg, why: `leg ${leg.clOrdId} failed: ${why}` };
  }
  return null;
}

function whyFailed(turn: Turn, list: LegsState, leg: WorkedParent): string | null {
  const lost = whyLost(list, leg, turn.desk.breaks);
  if (lost !== null) return lost;
  const { status } = leg.state;
  if (isWhole(leg)) return null;
  if (!isParentOpen(status)) return `it is ${status} with ${sayShare(netShare(list, leg))} of it done`;
  const failures = failuresInARow(leg.children);
  const last = failures.at(-1);
  if (last && failures.length >= failuresKept) return `its last ${failures.length} orders failed (${last.text})`;
  return whyStuck(turn, list, leg);
}

/** The market of an order as it was sampled then, or at the oldest sample there is: what it is a share of. */
function marketThen({ marks = [] }: WorkedParent, then: UnixMillis) {
  const before = marks.filter(({ at }) => at <= then);
  const known = before.length > 0 ? before : marks.slice(0, 1);
  const newest = known.at(-1);
  const { last = 0, turnover = null } = newest ?? {};
  return { marks: known, market: { last: fromFloat(last, 'down'), ...(turnover ? { turnover } : {}) } };
}

/** Why a part that has been due for long cannot be traded; null where there is none, or it may be traded now. */
function whyStuck(turn: Turn, list: LegsState, leg: WorkedParent): string | null {
  const { input, portfolio } = turn;
  const then = unixMillis(input.now - stalledAfter);
  const { acceptedAt, children, state, terms } = leg;
  if (acceptedAt === null || acceptedAt > then || (state.status !== 'New' && state.status !== 'PartiallyFilled'))
    return null;
  const standing = standingOf(leg);
  const last = children.at(-1);
  if (standing.open.length > 0 || (last && last.updatedAt > then)) return null;
  const { market, marks } = marketThen(leg, then);
  const due = dueNow({ ...leg, marks }, standing, urgencyNow(turn, leg), then, market);
  if (due.quantity <= 0n || roomNow(list, leg, then)?.quantity === 0n) return null;
  const closed = marketOf(portfolio.snapshot, terms.instrument)?.closed ?? null;
  if (closed !== null) return `${terms.instrument} cannot be traded: ${closed}`;
  if (terms.price !== null || terms.stopPx !== null) return null;
  const isRead = input.snapshot.readings.some(({ venue }) => venue === terms.venue);
  const taken = isRead ? takenNow(turn, leg, tradeOf(terms, due.quantity)) : null;
  return taken?.kind === 'nothing' ? taken.why : null;
}
