import { parentPort, workerData } from 'node:worker_threads';
import { verifyLedger } from '../record/audit/verifyLedger.js';

// The body of a thread of `watchAudit`: it reads one ledger, says what is wrong with it, and ends.

/** What was found: the first few in words, and how many there are. */
export interface AuditSaid {
  findings: readonly string[];
  count: number;
  entries: number;
  /** Entries that nobody has signed or vouched for since. */
  unsigned: number;
}

const mostTold = 5;

const { findings, entries, unsigned } = verifyLedger(String(workerData));
const said: AuditSaid = {
  findings: findings
    .slice(0, mostTold)
    .map(({ table, key, problem }) => `${table}${key === null ? '' : ` ${key}`} ${problem}`),
  count: findings.length,
  entries,
  unsigned,
};
parentPort?.postMessage(said);
