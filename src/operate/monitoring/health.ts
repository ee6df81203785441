import type { Pulse } from '../../model/pulse.js';
import { hangsAfterMs, isRecovering } from '../liveness.js';
import { duration } from '../words/numbers.js';

/** What is known of a keeper from outside of it. */
export interface HealthFacts {
  now: number;
  /** Of the newest start; undefined where there was none. */
  run: { startedAt: number; seenAt: number | null; endedAt: number | null } | undefined;
  /** Of every chain that this run keeps. */
  pulses: readonly Pulse[];
}

export interface Health {
  /** It runs, and its loops move: where it is not so, a restart may help. */
  live: boolean;
  /** It can do its work: heads are young, the ledger can be written, endpoints enough answer, and every chain has had a tick. */
  ready: boolean;
  /** Why not, in sentences without secrets; empty where it is ready. */
  reasons: readonly string[];
}

/** A tick may wait for a transaction; one that waits longer than this waits for nothing. */
const stuckMs = 600_000;
/** What could not be written so lately may not be writable now. */
const unwrittenMs = 60_000;

/** Judges a keeper by what it has written down. A keeper that writes nothing is judged as well: that is what the clock is for. */
export function healthOf({ now, run, pulses }: HealthFacts): Health {
  if (run === undefined) return { live: false, ready: false, reasons: ['no keeper was ever started on this ledger'] };
  if (run.endedAt !== null) return { live: false, ready: false, reasons: [`it ended ${since(now, run.endedAt)} ago`] };
  const dead = pulses.flatMap((pulse) => deadness(pulse, now));
  if (pulses.length === 0) {
    const silent = now - (run.seenAt ?? run.startedAt);
    if (silent > hangsAfterMs) dead.push(`it has said nothing for ${duration(silent)}`);
  }
  const unfit = pulses.length === 0 ? ['no chain is followed yet'] : pulses.flatMap((pulse) => unfitness(pulse, now));
  const reasons = [...dead, ...unfit];
  return { live: dead.length === 0, ready: reasons.length === 0, reasons };
}

function deadness({ chain, writtenAt, head, endpoints }: Pulse, now: number): string[] {
  if (now - writtenAt > hangsAfterMs) return [`${chain}: its loop has said nothing for ${since(now, writtenAt)}`];
  const waits = head !== null && now - head.seenAt > stuckMs;
  // Where no endpoint has anything newer there is nothing to take.
  if (!waits || !endpoints.some(({ state, head: newest }) => state === 'well' && (newest ?? 0) > head.number))
    return [];
  return [
    `${chain}: its loop has been at block ${head.number} for ${since(now, head.seenAt)}, and there are newer ones`,
  ];
}

function unfitness(pulse: Pulse, now: number): string[] {
  const { chain, writtenAt, head, maxHeadAgeMs, quorum, journal } = pulse;
  const reasons: string[] = [];
  if (now - writtenAt > hangsAfterMs) return reasons;
  if (head === null) reasons.push(`${chain}: no block was seen yet`);
  else if (now - head.timestamp * 1_000 > maxHeadAgeMs)
    reasons.push(`${chain}: its newest block is ${since(now, head.timestamp * 1_000)} old`);
  if (isRecovering(pulse)) reasons.push(`${chain}: what an earlier run has left open is not settled yet`);
  if (quorum.available < quorum.wanted)
    reasons.push(`${chain}: ${quorum.available} of the ${quorum.wanted} endpoints that must agree are well`);
  if (journal.lastError !== null && now - journal.lastError.at < unwrittenMs)
    reasons.push(`${chain}: the ledger could not be written ${since(now, journal.lastError.at)} ago`);
  return reasons;
}

const since = (now: number, then: number): string => duration(Math.max(0, now - then));
