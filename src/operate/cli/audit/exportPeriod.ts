import { type ExportOptions, exportAudit } from '../../../record/audit/exportAudit.js';
import { integer } from '../numbers.js';
import type { Answer } from '../output.js';
import { dim } from '../table.js';

/** @throws LedgerError */
export function exportPeriod(options: ExportOptions): Answer {
  const exported = exportAudit(options);
  const { first, last, rows, changedLater, signedTo } = exported;
  const lines = [
    `entries ${first} to ${last} with ${integer(rows)} rows, in ${options.to}`,
    ...(changedLater > 0 ? [`${integer(changedLater)} of the rows were written again later, and are named only`] : []),
    ...(signedTo < last ? [`signed to entry ${signedTo}: what comes after is not`] : []),
    dim(`node audit/verify.mjs ${options.to} --key PUBLIC_KEY`),
  ];
  return { json: { file: options.to, ...exported }, text: lines.join('\n') };
}
