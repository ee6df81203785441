import { daemonOf } from '../daemonLock.js';

/** Whether a daemon keeps the ledger; where that cannot be seen, the check of the ledger tells why. */
export function keeps(ledgerFile: string): boolean {
  try {
    return daemonOf(ledgerFile) !== null;
  } catch {
    return false;
  }
}
