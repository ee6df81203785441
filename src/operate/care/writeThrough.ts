import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/** Writes a file, which is on the disk when it returns. @param mode who may read it; its owner alone unless told */
export function writeThrough(file: string, data: string | Uint8Array, mode = 0o600): void {
  const descriptor = openSync(file, 'w', mode);
  try {
    if (typeof data === 'string') writeSync(descriptor, data);
    else writeSync(descriptor, data);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** What was written to a file by other means is on the disk from then on. */
export function syncFile(file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** What was renamed in a folder stays so, whatever happens. */
export const syncFolder = syncFile;
