import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Changes of a ledger are looked for at most so often, and at least so often: not every disk tells of changes. */
const leastMs = 1_000;
const mostMs = 5_000;

/** Yields when a ledger may have changed, at once to begin with; ends when the signal is given. */
export async function* ledgerChanges(file: string, signal: AbortSignal): AsyncGenerator<void> {
  let ring = () => {};
  let rung = false;
  const watcher = watch(dirname(file) || '.', { signal }, (_, name) => {
    // SQLite writes beside the ledger first: `-wal`.
    if (name !== null && !name.startsWith(basename(file))) return;
    rung = true;
    ring();
  });
  watcher.on('error', () => {}); // then the slower look is all there is
  const within = (ms: number, isOver: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted || isOver()) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        ring = () => {};
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      ring = () => {
        if (isOver()) done();
      };
    });
  try {
    while (!signal.aborted) {
      rung = false;
      yield;
      await within(leastMs, () => false);
      await within(mostMs - leastMs, () => rung);
    }
  } finally {
    watcher.close();
  }
}
