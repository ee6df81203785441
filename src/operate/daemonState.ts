import { unixMillis } from '../model/units.js';
import type { Ledger } from '../record/ledger.js';
import { latestRun } from '../record/queries/latestRun.js';
import { daemonOf } from './daemonLock.js';
import { keptElsewhere } from './daemonOwner.js';
import { hangsAfterMs } from './liveness.js';

/** Whether a ledger is kept, and by whom. Times are unix ms. */
export interface DaemonState {
  running: boolean;
  /** On this machine; null when none runs here. */
  pid: number | null;
  /** Of the newest start, `process id@host`; empty when it is not known. */
  owner: string;
  /** Of the newest start; null when none ever started. */
  version: string | null;
  /** Of the newest start; null when none ever started. */
  startedAt: number | null;
  /** Its last heartbeat. */
  seenAt: number | null;
  endedAt: number | null;
  /** null with `endedAt`: a backup was restored then, and how its run ended is not known. */
  exitCode: number | null;
}

/**
 * The lock says whether one runs here, the heartbeat whether elsewhere, the ledger since when: a killed one cannot write its end.
 * @throws DaemonLockError when the lock cannot be looked at
 */
export async function daemonState(ledger: Ledger, now: number): Promise<DaemonState> {
  const pid = daemonOf(ledger.file);
  const elsewhere = pid === null ? await keptElsewhere(ledger, unixMillis(now)) : undefined;
  const run = elsewhere ?? (await latestRun(ledger));
  const { startedAt = null, seenAt = null, endedAt = null, exitCode = null, owner = '', version = null } = run ?? {};
  const running = pid !== null || elsewhere !== undefined;
  return { running, pid, owner, version, startedAt, seenAt, endedAt, exitCode };
}

/** How long one that runs has not said that it lives, where that is longer than it should take; 0 else. */
export function silentMs({ running, startedAt, seenAt, endedAt }: DaemonState, now: number): number {
  if (!running || startedAt === null || endedAt !== null || seenAt === null) return 0;
  return now - seenAt > hangsAfterMs ? now - seenAt : 0;
}
