import { copyFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { verifyLedger } from '../audit/verifyLedger.js';
import { knownMigrations } from '../knownMigrations.js';
import { openLedger } from '../ledger.js';
import { oldLedger } from '../testing/oldLedger.js';
import { sampleOrder, temporaryFolder, workOf } from '../testing/sample.js';
import { readLedgerFacts } from './ledgerFacts.js';

/** How much room is said to be left on the disk, in blocks; null: what there is. */
const disk = vi.hoisted((): { bavail: number | null } => ({ bavail: null }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const statfsSync = (path: string) => ({ ...fs.statfsSync(path), ...(disk.bavail === null ? {} : disk) });
  return { ...fs, statfsSync };
});

const newFile = () => join(temporaryFolder(onTestFinished), 'ballast.db');
const tagOf = (migrations: number) => knownMigrations()[migrations]?.tag.slice(0, 4) ?? '';
const schemaOf = (migrations: number) => knownMigrations()[migrations - 1]?.at;
const halted =
  "insert into trading_state (number, holder, state, reason, author, at) values (1, 'h', 'halted', '', 'a', 1)";

test('default: an older ledger is copied whole, its log too, before it is brought up to date', () => {
  const file = newFile();
  const old = oldLedger(file, 7);
  onTestFinished(() => void old.close());
  old.pragma('journal_mode = WAL');
  old.exec(halted);
  old.close();
  openLedger({ file }).close();
  const copy = `${file}.before-${tagOf(7)}`;
  expect(readLedgerFacts(copy, { deeply: true })).toMatchObject({ schema: schemaOf(7), trading: 'halted' });
  expect(readLedgerFacts(file)).toMatchObject({ schema: schemaOf(knownMigrations().length), trading: 'halted' });
  expect(verifyLedger(file).findings).toEqual([]);

  // What is up to date is not copied, and neither is what is only read.
  openLedger({ file }).close();
  openLedger({ file, readonly: true }).close();
  expect(readdirSync(join(file, '..')).filter((name) => /before-\d+$/.test(name))).toHaveLength(1);
});

test('behavior: a new ledger and one that is itself a copy are not copied', () => {
  const file = newFile();
  openLedger({ file }).close();
  oldLedger(`${file}2`, 7).close();
  openLedger({ file: `${file}2`, isSpare: true }).close();
  expect(readdirSync(join(file, '..')).filter((name) => name.includes('.before-'))).toEqual([]);
});

test('invariant: a migration that fails leaves the ledger as it was, and its copy; the next try leaves that copy alone', () => {
  const file = newFile();
  const old = oldLedger(file, 7);
  old.exec(halted);
  // In the way of what the next migration makes.
  old.exec('create table configurations (x)');
  old.close();
  const before = readLedgerFacts(file).schema;
  expect(() => openLedger({ file })).toThrow();
  const copy = `${file}.before-${tagOf(7)}`;
  expect([readLedgerFacts(file).schema, readLedgerFacts(copy).schema]).toEqual([before, before]);
  const client = new SqliteClient(file);
  client.exec('drop table configurations');
  client.close();
  openLedger({ file }).close();
  const first = new SqliteClient(copy, { readonly: true });
  onTestFinished(() => void first.close());
  expect(first.prepare("select count(*) from sqlite_schema where name = 'configurations'").pluck().get()).toBe(1);
});

test('behavior: who went back to the older version and comes again has another copy, of what was written since', () => {
  const file = newFile();
  oldLedger(file, 7).close();
  openLedger({ file }).close();
  const copy = `${file}.before-${tagOf(7)}`;
  expect(readLedgerFacts(copy).trading).toBeNull();
  for (const part of ['', '-wal', '-shm']) rmSync(`${file}${part}`, { force: true });
  copyFileSync(copy, file);
  const client = new SqliteClient(file);
  client.exec(halted);
  client.close();
  openLedger({ file }).close();
  expect(readLedgerFacts(copy)).toMatchObject({ schema: schemaOf(7), trading: 'halted' });
});

test('behavior: the three newest copies are kept, and nothing else is taken away', () => {
  const file = newFile();
  for (const name of ['0001', '0002', '0003', '0004', 'restore']) writeFileSync(`${file}.before-${name}`, '');
  oldLedger(file, 7).close();
  openLedger({ file }).close();
  const left = readdirSync(join(file, '..')).filter((name) => name.includes('.before-'));
  expect(left.map((name) => name.split('.before-')[1]).sort()).toEqual(['0003', '0004', tagOf(7), 'restore']);
});

test('behavior: while another process writes, nothing is copied and nothing is brought up to date', () => {
  const file = newFile();
  const old = oldLedger(file, 7);
  onTestFinished(() => void old.close());
  old.pragma('journal_mode = WAL');
  old.exec('begin immediate');
  old.exec(halted);
  expect(() => openLedger({ file, patienceMs: 50 })).toThrow(/locked by another process|written by another process/);
  expect(existsSync(`${file}.before-${tagOf(7)}`)).toBe(false);
  old.exec('commit');
  expect(readLedgerFacts(file).schema).toBe(schemaOf(7));
});

test('behavior: a ledger of a newer ballast is refused, whatever it is opened for', async () => {
  const file = newFile();
  const ledger = openLedger({ file });
  await ledger.commit(workOf(sampleOrder({ createdAt: unixMillis(1_700_000_000_000) })));
  ledger.close();
  const client = new SqliteClient(file);
  client.exec("insert into __drizzle_migrations (hash, created_at) values ('later', 9999999999999)");
  client.close();
  copyFileSync(file, `${file}.same`);
  for (const readonly of [true, false]) expect(() => openLedger({ file, readonly })).toThrow('a newer ballast');
  expect(readLedgerFacts(file)).toEqual(readLedgerFacts(`${file}.same`));
});

test('behavior: where there is no room for the copy, nothing is brought up to date', () => {
  const file = newFile();
  oldLedger(file, 7).close();
  // As a disk that is full but for one block.
  disk.bavail = 1;
  onTestFinished(() => {
    disk.bavail = null;
  });
  expect(() => openLedger({ file })).toThrow('no room to copy');
  expect(readLedgerFacts(file, { deeply: true }).schema).toBe(schemaOf(7));
  expect(readdirSync(join(file, '..')).filter((name) => name.includes('.before-'))).toEqual([]);
});
