import type { Alarms } from '../model/alert.js';
import { shortMessageOf } from '../model/error.js';
import type { Log } from '../model/log.js';
import { HOUR } from '../model/time.js';
import type { UnixMillis } from '../model/units.js';
import type { Ledger } from '../record/ledger.js';
import { listRuns, type RecordedRun } from '../record/queries/latestRun.js';
import { exitCodes } from './cli/exitCodes.js';
import { ago, duration } from './words/numbers.js';

export interface RunsWatchOptions {
  ledger: Ledger;
  alarms: Alarms;
  now: () => UnixMillis;
  log: Log;
  /** ms that a run must last until those before it are forgotten, and within which deaths count together; an hour unless told. */
  wellAfterMs?: number;
}

/** So many deaths within an hour are no accident any more. */
const many = 3;
/** A keeper that dies at once and is started again every two seconds has not more of them in an hour. */
const mostRuns = 2_000;
/** There is one daemon on a ledger. */
const subject = 'keeper';

/** It was killed, or ended by itself: nobody asked it to, and no input was wrong. Of one that a restore has ended nothing is known. */
const hasDied = ({ endedAt, exitCode }: RecordedRun): boolean =>
  endedAt === null || exitCode === exitCodes.unexpected || exitCode === exitCodes.ledgerFailed;

const lastSeen = ({ endedAt, seenAt, startedAt }: RecordedRun): UnixMillis => endedAt ?? seenAt ?? startedAt;

/**
 * Alerts of the run before this one, where it has died: whatever starts ballast again does so without a word. To be called once this
 * run stands in the ledger. Closes both alerts when this run has lasted.
 * @returns once it has looked, the way to end it
 */
export async function watchRuns(options: RunsWatchOptions): Promise<() => void> {
  const { alarms, log, wellAfterMs = HOUR } = options;
  try {
    await look({ ...options, wellAfterMs });
  } catch (error) {
    log.warn({ at: 'run', error: shortMessageOf(error) }, 'how earlier runs ended could not be looked at');
  }
  const well = setTimeout(() => {
    void alarms.resolve({ code: 'KEEPER_DIED', subject });
    void alarms.resolve({ code: 'KEEPER_UNSTEADY', subject });
  }, wellAfterMs);
  well.unref();
  return () => clearTimeout(well);
}

async function look({ ledger, alarms, now, wellAfterMs }: Required<Omit<RunsWatchOptions, 'log'>>): Promise<void> {
  // Nearly always there is no more to read than this, and the keeper waits for it.
  const [, previous] = await listRuns(ledger, 2);
  if (previous === undefined || !hasDied(previous)) return;
  await alarms.raise({ code: 'KEEPER_DIED', subject, text: deathText(previous, now()) });
  const since = now() - wellAfterMs;
  const [, ...before] = await listRuns(ledger, mostRuns);
  const recent = before.filter((run) => hasDied(run) && lastSeen(run) >= since);
  if (recent.length < many) return;
  const text = `${recent.length} runs have died within ${duration(wellAfterMs)}`;
  await alarms.raise({ code: 'KEEPER_UNSTEADY', subject, text });
}

function deathText(run: RecordedRun, now: UnixMillis): string {
  const when = ago(Math.max(0, now - lastSeen(run)));
  if (run.endedAt === null) return `the run before this one was killed, or the machine stopped; last seen ${when}`;
  const why = run.exitCode === exitCodes.ledgerFailed ? 'since the ledger could not be written' : 'by an error';
  return `the run before this one ended ${why}, ${when}`;
}
