import type { Log } from '../../model/log.js';
import type { Endpoint } from '../endpoints/endpoint.js';
import type { SnapshotFrame } from '../takeSnapshots.js';
import { type SecondOpinionsOptions, secondOpinions } from './secondOpinions.js';
import type { Doubt } from './testimony.js';

/** What was read in a tick in which nobody else was asked. */
export interface Unasked {
  frame: SnapshotFrame;
  inUse: Endpoint;
  others: readonly Endpoint[];
  doubts: readonly Doubt[];
}

export interface AuditOptions {
  pool: SecondOpinionsOptions['pool'];
  /** Milliseconds between two. */
  everyMs?: number;
  log: Log;
  stop: AbortSignal;
}

/** Milliseconds. Nothing waits for it. */
const patienceMs = 2_000;

/**
 * A lie that hides something triggers nothing, and so nobody would be asked about it: now and then another endpoint is asked
 * where nothing is to be done as well, each of them in turn. Who contradicts is told to the pool, so that the next tick stands
 * on somebody else.
 */
export function createAudit({ pool, everyMs = 60_000, log, stop }: AuditOptions): (seen: Unasked) => Promise<void> {
  let last = pool.clock.now();
  let turn = 0;
  return async ({ others, doubts, ...seen }) => {
    const now = pool.clock.now();
    if (others.length === 0 || doubts.length === 0 || now - last < everyMs) return;
    last = now;
    const first = turn++ % others.length;
    const inTurn = [...others.slice(first), ...others.slice(0, first)];
    await secondOpinions(doubts, { pool, log, stop, patienceMs, ...seen, others: inTurn });
  };
}
