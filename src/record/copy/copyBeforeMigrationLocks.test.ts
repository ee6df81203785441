import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../testing/sample.js';
import { copyBeforeMigration } from './copyBeforeMigration.js';

/** What the system knows of locks that this process has on a file: kind and range. */
const locksOn = (file: string): string[] =>
  readFileSync('/proc/locks', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , , pid, inode]) => Number(pid) === process.pid && inode?.endsWith(`:${statSync(file).ino}`))
    .map(([, kind, , mode, , , from, to]) => `${kind} ${mode} ${from}-${to}`);

test.runIf(process.platform === 'linux')('behavior: whoever has the ledger open keeps its locks on it', () => {
  const file = join(temporaryFolder(onTestFinished), 'ballast.db');
  const client = new SqliteClient(file);
  onTestFinished(() => void client.close());
  client.pragma('journal_mode = WAL');
  client.exec('create table things (id integer primary key)');
  const before = locksOn(file);
  expect(before).toHaveLength(1);
  copyBeforeMigration(client, '0008_operator_side');
  expect(locksOn(file)).toEqual(before);
});
