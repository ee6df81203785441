import { Worker } from 'node:worker_threads';
import type { Alarms } from '../model/alert.js';
import { shortMessageOf } from '../model/error.js';
import type { Log } from '../model/log.js';
import { DAY } from '../model/time.js';
import type { Ledger } from '../record/ledger.js';
import type { AuditSaid } from './auditWorker.js';

export interface AuditWatchOptions {
  ledger: Pick<Ledger, 'file' | 'auditProblem'>;
  alarms: Alarms;
  log: Log;
  /** Between two readings of the whole ledger; the first is at the start. */
  everyMs?: number;
  /** Between two looks at whether entries can be signed. */
  keyEveryMs?: number;
  /** What reads the ledger and posts one `AuditSaid`. */
  reader?: URL;
}

/** 0.2 KB a row: some millions of rows. A ledger that is spoiled must not take the keeper's memory. */
const resourceLimits = { maxOldGenerationSizeMb: 1_024 };

/**
 * Verifies the ledger beside the keeper: at the start, and once a day. It reads everything, so it has a thread of its own. What is
 * found is an alert, and so is a reading that does not come to its end: the keeper trades on, since what it holds is on the chain and
 * not in the ledger.
 * @returns the way to end it
 */
export function watchAudit({
  ledger,
  alarms,
  log,
  everyMs = DAY,
  keyEveryMs = 60_000,
  reader = new URL('./auditWorker.js', import.meta.url),
}: AuditWatchOptions): () => Promise<void> {
  const broken = { code: 'AUDIT_BROKEN', subject: ledger.file } as const;
  const unsigned = { code: 'AUDIT_UNSIGNED', subject: ledger.file } as const;
  let running: Worker | null = null;
  let ended = false;
  let unsignedEntries = 0;

  const look = () => {
    if (running !== null) return;
    const worker = new Worker(reader, { workerData: ledger.file, resourceLimits });
    let told = false;
    const fails = (why: string) => {
      if (told || ended) return;
      told = true;
      log.warn({ at: 'audit', error: why }, 'the ledger was not verified');
      void alarms.raise({ ...broken, text: `the ledger could not be verified: ${why}` });
    };
    running = worker;
    worker.unref();
    worker.on('message', (said: AuditSaid) => {
      told = true;
      void tell(said);
    });
    worker.on('error', (error) => fails(shortMessageOf(error)));
    worker.on('exit', (code) => {
      running = null;
      fails(`its reader ended with ${code} and said nothing`);
    });
  };

  const tell = async (said: AuditSaid) => {
    const { findings, count, entries } = said;
    unsignedEntries = said.unsigned;
    await tellUnsigned();
    if (count === 0) {
      log.info({ at: 'audit', entries, unsigned: said.unsigned }, 'the ledger is as it was written');
      await alarms.resolve(broken);
      return;
    }
    const more = count > findings.length ? `, and ${count - findings.length} more` : '';
    await alarms.raise({ ...broken, text: `${findings.join('; ')}${more}` });
  };

  const tellUnsigned = async () => {
    const problem = ledger.auditProblem?.() ?? null;
    if (problem !== null) await alarms.raise({ ...unsigned, text: problem });
    else if (unsignedEntries > 0)
      await alarms.raise({ ...unsigned, text: `entries that nobody has signed: ${unsignedEntries}` });
    else await alarms.resolve(unsigned);
  };

  look();
  const timers = [setInterval(look, everyMs), setInterval(() => void tellUnsigned(), keyEveryMs)];
  for (const timer of timers) timer.unref();
  return async () => {
    ended = true;
    for (const timer of timers) clearInterval(timer);
    await running?.terminate();
  };
}
