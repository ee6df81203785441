import { execFileSync } from 'node:child_process';
import { constants, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type SqliteClient from 'better-sqlite3';
import { LedgerError } from '../errors.js';
import { renameThrough } from '../onDisk.js';
import { factsOf, readLedgerFacts } from './ledgerFacts.js';
import { lackOfRoom } from './room.js';

/** So many copies from before migrations are kept, the newest. */
const kept = 3;

/**
 * Copies the file of a ledger before its schema is brought up to date: `ballast.db.before-0008`, after the first migration that it
 * lacks. One that is there already is left where it is of this very state, before a migration that has failed.
 * @param migration its tag: `0008_operator_side`
 * @returns the copy
 * @throws LedgerError where there is no room, or it cannot be written; nothing is migrated then
 */
export function copyBeforeMigration(client: SqliteClient.Database, migration: string): string {
  const file = client.name;
  const copy = `${file}.before-${migration.slice(0, 4)}`;
  if (existsSync(copy) && isOf(copy, client)) return copy;
  requireRoom(file);
  const making = `${copy}.partial`;
  // Whoever writes meanwhile waits; all of the log is in the file before it is copied.
  client.pragma('wal_checkpoint(TRUNCATE)');
  client.exec('begin immediate');
  try {
    const wal = `${file}-wal`;
    if (existsSync(wal) && statSync(wal).size > 0)
      throw new LedgerError(`${file} is written by another process`, {
        mend: 'end it, then try again',
        retryable: true,
      });
    copyElsewhere(file, making);
    renameThrough(making, copy);
  } catch (error) {
    rmSync(making, { force: true });
    throw error;
  } finally {
    client.exec('rollback');
  }
  dropOld(file);
  return copy;
}

/**
 * In a process of its own: once this one closes a descriptor of the ledger that SQLite has not opened, the system takes SQLite's locks on
 * it away (fcntl(2)), and others could take the log of a ledger that is open for one that nobody has.
 */
function copyElsewhere(file: string, to: string): void {
  const script =
    'const f = require("node:fs"); const [, from, to, how] = process.argv; f.copyFileSync(from, to, Number(how)); f.fsyncSync(f.openSync(to))';
  const args = ['-e', script, file, to, String(constants.COPYFILE_FICLONE)];
  execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Whoever has gone back to an older version, and comes again, has written since. */
function isOf(copy: string, client: SqliteClient.Database): boolean {
  try {
    return JSON.stringify(readLedgerFacts(copy)) === JSON.stringify(factsOf(client));
  } catch {
    return false;
  }
}

function requireRoom(file: string): void {
  const lack = lackOfRoom({ bytes: statSync(file).size, to: dirname(file) });
  if (lack === null) return;
  throw new LedgerError(`there is no room to copy ${file} before its schema is brought up to date`, {
    facts: [`it takes ${lack.needed}`],
    mend: 'free space on the disk; the ledger is as it was',
  });
}

function dropOld(file: string): void {
  const beginning = `${basename(file)}.before-`;
  const copies = readdirSync(dirname(file)).filter(
    (name) => name.startsWith(beginning) && /^\d{4}$/.test(name.slice(beginning.length)),
  );
  for (const name of copies.sort().slice(0, -kept)) rmSync(join(dirname(file), name), { force: true });
}
