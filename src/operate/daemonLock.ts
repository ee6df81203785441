import { closeSync, existsSync, openSync, readFileSync, readSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { BallastError } from '../model/error.js';

/** Another daemon keeps this ledger, or nobody can tell. */
export class DaemonLockError extends BallastError {
  override name = 'DaemonLockError';
}

export interface DaemonLock {
  /** `LEDGER.lock` */
  file: string;
  release(): void;
}

/** A reader looks for milliseconds; a daemon holds on. So whoever is still there after this is a daemon. */
const patienceMs = 1_500;

/**
 * Makes this process the only daemon of a ledger. The lock is the operating system's, on a file beside the ledger, and
 * so it is gone with the process however that ends; a file that stays behind locks nothing. Node has no call for such
 * locks, SQLite takes them on every platform: the file is an empty database, held exclusively. The holder's process id is its
 * `user_version`, and in a file of its own beside it, for whoever asks in the very process that holds it.
 * @throws DaemonLockError that names the other process
 */
export function takeDaemonLock(ledgerFile: string): DaemonLock {
  const file = lockFileOf(ledgerFile);
  if (!existsSync(dirname(file))) {
    const folder = dirname(file);
    throw new DaemonLockError(`the folder of the ledger does not exist: ${folder}`, { mend: `mkdir -p ${folder}` });
  }
  let client: SqliteClient.Database | undefined;
  try {
    client = new SqliteClient(file, { timeout: patienceMs });
    client.pragma('journal_mode = MEMORY'); // nothing in it is worth a journal beside it
    client.pragma('locking_mode = EXCLUSIVE'); // a lock that is taken is kept, beyond its transaction
    client.exec('begin exclusive');
    client.pragma(`user_version = ${process.pid}`);
    client.exec('commit');
    writeFileSync(holderFileOf(file), `${process.pid}\n`);
  } catch (error) {
    client?.close();
    if (isBusy(error)) {
      throw new DaemonLockError(`process ${holderIn(file) ?? 'of an unknown id'} keeps ${ledgerFile} already`, {
        mend: 'end it first, or give this one a ledger of its own with --db',
      });
    }
    const facts = [error instanceof Error ? error.message : String(error)];
    const mend =
      'its disk needs room, and its user write permission there; when no daemon runs, the file may be deleted';
    throw new DaemonLockError(`${file} cannot be locked`, {
      facts,
      mend,
      refusedBySystem: !isForeign(error),
      cause: error,
    });
  }
  const held = client;
  return {
    file,
    release() {
      try {
        rmSync(holderFileOf(file), { force: true });
      } catch {
        // Where nothing may be taken out of the folder: it locks nothing, and the next holder writes over it.
      }
      held.close();
    },
  };
}

/**
 * The daemon of a ledger: its process id, null when none runs.
 * @throws DaemonLockError when the lock cannot be looked at
 */
export function daemonOf(ledgerFile: string): number | null {
  const file = lockFileOf(ledgerFile);
  if (!existsSync(file)) return null;
  let client: SqliteClient.Database | undefined;
  try {
    client = new SqliteClient(file, { readonly: true, timeout: 0 });
    client.prepare('select count(*) from sqlite_master').get();
    return null;
  } catch (error) {
    if (isBusy(error)) return holderIn(file);
    throw new DaemonLockError(`${file} cannot be read`, {
      mend: 'its user needs read permission; when no daemon runs, the file may be deleted',
      refusedBySystem: !isForeign(error),
      cause: error,
    });
  } finally {
    client?.close();
  }
}

/** One file however the ledger is spelt. */
function lockFileOf(ledgerFile: string): string {
  if (existsSync(ledgerFile)) return `${realpathSync(ledgerFile)}.lock`;
  const folder = dirname(ledgerFile);
  return `${join(existsSync(folder) ? realpathSync(folder) : folder, basename(ledgerFile))}.lock`;
}

const holderFileOf = (file: string): string => `${file}-holder`;

/**
 * Who holds it. The locked file itself must not be opened for that where we may be the holder: when a process closes any descriptor of a
 * file, the system takes all its locks on that file away (fcntl(2)), and a second daemon could start.
 */
function holderIn(file: string): number | null {
  if (existsSync(holderFileOf(file))) return Number.parseInt(readFileSync(holderFileOf(file), 'utf8'), 10) || null;
  return holderByVersion(file);
}

/** Of an older daemon. `user_version` stands at byte 60 of a database, big-endian (sqlite.org/fileformat.html): readable under any lock. */
function holderByVersion(file: string): number | null {
  const bytes = Buffer.alloc(4);
  const descriptor = openSync(file, 'r');
  try {
    return readSync(descriptor, bytes, 0, 4, 60) === 4 ? bytes.readUInt32BE() : null;
  } finally {
    closeSync(descriptor);
  }
}

/** Something that nobody of ours has written is there. */
const isForeign = (error: unknown): boolean =>
  error instanceof SqliteClient.SqliteError && error.code === 'SQLITE_NOTADB';

const isBusy = (error: unknown): boolean =>
  error instanceof SqliteClient.SqliteError && error.code.startsWith('SQLITE_BUSY');
