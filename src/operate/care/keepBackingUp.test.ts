import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Log } from '../../model/log.js';
import { milliseconds, unixMillis } from '../../model/units.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { backUp, backupsIn, newestBackupAt } from './backUp.js';
import { lockBackups } from './backupLock.js';
import { type KeepBackingUpOptions, keepBackingUp } from './keepBackingUp.js';
import { manifestFile } from './manifest.js';
import { keptLedger, noon } from './testing/keptLedger.js';

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
const hour = 3_600_000;

/** Keeps backing up with a clock of its own, until the test is over. */
async function keeping(change: Partial<KeepBackingUpOptions> = {}) {
  const kept = await keptLedger(onTestFinished);
  const to = join(kept.folder, 'backups');
  const stop = new AbortController();
  const clock = { now: noon as number };
  let tries = 0;
  const running = keepBackingUp({
    ...{ settings: { file: kept.settings }, ledger: kept.ledger, log: silent, stop: stop.signal, againMs: 5 },
    backup: { to, every: milliseconds(hour), keep: 2 },
    now: () => unixMillis(clock.now),
    async make(options) {
      tries += 1;
      const { folder, manifest, dropped } = await backUp(options);
      return { folder, bytes: manifest.ledger.bytes, dropped: dropped.length };
    },
    ...change,
  });
  onTestFinished(async () => {
    stop.abort();
    await running;
  });
  return { kept, to, clock, stop, running, tries: () => tries };
}

const failures = async ({ kept: { ledger } }: Awaited<ReturnType<typeof keeping>>) =>
  (await openAlerts(ledger)).filter(({ code }) => code === 'BACKUP_FAILED').map(({ text }) => text);
const patience = { timeout: 30_000, interval: 20 };

test('default: the first at once, and none before the newest is old enough', async () => {
  const first = await keeping();
  await expect.poll(() => backupsIn(first.to), patience).toHaveLength(1);
  first.stop.abort();
  await first.running;
  expect(first.tries()).toBe(1);
  // A daemon that is started again takes the newest for its own: it makes none until that is old enough, and then one.
  const backup = { to: first.to, every: milliseconds(hour), keep: 2 };
  let at = noon + hour - 5;
  let looks = 0;
  const now = () => {
    looks += 1;
    return unixMillis(at);
  };
  const again = await keeping({ backup, now });
  await expect.poll(() => looks, patience).toBeGreaterThan(2);
  expect(again.tries()).toBe(0);
  at = noon + hour;
  await expect.poll(() => backupsIn(first.to), patience).toHaveLength(2);
});

test('behavior: one that fails is an alert, which says why; the next that is made closes it', async () => {
  const kept = await keptLedger(onTestFinished);
  const to = join(kept.folder, 'in-the-way');
  writeFileSync(to, '');
  const one = await keeping({ backup: { to, every: milliseconds(hour), keep: 2 } });
  await expect.poll(() => failures(one), patience).toEqual([expect.stringContaining('cannot be made')]);
  rmSync(to);
  await expect.poll(() => backupsIn(to), patience).toHaveLength(1);
  await expect.poll(() => failures(one), patience).toEqual([]);
});

test('behavior: one that was made by hand since closes the alert as well; those from before, and a restart, do not', async () => {
  const { folder, file, settings, ledger } = await keptLedger(onTestFinished);
  const to = join(folder, 'backups');
  const byHand = (at: number) =>
    backUp({
      ledger: file,
      settings: { file: settings, keys: [] },
      strategies: [],
      to,
      version: '1',
      at: unixMillis(at),
    });
  await byHand(noon - 1_000);
  let looks = 0;
  const make = () => Promise.reject(new Error('the disk is full'));
  const now = () => {
    looks += 1;
    return unixMillis(noon);
  };
  const first = await keeping({ ledger, make, now, backup: { to, every: milliseconds(1_000), keep: 3 } });
  const open = async () => (await openAlerts(ledger)).map(({ code, subject }) => `${code} ${subject}`);
  await expect.poll(open, patience).toEqual([`BACKUP_FAILED ${to}`]);
  first.stop.abort();
  await first.running;
  // Its settings call the old one young enough: it makes none, and that one was made before the failure.
  looks = 0;
  await keeping({ ledger, make, now, backup: { to, every: milliseconds(hour), keep: 3 } });
  await expect.poll(() => looks, patience).toBeGreaterThan(2);
  expect(await open()).toEqual([`BACKUP_FAILED ${to}`]);
  await byHand(noon);
  await expect.poll(open, patience).toEqual([]);
});

test('behavior: one that cannot be read, or of a clock that was ahead, keeps no other away', async () => {
  const kept = await keptLedger(onTestFinished);
  const to = join(kept.folder, 'backups');
  const damaged = join(to, 'ballast-2027-01-01T00-00-00.000Z');
  mkdirSync(damaged, { recursive: true });
  writeFileSync(join(damaged, manifestFile), '{');
  const one = await keeping({ backup: { to, every: milliseconds(hour), keep: 3 } });
  await expect.poll(() => backupsIn(to), patience).toHaveLength(2);
  expect(await failures(one)).toEqual([]);
});

test('behavior: those that a clock which was ahead has dated keep none away, and are no reason for one with each look', async () => {
  const kept = await keptLedger(onTestFinished);
  const to = join(kept.folder, 'backups');
  const ahead = unixMillis(noon + 30 * 24 * hour);
  await backUp({
    ledger: kept.file,
    settings: { file: kept.settings, keys: [] },
    strategies: [],
    to,
    version: '1',
    at: ahead,
  });
  const one = await keeping({ backup: { to, every: milliseconds(hour), keep: 3 } });
  await expect.poll(() => backupsIn(to), patience).toHaveLength(2);
  expect([newestBackupAt(to), newestBackupAt(to, noon)]).toEqual([ahead, noon]);
  one.stop.abort();
  await one.running;
  expect(one.tries()).toBe(1);
});

test('behavior: while another makes one there, it waits for its next try and alerts nobody', async () => {
  const kept = await keptLedger(onTestFinished);
  const to = join(kept.folder, 'backups');
  mkdirSync(to);
  const lock = lockBackups(to);
  const said: string[] = [];
  const log: Log = { ...silent, info: (_, text) => void said.push(text), error: (_, text) => void said.push(text) };
  const one = await keeping({ backup: { to, every: milliseconds(hour), keep: 3 }, log });
  await expect.poll(() => said, patience).toContain('another makes a backup: waiting for it');
  lock.release();
  await expect.poll(() => backupsIn(to), patience).toHaveLength(1);
  expect([await failures(one), said]).toEqual([[], expect.not.arrayContaining(['no backup was made'])]);
});
