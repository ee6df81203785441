import type { Id } from '../../model/order.js';
import { type Milliseconds, type Wad, wad } from '../../model/units.js';
import { jitter } from './jitter.js';

/** How much of an order belongs when: as many slices, each with its time and its share of the whole. */
export interface Schedule {
  over: Milliseconds;
  /** How many slices. */
  count: number;
  /** Share of the whole that is done with the first `k` slices: 0 for none, 1 for all, never falling. */
  shareOf(k: number): number;
  /** By which share of itself the size of a slice, and the time to the next, may differ; 0 to 1. */
  jitter: number;
}

/** Of all but the last slice, in parts of this: finer than anybody trades, and exact as a float. */
const PARTS = 1_000_000_000_000_000n;

/** Share of the time after which slice `k` is due, from 0; the first is due at once. Never falls with `k`. */
export function timeOf({ count, jitter: most }: Schedule, parent: Id, k: number): number {
  return k <= 0 ? 0 : (k + (most / 2) * jitter(parent, 'time', k)) / count;
}

/**
 * Of `quantity`, what the first `k` slices come to; rounded down but for the last, so that all of them are exactly the whole.
 *
 * It is the borders between slices that are moved, each by at most half the jitter of the smaller slice beside it: so no slice
 * differs by more than the jitter from what it should be, none is negative, the schedule is never ahead or behind by more than half a
 * slice of its own, and nothing is biased.
 */
export function quantityOf(schedule: Schedule, parent: Id, quantity: Wad, k: number): Wad {
  const { count, jitter: most, shareOf } = schedule;
  if (k <= 0) return wad(0n);
  if (k >= count) return quantity;
  const share = shareOf(k);
  const smaller = Math.min(share - shareOf(k - 1), shareOf(k + 1) - share);
  const moved = share + (most / 2) * jitter(parent, 'size', k) * smaller;
  const parts = BigInt(Math.floor(Math.min(1, Math.max(0, moved)) * Number(PARTS)));
  return wad((quantity * parts) / PARTS);
}

/** How many slices are due once `elapsed` has passed since the order was taken on. */
export function slicesDue(schedule: Schedule, parent: Id, elapsed: number): number {
  const { over, count } = schedule;
  if (elapsed < 0) return 0;
  const share = over > 0 ? elapsed / over : 1;
  if (share >= 1) return count;
  // The jitter moves a time by half a slice at most.
  let due = Math.max(0, Math.floor(share * count) - 1);
  while (due < count && timeOf(schedule, parent, due) <= share) due++;
  return due;
}
