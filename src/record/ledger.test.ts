import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { keccak256, toHex } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../model/units.js';
import { LedgerError, writingError } from './errors.js';
import { newId } from './id.js';
import { openLedger } from './ledger.js';
import { currentTradingState, listTradingStates } from './queries/currentTradingState.js';
import { listOrders } from './queries/listOrders.js';
import { openOrders } from './queries/openOrders.js';
import { insertOrder, updateOrder } from './statements/orders.js';
import { endRun, insertCommand, insertTradingState, saveStrategy, startRun } from './statements/runs.js';
import { operatorCommands, runs, strategies } from './tables/runs.js';
import { sampleOrder, sampleStep, temporaryFolder, workOf } from './testing/sample.js';

const at = unixMillis(1_700_000_000_000);
const newFile = () => join(temporaryFolder(onTestFinished), 'ballast.db');

function open(file: string, readonly = false) {
  const ledger = openLedger({ file, readonly });
  onTestFinished(() => ledger.close());
  return ledger;
}

test('invariant: what a process writes comes after what an earlier one wrote, however far its clock was ahead', async () => {
  const file = newFile();
  const first = open(file);
  const ahead = '7fffffff-ffff-7000-8000-000000000001';
  await first.commit(insertCommand({ id: newId(at), verb: 'pause', args: [], author: 'me', at }));
  await first.commit((db) => db.insert(runs).values({ id: ahead, version: 'x', startedAt: at }));
  expect(newId(at) < ahead).toBe(true);
  open(file);
  expect(newId(at) > ahead).toBe(true);
});

test('default: what is committed is there when the file is opened again', async () => {
  const file = newFile();
  const ledger = openLedger({ file });
  const order = sampleOrder();
  await ledger.commit(workOf(order));
  ledger.close();
  for (const again of [open(file, true), open(file)]) {
    const [found] = await listOrders(again, { limit: 10 });
    expect(found).toMatchObject({ ...order, holder: ledger.holder, updatedAt: order.createdAt });
  }
});

test('behavior: write-ahead log, synced at each commit, foreign keys enforced', async () => {
  const ledger = open(newFile());
  expect(await ledger.db.all('pragma journal_mode')).toEqual([{ journal_mode: 'wal' }]);
  expect(await ledger.db.all('pragma synchronous')).toEqual([{ synchronous: 2 }]);
  await expect(ledger.commit(insertOrder(sampleOrder(), [sampleStep]))).rejects.toThrow(LedgerError);
});

test('behavior: a connection keeps few pages in memory, whatever it has read', async () => {
  const file = newFile();
  for (const ledger of [open(file), open(file, true)])
    expect(await ledger.db.all('pragma cache_size')).toEqual([{ cache_size: -4_000 }]);
});

test('invariant: a unit of work is all or nothing', async () => {
  const ledger = open(newFile());
  const order = sampleOrder();
  const lost = updateOrder(newId(at), { status: 'Filled', text: '', at });
  await expect(ledger.commit([workOf(order), lost])).rejects.toThrow(/there is no order/);
  expect(await openOrders(ledger)).toEqual([]);
  await ledger.commit([workOf(order), updateOrder(order.id, { status: 'Filled', text: 'at 2 198.7', at })]);
  expect(await openOrders(ledger)).toEqual([]);
  expect(await listOrders(ledger, { limit: 1 })).toMatchObject([{ status: 'Filled', text: 'at 2 198.7' }]);
});

test('behavior: the operator reads and writes beside a daemon that has the ledger open', async () => {
  const file = newFile();
  const daemon = open(file);
  const reader = open(file, true);
  const operator = open(file);
  await daemon.commit(startRun({ version: '0.1.0', at }));
  expect(await currentTradingState(reader)).toMatchObject({ state: 'active' });
  await operator.commit([
    insertCommand({ id: newId(at), verb: 'halt', args: ['--reason', 'drill'], author: 'ada', at }),
    insertTradingState({ state: 'halted', reason: 'drill', author: 'ada', at }),
  ]);
  expect(await currentTradingState(daemon)).toMatchObject({ state: 'halted', author: 'ada' });
  expect(await currentTradingState(reader)).toMatchObject({ state: 'halted', reason: 'drill' });
  expect(await reader.db.select().from(operatorCommands)).toMatchObject([
    { verb: 'halt', args: ['--reason', 'drill'], holder: operator.holder },
  ]);
  await expect(reader.commit(startRun({ version: '0.1.0', at }))).rejects.toThrow(/cannot be written/);
});

test('behavior: the newest trading state counts even when the clock stepped back', async () => {
  const ledger = open(newFile());
  await ledger.commit(insertTradingState({ state: 'reducing', reason: 'breaker', author: 'ballast', at }));
  const earlier = unixMillis(at - 3_600_000);
  await ledger.commit(insertTradingState({ state: 'halted', reason: 'halt', author: 'ada', at: earlier }));
  expect(await currentTradingState(ledger)).toEqual({ state: 'halted', reason: 'halt', author: 'ada', at: earlier });
  expect(await listTradingStates(ledger, 10)).toHaveLength(2);
});

test('behavior: a run has a start, and an end when it was not killed; a strategy file is kept once', async () => {
  const ledger = open(newFile());
  await expect(ledger.commit(endRun({ exitCode: 0, at }))).rejects.toThrow(/never started/);
  const source = 'name: eth-book\n';
  const strategy = { hash: keccak256(toHex(source)), name: 'eth-book', source, at };
  await ledger.commit([startRun({ version: '0.1.0', at }), saveStrategy(strategy)]);
  await ledger.commit([saveStrategy(strategy), endRun({ exitCode: 0, at })]);
  expect(await ledger.db.select().from(runs)).toMatchObject([{ id: ledger.holder, exitCode: 0, endedAt: at }]);
  expect(await ledger.db.select().from(strategies)).toHaveLength(1);
});

test('invariant: a text is kept under the hash of itself, or not at all', async () => {
  const ledger = open(newFile());
  const hash = keccak256(toHex('order: 50_000 usd\n'));
  const changed = saveStrategy({ hash, name: 'eth-book', source: 'order: 9_000_000 usd\n', at });
  await expect(ledger.commit([startRun({ version: '0.1.0', at }), changed])).rejects.toThrow(/is not the text/);
  expect(await ledger.db.select().from(strategies)).toEqual([]);
  expect(await ledger.db.select().from(runs)).toEqual([]);
});

test('args: file, when it is missing, no database, empty, a folder, or of another program', () => {
  const folder = temporaryFolder(onTestFinished);
  const file = join(folder, 'ballast.db');
  const mend = (options: Parameters<typeof openLedger>[0]) => {
    try {
      openLedger(options).close();
    } catch (error) {
      if (error instanceof LedgerError) return `${error.shortMessage}; ${error.mend}`;
    }
    throw new Error('it opened');
  };
  expect(mend({ file, readonly: true })).toMatch(/there is no ledger at .*; start `ballast run`/);
  expect(mend({ file: join(folder, 'no', 'such', 'x.db') })).toMatch(/folder .* does not exist.*; mkdir -p/);
  writeFileSync(file, 'name: eth-book\n'.repeat(100));
  expect(mend({ file })).toMatch(/is not a ledger/);
  expect(mend({ file, readonly: true })).toMatch(/is not a ledger/);
  expect(readFileSync(file, 'utf8')).toMatch(/^name/);
  mkdirSync(join(folder, 'dir.db'));
  expect(mend({ file: join(folder, 'dir.db') })).toMatch(/cannot be opened/);
  writeFileSync(join(folder, 'empty.db'), '');
  expect(mend({ file: join(folder, 'empty.db'), readonly: true })).toMatch(/is empty/);

  const other = new SqliteClient(join(folder, 'other.db'));
  other.exec('create table songs (title text)');
  other.close();
  expect(mend({ file: join(folder, 'other.db') })).toMatch(/of another program/);
});

test('behavior: a ledger of a newer schema is refused, and one of an older schema is migrated by a writer only', () => {
  const file = newFile();
  openLedger({ file }).close();
  const client = new SqliteClient(file);
  const applied = client.prepare('select max(created_at) from __drizzle_migrations').pluck().get();
  client.prepare('update __drizzle_migrations set created_at = ?').run(Number(applied) + 1);
  expect(() => openLedger({ file })).toThrow(/newer ballast/);
  client.exec('delete from __drizzle_migrations');
  client.close();
  expect(() => openLedger({ file, readonly: true })).toThrow(/older ballast/);
});

test('behavior: two processes may open the same new file', () => {
  const file = newFile();
  const [first, second] = [open(file), open(file)];
  expect(first.holder).not.toBe(second.holder);
});

test('behavior: each failure of the disk has its sentence', () => {
  const sentence = (code: string) => {
    const { shortMessage, mend, retryable } = writingError('x.db', new SqliteClient.SqliteError('no', code));
    return `${shortMessage}; ${mend}; ${retryable}`;
  };
  expect(sentence('SQLITE_BUSY')).toMatch(/locked by another process.*true$/);
  expect(sentence('SQLITE_READONLY_DIRECTORY')).toMatch(/cannot be written.*permission.*false$/);
  expect(sentence('SQLITE_FULL')).toMatch(/no room.*true$/);
  expect(sentence('SQLITE_CORRUPT')).toMatch(/damaged; restore a backup; false/);
  expect(sentence('SQLITE_IOERR_FSYNC')).toMatch(/disk fails/);
});
