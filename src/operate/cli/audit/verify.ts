import type { Finding } from '../../../record/audit/finding.js';
import { verifyLedger } from '../../../record/audit/verifyLedger.js';
import { integer } from '../../words/numbers.js';
import type { Answer } from '../output.js';
import { green, red } from '../table.js';

export interface VerifyOptions {
  /** Public keys. */
  key?: readonly string[];
  expect?: { number: number; hash: string };
}

/** So many lines at most: what is wrong everywhere is not told better by all of it. `--json` has the rest. */
const most = 100;

/** @throws LedgerError where the ledger cannot be opened */
export function verify(file: string, { key, expect }: VerifyOptions): Answer & { intact: boolean } {
  const found = verifyLedger(file, { ...(key ? { keys: key } : {}), ...(expect ? { expect } : {}) });
  const { findings, entries, rows, newest, signedTo, unsigned, keys } = found;
  const intact = findings.length === 0;
  const lines = [
    `${integer(rows)} rows, ${integer(entries)} entries, ${integer(unsigned)} of them unsigned`,
    newest ? `newest entry   ${newest.number}:${newest.hash}` : 'no entry',
    `signed         to entry ${signedTo}${keys.length > 0 ? ` by ${keys.join(', ')}` : ''}`,
    '',
    ...findings.slice(0, most).map(findingText),
    ...(findings.length > most ? [`… and ${integer(findings.length - most)} more`] : []),
    intact ? green('everything is as it was written') : red(`${integer(findings.length)} wrong`),
  ];
  return { json: { intact, ...found }, text: lines.join('\n'), intact };
}

const findingText = ({ table, key, problem }: Finding): string => `${table} ${key === null ? '' : `${key} `}${problem}`;
