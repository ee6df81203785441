import { open } from 'node:fs/promises';
import { BallastError } from '../../model/error.js';

/** A file that holds a secret is missing, unreadable, or readable by others. Its content is never quoted. */
export class PrivateFileError extends BallastError {
  override name = 'PrivateFileError';
}

/** The text of a file that only its owner may read, such as a keystore or a password. @throws PrivateFileError */
export async function readPrivateFile(file: string): Promise<string> {
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw new PrivateFileError(`${file} cannot be read`, { facts: [sayCode(cause.code)], cause });
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new PrivateFileError(`${file} is not a file`);
    // Windows has no such mode: there the folder's rights decide.
    if (process.platform !== 'win32' && (stats.mode & 0o077) !== 0) {
      const mode = (stats.mode & 0o777).toString(8);
      throw new PrivateFileError(`others may read ${file} (mode ${mode})`, { mend: `chmod 600 ${file}` });
    }
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** Writes a new file that only its owner may read; never over an old one. @throws PrivateFileError */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
    const mend = cause.code === 'EEXIST' ? 'give another file: a key is never overwritten' : undefined;
    throw new PrivateFileError(`${file} cannot be written`, {
      facts: [sayCode(cause.code)],
      ...(mend && { mend }),
      cause,
    });
  });
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const sayCode = (code: string | undefined): string =>
  ({ ENOENT: 'there is no such file or folder', EACCES: 'permission denied', EEXIST: 'it exists already' })[
    code ?? ''
  ] ?? `the system says ${code}`;
