import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file, which is on the disk when it returns. One that is there is replaced: what a crash has left is not written into, nor what
 * somebody has linked there.
 * @param mode - Its permissions, whatever the process hides of what it makes; its owner's alone unless told.
 * @throws where not all of it can be written; what is there then is to be taken away
 */
export function writeThrough(file: string, data: string | Uint8Array, mode = 0o600): void {
  rmSync(file, { force: true });
  const descriptor = openSync(file, 'wx', mode);
  try {
    fchmodSync(descriptor, mode);
    // Goes on where the system took a part, until it refuses.
    writeFileSync(descriptor, data);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** What was written to a file by other means is on the disk from then on. */
export function sync(file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * What was changed in a folder is on the disk from then on, or when the file system sees fit: shared ones often know no such call for
 * folders, and then nobody can do better.
 * @throws where the disk fails
 */
export function syncFolder(folder: string): void {
  try {
    sync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EINVAL' && code !== 'ENOTSUP') throw error;
  }
}

/** Renames within a folder: what has the new name keeps it, whatever happens, as far as the file system can (`syncFolder`). */
export function renameThrough(from: string, to: string): void {
  renameSync(from, to);
  syncFolder(dirname(to));
}
