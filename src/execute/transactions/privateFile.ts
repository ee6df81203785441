import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { BallastError } from '../../model/error.js';
import { sayRefused } from '../../model/refusedBySystem.js';
import { looseFolderOf } from './privateFileFolder.js';

/** A file that holds a secret is missing, unreadable, or open to others. Its content is never quoted. */
export class PrivateFileError extends BallastError {
  override name = 'PrivateFileError';
}

export interface ReadPrivateFileOptions {
  /**
   * `systemd`: a credential. systemd may let the service's user in by an access list, whose mask then stands where the
   * group's rights do; the folder is systemd's own.
   */
  from?: 'owner' | 'systemd';
}

const largest = 1_000_000;

/**
 * The text of a file that only its owner may read, such as a keystore or a password, in a folder that only its owner may
 * write. @throws PrivateFileError
 */
export async function readPrivateFile(file: string, { from = 'owner' }: ReadPrivateFileOptions = {}): Promise<string> {
  // Without O_NONBLOCK a pipe would be waited for.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
    (cause: NodeJS.ErrnoException) => {
      throw new PrivateFileError(`${file} cannot be read`, { facts: [sayCode(cause.code)], cause });
    },
  );
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new PrivateFileError(`${file} is not a file`);
    // Windows has no such mode: there the folder's rights decide.
    const others = from === 'systemd' ? 0o007 : 0o077;
    if (process.platform !== 'win32' && (stats.mode & others) !== 0) {
      const mode = (stats.mode & 0o777).toString(8);
      throw new PrivateFileError(`others may read ${file} (mode ${mode})`, { mend: `chmod 600 ${file}` });
    }
    if (from === 'owner') await requireOwnFolder(file);
    if (stats.size > largest) throw new PrivateFileError(`${file} is too large for a keystore or a password`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/**
 * Writes a new file that only its owner may read; never over an old one, and all of it or nothing.
 * @throws PrivateFileError; BallastError where the system refuses
 */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
    const refused = sayRefused(file, cause);
    if (refused !== cause) throw refused;
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
  } catch (error) {
    // Half a keystore opens nothing, and stands in the way of a whole one.
    await rm(file, { force: true });
    throw sayRefused(file, error);
  } finally {
    await handle.close();
  }
}

/** @throws PrivateFileError where others could put another file in the place of this one */
export async function requireOwnFolder(file: string): Promise<void> {
  const loose = await looseFolderOf(file);
  if (loose === null) return;
  throw new PrivateFileError(
    `others may write ${loose.folder} (mode ${loose.mode}), and so put another ${file} there`,
    {
      mend: `chmod go-w ${loose.folder}`,
    },
  );
}

const sayCode = (code: string | undefined): string =>
  ({ ENOENT: 'there is no such file or folder', EACCES: 'permission denied', EEXIST: 'it exists already' })[
    code ?? ''
  ] ?? `the system says ${code}`;
