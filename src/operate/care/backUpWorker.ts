import { BallastError, shortMessageOf } from '../../model/error.js';
import { type BackUpOptions, backUp } from './backUp.js';
import { BackupBusyError } from './backupLock.js';

// The process of `backUpApart`: it makes one backup, says what came of it, and ends.

/** What a backup came to. */
export type BackUpSaid =
  | { isMade: true; folder: string; bytes: number; dropped: number }
  | { isMade: false; text: string; facts: readonly string[]; isBusy: boolean };

// Whoever wanted it is gone.
process.on('disconnect', () => process.exit(1));

process.once('message', (options: Omit<BackUpOptions, 'stop'>) => {
  backUp(options).then(
    ({ folder, manifest, dropped }) =>
      say({ isMade: true, folder, bytes: manifest.ledger.bytes, dropped: dropped.length }),
    (error: unknown) => {
      const facts = error instanceof BallastError ? error.facts : [];
      say({ isMade: false, text: shortMessageOf(error), facts, isBusy: error instanceof BackupBusyError });
    },
  );
});

function say(said: BackUpSaid): void {
  process.send?.(said, () => process.exit(0));
}
