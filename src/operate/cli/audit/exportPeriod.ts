import { existsSync } from 'node:fs';
import { auditKeyFile, openAuditKey } from '../../../record/audit/auditKey.js';
import { type ExportOptions, exportAudit } from '../../../record/audit/exportAudit.js';
import { integer } from '../../words/numbers.js';
import type { Answer } from '../output.js';
import { dim } from '../table.js';

/** Where none signs yet there is none to name. */
const keyOf = (ledger: string): string =>
  existsSync(auditKeyFile(ledger)) ? openAuditKey(ledger).publicKey : 'PUBLIC_KEY';

/** @throws LedgerError */
export function exportPeriod(options: ExportOptions): Answer {
  const exported = exportAudit(options);
  const { first, last, rows, changedLater, signedTo } = exported;
  const lines = [
    `entries ${first} to ${last} with ${integer(rows)} rows, in ${options.to}`,
    ...(changedLater > 0 ? [`${integer(changedLater)} of the rows were written again later, and are named only`] : []),
    ...(signedTo < last ? [`signed to entry ${signedTo}: what comes after is not`] : []),
    dim(`node audit/verify.mjs ${options.to} --key ${keyOf(options.file)}`),
  ];
  return { json: { file: options.to, ...exported }, text: lines.join('\n') };
}
