import { Worker } from 'node:worker_threads';
import type { Alarms } from '../model/alert.js';
import { shortMessageOf } from '../model/error.js';
import type { Log } from '../model/log.js';
import { DAY } from '../model/time.js';
import type { Ledger } from '../record/ledger.js';
import type { AuditSaid } from './auditWorker.js';

export interface AuditWatchOptions {
  ledger: Ledger;
  alarms: Alarms;
  log: Log;
  /** Between two readings of the whole ledger; the first is at the start. */
  everyMs?: number;
}

/**
 * Verifies the ledger beside the keeper: at the start, and once a day. It reads everything, so it has a thread of its own. What is
 * found is an alert: the keeper trades on, since what it holds is on the chain and not in the ledger.
 * @returns the way to end it
 */
export function watchAudit({ ledger, alarms, log, everyMs = DAY }: AuditWatchOptions): () => Promise<void> {
  let running: Worker | null = null;
  const look = () => {
    if (running !== null) return;
    const worker = new Worker(new URL('./auditWorker.js', import.meta.url), { workerData: ledger.file });
    running = worker;
    worker.unref();
    worker.on('message', (said: AuditSaid) => void tell(said));
    worker.on('error', (error) =>
      log.warn({ at: 'audit', error: shortMessageOf(error) }, 'the ledger was not verified'),
    );
    worker.on('exit', () => {
      running = null;
    });
  };
  const tell = async ({ findings, count, entries }: AuditSaid) => {
    const alert = { code: 'AUDIT_BROKEN', subject: ledger.file } as const;
    if (count === 0) {
      log.info({ at: 'audit', entries }, 'the ledger is as it was written');
      await alarms.resolve(alert);
      return;
    }
    const more = count > findings.length ? `, and ${count - findings.length} more` : '';
    await alarms.raise({ ...alert, text: `${findings.join('; ')}${more}` });
  };
  const problem = ledger.auditProblem?.() ?? null;
  if (problem !== null) log.warn({ at: 'audit', problem }, 'the audit chain is not signed');
  look();
  const timer = setInterval(look, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running?.terminate();
  };
}
