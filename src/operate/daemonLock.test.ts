import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../model/units.js';
import { openLedger } from '../record/ledger.js';
import { startRun } from '../record/statements/runs.js';
import { temporaryFolder } from '../record/testing/sample.js';
import { mayMount, smallDisk } from '../record/testing/smallDisk.js';
import { DaemonLockError, daemonOf, takeDaemonLock } from './daemonLock.js';

// What becomes of it when the process is killed is in test/cli/daemon.test.ts.

const newFile = () => join(temporaryFolder(onTestFinished), 'ballast.db');

function take(file: string) {
  const lock = takeDaemonLock(file);
  onTestFinished(lock.release);
  return lock;
}

test('default: one holds it, others are told who, and it can be taken again', () => {
  const file = newFile();
  expect(daemonOf(file)).toBeNull();
  const lock = take(file);
  expect(lock.file).toBe(`${file}.lock`);
  expect(daemonOf(file)).toBe(process.pid);
  expect(() => takeDaemonLock(file)).toThrow(new RegExp(`process ${process.pid} keeps ${file} already`));
  lock.release();
  expect(daemonOf(file)).toBeNull();
  expect(daemonOf(take(file).file.replace('.lock', ''))).toBe(process.pid);
});

/** What the lock is to another process: it alone can tell. */
function elsewhere(lockFile: string): string {
  const script = `
    const Database = require('better-sqlite3');
    const client = new Database(process.argv[1], { readonly: true, timeout: 0 });
    try { client.prepare('select count(*) from sqlite_master').get(); console.log('free'); }
    catch (error) { console.log(error.code); }`;
  return execFileSync(process.execPath, ['-e', script, lockFile], { encoding: 'utf8' }).trim();
}

test('behavior: who asks in the process that holds it, in whatever thread, does not take it away', async () => {
  const file = newFile();
  const lock = take(file);
  expect(daemonOf(file)).toBe(process.pid);
  expect(() => takeDaemonLock(file)).toThrow(DaemonLockError);
  const worker = new Worker(
    `const Database = require('better-sqlite3');
    const client = new Database(${JSON.stringify(lock.file)}, { readonly: true, timeout: 0 });
    try { client.prepare('select 1 from sqlite_master').get(); } catch {}
    client.close();`,
    { eval: true },
  );
  await once(worker, 'exit');
  expect(elsewhere(lock.file)).toBe('SQLITE_BUSY');
  lock.release();
  expect(elsewhere(lock.file)).toBe('free');
});

test('behavior: it does not keep others from reading and writing the ledger', () => {
  const file = newFile();
  take(file);
  openLedger({ file }).close();
  openLedger({ file, readonly: true }).close();
});

test('behavior: one lock however the ledger is spelt', () => {
  const file = newFile();
  openLedger({ file }).close();
  const link = `${file}-link`;
  symlinkSync(file, link);
  take(link);
  expect(daemonOf(file)).toBe(process.pid);
  expect(existsSync(`${link}.lock`)).toBe(false);
});

test('behavior: looking at it makes no file', () => {
  const file = newFile();
  daemonOf(file);
  expect(existsSync(`${file}.lock`)).toBe(false);
});

test('behavior: a file that is something else is not written over', () => {
  const file = newFile();
  writeFileSync(
    `${file}.lock`,
    'something else, and longer than a header of one hundred bytes would be, so that it is read',
  );
  expect(() => takeDaemonLock(file)).toThrow(/cannot be locked[\s\S]*may be deleted/);
  expect(() => daemonOf(file)).toThrow(DaemonLockError);
});

test('behavior: a folder that is not there', () => {
  expect(() => takeDaemonLock(join(newFile(), 'nowhere/ballast.db'))).toThrow(
    /the folder of the ledger does not exist/,
  );
});

test('edge: what cannot be taken out of the folder again keeps nobody from letting go', () => {
  const file = newFile();
  const lock = take(file);
  rmSync(`${lock.file}-holder`);
  mkdirSync(`${lock.file}-holder`);
  lock.release();
  expect(daemonOf(file)).toBeNull();
  expect(() => takeDaemonLock(file)).toThrow(/cannot be locked/);
  expect(elsewhere(lock.file)).toBe('free');
});

test.runIf(mayMount())(
  'behavior: where nothing may be written it is the system that refuses, and no input that is wrong',
  async () => {
    const disk = smallDisk(10_000_000, onTestFinished);
    const file = join(disk.folder, 'ballast.db');
    const ledger = openLedger({ file });
    await ledger.commit(startRun({ version: '1', at: unixMillis(1) }));
    ledger.close();
    disk.makeReadOnly();
    const refused = expect.objectContaining({ refusedBySystem: true }) as Error;
    expect(() => takeDaemonLock(file)).toThrow(refused);
    expect(() => openLedger({ file })).toThrow(refused);
    expect(() => openLedger({ file, readonly: true })).toThrow(refused);
    expect(() => openLedger({ file: join(disk.folder, 'no.db'), readonly: true })).toThrow(
      expect.objectContaining({ refusedBySystem: false }) as Error,
    );
  },
);
