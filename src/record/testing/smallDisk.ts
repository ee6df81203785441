import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own. */
export interface SmallDisk {
  folder: string;
  /** Leaves so many bytes free. */
  fill(leave: number): void;
  /** Takes away every right to write on it, of whoever asks. */
  makeReadOnly(): void;
}

/** Of so many bytes. @throws where this process may not mount one */
export function smallDisk(bytes: number, onFinished: (forget: () => void) => void): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0700`, 'ballast', folder], { stdio: 'pipe' });
  onFinished(() => {
    // What still has a file of it open lets go of it later.
    execFileSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    fill(leave) {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(join(folder, 'filler'), Buffer.alloc(bavail * bsize - leave));
    },
    makeReadOnly: () => void execFileSync('mount', ['-o', 'remount,ro', folder], { stdio: 'pipe' }),
  };
}

/** Whether this process may mount one. */
export function mayMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'ballast-disk-'));
  try {
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'ballast', folder]);
    if (status === 0) execFileSync('umount', [folder]);
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
