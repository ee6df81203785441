import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { goAfterTicks } from '../goAfterTicks.js';
import type { BackUpOptions } from './backUp.js';
import type { BackUpSaid } from './backUpWorker.js';
import { BackupBusyError } from './backupLock.js';
import { CareError } from './careError.js';

/** What was made. */
export type MadeApart = Omit<Extract<BackUpSaid, { isMade: true }>, 'isMade'>;

/**
 * Makes a backup in a process of its own: a large ledger is read from end to end twice, and neither the keeper nor what people look at
 * may wait for that.
 * @throws CareError as `backUp` does, or where the process ends without a word
 */
export function backUpApart({ stop, ...options }: BackUpOptions): Promise<MadeApart> {
  const file = fileURLToPath(new URL('./backUpWorker.js', import.meta.url));
  return new Promise((resolve, reject) => {
    // Ctrl-C is for the keeper, which ends it then.
    const child = fork(file, [], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'], detached: true });
    const end = () => void child.kill('SIGKILL');
    stop?.addEventListener('abort', end, { once: true });
    child.once('spawn', () => {
      goAfterTicks(child.pid);
      child.send(options);
    });
    child.once('message', (said: BackUpSaid) => {
      if (said.isMade) resolve({ folder: said.folder, bytes: said.bytes, dropped: said.dropped });
      else {
        const Kind = said.isBusy ? BackupBusyError : CareError;
        reject(new Kind(said.text, { facts: said.facts, mend: 'as it says', retryable: true }));
      }
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      stop?.removeEventListener('abort', end);
      reject(
        new CareError(`the process of the backup ended with ${code ?? signal} and said nothing`, { retryable: true }),
      );
    });
    if (stop?.aborted) end();
  });
}
