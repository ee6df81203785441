import { setTimeout as after } from 'node:timers/promises';
import { shortMessageOf } from '../model/error.js';
import type { Log } from '../model/log.js';
import type { UnixMillis } from '../model/units.js';
import { LedgerError } from '../record/errors.js';
import type { Ledger } from '../record/ledger.js';
import { beat } from '../record/statements/runs.js';
import { refuseKeptElsewhere } from './daemonOwner.js';
import { beatEveryMs, givesUpAfterMs, takenOverAfterMs } from './liveness.js';

export interface BeatingOptions {
  ledger: Ledger;
  now: () => UnixMillis;
  log: Log;
  everyMs?: number;
}

/**
 * Runs `keep` while writing down every ten seconds that this process lives.
 * @param keep is told to stop when `stop` fires, or when this cannot be written any more
 * @throws whatever `keep` throws; LedgerError when the ledger refuses for good, or has refused for most of a minute: nothing is
 *   sent that is not written down before, and soon another machine may take over; DaemonLockError when it has, while this one
 *   was suspended
 */
export async function whileBeating(
  options: BeatingOptions,
  stop: AbortSignal,
  keep: (stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const over = new AbortController();
  const failed = new AbortController();
  const beating = keepBeating(options, over.signal).catch((error: unknown) => {
    failed.abort();
    throw error;
  });
  beating.catch(() => {}); // it is asked below
  try {
    await keep(AbortSignal.any([stop, failed.signal]));
  } finally {
    over.abort();
  }
  await beating;
}

async function keepBeating(
  { ledger, now, log, everyMs = beatEveryMs }: BeatingOptions,
  over: AbortSignal,
): Promise<void> {
  let written = now();
  for (;;) {
    await after(everyMs, undefined, { signal: over }).catch(() => {});
    if (over.aborted) return;
    const at = now();
    try {
      await ledger.commit(beat({ at }));
      if (at - written > takenOverAfterMs) await refuseKeptElsewhere(ledger, at);
      written = at;
    } catch (error) {
      if (!(error instanceof LedgerError && error.retryable)) throw error;
      log.warn({ at: 'heartbeat', error: shortMessageOf(error) }, 'the ledger cannot be written');
      if (at - written < givesUpAfterMs) continue;
      throw new LedgerError(
        `${ledger.file} has not let itself be written for ${Math.round((at - written) / 1_000)} s`,
        {
          facts: [shortMessageOf(error)],
          mend: 'see to the disk; nothing is sent that cannot be written down first',
          cause: error,
        },
      );
    }
  }
}
