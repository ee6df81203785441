import { join, resolve } from 'node:path';
import { DaemonLockError, daemonOf, takeDaemonLock } from '../daemonLock.js';
import { CareError } from './careError.js';

/** Another process makes a backup in the same folder. */
export class BackupBusyError extends CareError {
  override name = 'BackupBusyError';
}

/**
 * Makes this process the only one that makes backups in a folder: each takes away what another has left half made. It is gone with the
 * process, as the lock of a ledger is; its file, `.backing-up.lock`, stays and locks nothing then.
 * @throws BackupBusyError that names the other process; CareError where the folder cannot be locked
 */
export function lockBackups(to: string): { release(): void } {
  const file = join(resolve(to), '.backing-up');
  try {
    return takeDaemonLock(file);
  } catch (error) {
    if (!(error instanceof DaemonLockError)) throw error;
    const holder = holderOf(file);
    if (holder !== null) {
      throw new BackupBusyError(`process ${holder} makes a backup in ${to} already`, {
        ...{ mend: 'wait for it; or name another folder', retryable: true },
      });
    }
    throw new CareError(`${to} cannot be locked for a backup`, {
      ...{ facts: [error.shortMessage, ...error.facts], cause: error, retryable: true },
      mend: 'its user needs permission to write there; or name another folder',
    });
  }
}

function holderOf(file: string): number | null {
  try {
    return daemonOf(file);
  } catch {
    return null;
  }
}
