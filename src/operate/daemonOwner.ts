import { hostname } from 'node:os';
import { type UnixMillis, unixMillis } from '../model/units.js';
import type { Ledger } from '../record/ledger.js';
import { type RecordedRun, runsSeen } from '../record/queries/latestRun.js';
import { DaemonLockError } from './daemonLock.js';
import { takenOverAfterMs } from './liveness.js';

/** `process id@host` */
export const daemonOwner = (host = hostname()): string => `${process.pid}@${host}`;

export const hostOf = (owner: string): string => owner.slice(owner.indexOf('@') + 1);

/**
 * The run of another machine that keeps this ledger, as far as its heartbeat tells. On one machine the system's lock decides,
 * which knows of a killed process at once; on a disk that is shared it may not reach.
 */
export async function keptElsewhere(
  ledger: Ledger,
  now: UnixMillis,
  host = hostname(),
): Promise<RecordedRun | undefined> {
  const seen = await runsSeen(ledger, unixMillis(now - takenOverAfterMs));
  return seen.find(({ owner }) => owner !== '' && hostOf(owner) !== host);
}

/** @throws DaemonLockError that names the other machine; trying again helps once it has been silent for a minute */
export async function refuseKeptElsewhere(ledger: Ledger, now: UnixMillis, host = hostname()): Promise<void> {
  const other = await keptElsewhere(ledger, now, host);
  if (!other) return;
  const silent = Math.max(0, Math.round((now - (other.seenAt ?? 0)) / 1_000));
  throw new DaemonLockError(`${other.owner} keeps ${ledger.file} already`, {
    facts: [`it said so ${silent} s ago; this host is ${host}`],
    mend: 'end it first, or give this one a ledger of its own with --db; one that was killed is forgotten after a minute',
    retryable: true,
  });
}
