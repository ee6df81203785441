import { existsSync } from 'node:fs';
import { BallastError } from '../../../model/error.js';
import { auditKeyFile, openAuditKey } from '../../../record/audit/auditKey.js';
import type { Answer } from '../output.js';

/** @throws BallastError where there is none; LedgerError where it cannot be used */
export function key(ledger: string): Answer {
  const file = auditKeyFile(ledger);
  if (!existsSync(file)) {
    throw new BallastError(`no key signs this ledger yet: there is no ${file}`, {
      mend: 'start `ballast run` once, or give another --db',
    });
  }
  const { publicKey } = openAuditKey(ledger);
  return { json: { file, publicKey }, text: publicKey };
}
