import { sayNumber } from '../../assess/sayNumber.js';
import type { WorkedParent } from '../../model/desk.js';
import type { Market } from '../../model/market.js';
import { smallest, toFloat, type UnixMillis, type Wad, wad } from '../../model/units.js';
import type { Due } from './due.js';
import { jitter } from './jitter.js';
import { quantityOf, type Schedule, slicesDue } from './schedule.js';
import { scheduleOf } from './scheduleOf.js';
import { shareOfVolume } from './shareOfVolume.js';
import { childCount, type Standing } from './standing.js';

/** What was missed is caught up in slices so much larger than they should be, at twice the pace: never all at once. */
const catchUp = { numerator: 3n, denominator: 2n };

const nothing: Due = { quantity: wad(0n), says: '' };

/**
 * @param urgency - κT of Almgren and Chriss, where that is the algorithm.
 * @param market - Of the order's instrument; for what is a share of its volume.
 */
export function dueNow(
  parent: WorkedParent,
  standing: Standing,
  urgency: number,
  now: UnixMillis,
  market?: Pick<Market, 'last' | 'turnover'>,
): Due {
  const { terms, state, id, children, acceptedAt } = parent;
  const { algorithm } = terms;
  const { done, inFlight, free } = standing;
  if (free <= 0n || acceptedAt === null) return nothing;
  if (algorithm.kind === 'immediate') return { quantity: free, says: '' };
  if (algorithm.kind === 'iceberg') {
    const shown = shares(algorithm.display, 1 + algorithm.jitter * jitter(id, 'size', childCount(parent)));
    return { quantity: smallest(shown, free), says: `${sayNumber(toFloat(algorithm.display))} is shown at a time` };
  }
  if (algorithm.kind === 'pov') return shareOfVolume(parent, algorithm, standing, market);
  const schedule = scheduleOf(algorithm, urgency);
  if (schedule === null) return nothing;
  const whole = wad(state.quantity - state.cxlQty);
  const slices = slicesDue(schedule, id, now - acceptedAt);
  const due = quantityOf(schedule, id, whole, slices);
  const missing = due - done - inFlight;
  if (missing <= 0n) return nothing;
  const last = children.at(-1);
  if (last && isTooSoon(schedule, now - last.createdAt)) return nothing;
  const most = (largestSlice(schedule, id, whole, slices) * catchUp.numerator) / catchUp.denominator;
  const isBehind = missing > most;
  const quantity = smallest(wad(isBehind ? most : missing), free);
  const says = `slice ${slices} of ${schedule.count}: ${sayNumber(toFloat(due))} due, ${sayNumber(toFloat(done))} done`;
  return { quantity, says: isBehind ? `${says}; behind, and caught up by half a slice more each time` : says };
}

/** Two parts are not sent closer together than half of what is between two slices, or what the jitter may bring them to. */
const isTooSoon = ({ over, count, jitter: most }: Schedule, elapsed: number): boolean =>
  elapsed >= 0 && elapsed < (over / count) * Math.min(0.5, 1 - most);

/** Of the slice that is due and the average one, whichever is larger; never 0. */
function largestSlice(schedule: Schedule, id: string, whole: Wad, slices: number): bigint {
  const own = quantityOf(schedule, id, whole, slices) - quantityOf(schedule, id, whole, slices - 1);
  const average = whole / BigInt(schedule.count);
  return own > average ? own : average > 0n ? average : 1n;
}

const shares = (quantity: Wad, factor: number): Wad => {
  const parts = (quantity * BigInt(Math.round(factor * 1_000_000))) / 1_000_000n;
  return wad(parts > 0n ? parts : 1n);
};
