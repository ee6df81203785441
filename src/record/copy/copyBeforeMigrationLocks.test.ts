import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../testing/sample.js';
import { copyBeforeMigration } from './copyBeforeMigration.js';

/** What another process may do to it that nobody may while it is open: give it another kind of journal. */
const takenOver = (file: string): boolean => {
  const script = `
    const Database = require('better-sqlite3');
    const client = new Database(process.argv[1], { timeout: 0 });
    process.exit(client.pragma('journal_mode = DELETE', { simple: true }) === 'delete' ? 0 : 1);`;
  return spawnSync(process.execPath, ['-e', script, file]).status === 0;
};

test('behavior: whoever has the ledger open has it still after the copy', () => {
  const file = join(temporaryFolder(onTestFinished), 'ballast.db');
  const client = new SqliteClient(file);
  client.pragma('journal_mode = WAL');
  client.exec('create table things (id integer primary key)');
  copyBeforeMigration(client, '0008_operator_side');
  client.exec('insert into things default values');
  expect(takenOver(file)).toBe(false);
  expect(client.prepare('select count(*) from things').pluck().get()).toBe(1);
  client.close();
  // Else it would prove nothing.
  expect(takenOver(file)).toBe(true);
});
