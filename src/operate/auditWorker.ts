import { verifyLedger } from '../record/audit/verifyLedger.js';

// The process of `watchAudit`: it reads the ledger that its argument names, says what is wrong with it, and ends.

/** What was found: the first few in words, and how many there are. */
export interface AuditSaid {
  findings: readonly string[];
  count: number;
  entries: number;
  /** Entries that nobody has signed or vouched for since. */
  unsigned: number;
}

const mostTold = 5;

const { findings, entries, unsigned } = verifyLedger(process.argv[2] ?? '');
const said: AuditSaid = {
  findings: findings
    .slice(0, mostTold)
    .map(({ table, key, problem }) => `${table}${key === null ? '' : ` ${key}`} ${problem}`),
  count: findings.length,
  entries,
  unsigned,
};
process.send?.(said);
