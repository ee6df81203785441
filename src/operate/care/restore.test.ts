import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { verifyLedger } from '../../record/audit/verifyLedger.js';
import { openLedger } from '../../record/ledger.js';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import { latestRun } from '../../record/queries/latestRun.js';
import { listOrders } from '../../record/queries/listOrders.js';
import { oldLedger } from '../../record/testing/oldLedger.js';
import { sampleOrder, workOf } from '../../record/testing/sample.js';
import { mayMount, smallDisk } from '../../record/testing/smallDisk.js';
import { changeTradingState } from '../changeTradingState.js';
import { takeDaemonLock } from '../daemonLock.js';
import { backUp } from './backUp.js';
import { manifestFile } from './manifest.js';
import { type RestoreOptions, restore } from './restore.js';
import { type KeptLedger, keptLedger, noon } from './testing/keptLedger.js';

/** A ledger of one order, the backup of it, and what may be written since. */
async function backedUp(): Promise<KeptLedger & { backup: string; options: RestoreOptions }> {
  const kept = await keptLedger(onTestFinished);
  const { folder: backup } = await backUp({
    ...{ ledger: kept.file, settings: { file: kept.settings, keys: [] }, strategies: [kept.strategy] },
    ...{ to: join(kept.folder, 'backups'), version: '1', at: noon },
  });
  const options = { folder: backup, ledger: kept.file, chainIds: [31337], author: 'ana', at: unixMillis(noon + 1) };
  return { ...kept, backup, options };
}

const tradeOn = ({ ledger }: KeptLedger) =>
  ledger.commit(workOf(sampleOrder({ createdAt: unixMillis(noon + 60_000) })));

function ordersIn(file: string) {
  const ledger = openLedger({ file, readonly: true });
  onTestFinished(() => ledger.close());
  return listOrders(ledger, { limit: 10 });
}

const beside = ({ folder }: KeptLedger) =>
  readdirSync(folder)
    .filter((name) => /^ballast\.db(?!\.(?:lock|audit-key)$)/.test(name))
    .sort();

test('default: where no ledger is, the backup is the ledger', async () => {
  const kept = await backedUp();
  const before = await ordersIn(kept.file);
  await expect(restore(kept.options)).rejects.toThrow('holds nothing that the backup does not');
  kept.ledger.close();
  renameSync(kept.file, join(kept.folder, 'away.db'));
  const done = await restore(kept.options);
  expect(done).toMatchObject({ before: null, lost: 0, trading: 'reducing' });
  expect(await ordersIn(kept.file)).toEqual(before);
  expect(verifyLedger(kept.file).findings).toEqual([]);
});

test('behavior: a newer ledger is not replaced unless told, and is kept whole beside the restored one', async () => {
  const kept = await backedUp();
  await tradeOn(kept);
  const newer = await ordersIn(kept.file);
  await expect(restore(kept.options)).rejects.toThrow(/is newer than the backup/);
  expect(beside(kept)).toEqual(['ballast.db', 'ballast.db-shm', 'ballast.db-wal']);
  const { before, lost } = await restore({ ...kept.options, force: true });
  expect(lost).toBeGreaterThan(0);
  expect(before).toBe(`${kept.file}.before-restore`);
  kept.ledger.close();
  expect(await ordersIn(before ?? '')).toEqual(newer);
  expect(await ordersIn(kept.file)).toEqual(newer.slice(1));
  expect(verifyLedger(kept.file).findings).toEqual([]);

  // Once more takes being told, and does not write over what was put aside first.
  await expect(restore(kept.options)).rejects.toThrow(/is newer than the backup/);
  const again = openLedger({ file: kept.file });
  await again.commit(workOf(sampleOrder({ createdAt: unixMillis(noon + 120_000) })));
  again.close();
  expect((await restore({ ...kept.options, force: true })).before).toBe(`${kept.file}.before-restore-2`);
  expect(await ordersIn(before ?? '')).toEqual(newer);
});

test('behavior: a ledger that has gone another way than the backup is not replaced unless told, however short it is', async () => {
  const kept = await backedUp();
  await tradeOn(kept);
  await tradeOn(kept);
  await tradeOn(kept);
  await tradeOn(kept);
  const { folder: newer } = await backUp({
    ...{ ledger: kept.file, settings: { file: kept.settings, keys: [] }, strategies: [] },
    ...{ to: join(kept.folder, 'backups'), version: '1', at: unixMillis(noon + 2) },
  });
  kept.ledger.close();
  await restore({ ...kept.options, force: true });
  const again = openLedger({ file: kept.file });
  await again.commit(workOf(sampleOrder({ createdAt: unixMillis(noon + 120_000) })));
  again.close();
  const parted = await ordersIn(kept.file);
  await expect(restore({ ...kept.options, folder: newer })).rejects.toThrow('has gone another way than the backup');
  expect(await ordersIn(kept.file)).toEqual(parted);
  const { lost, before } = await restore({ ...kept.options, folder: newer, force: true });
  expect(lost).toBeGreaterThan(0);
  expect(await ordersIn(before ?? '')).toEqual(parted);
});

test('invariant: nothing but what lowers risk is sent after it until somebody says so; a halt, before or since, holds on', async () => {
  const kept = await backedUp();
  await tradeOn(kept);
  expect((await restore({ ...kept.options, force: true })).trading).toBe('reducing');
  const ledger = openLedger({ file: kept.file });
  onTestFinished(() => ledger.close());
  expect(await currentTradingState(ledger)).toMatchObject({ state: 'reducing', author: 'ana' });
  expect(beside(kept).filter((name) => name.includes('restoring'))).toEqual([]);
  expect(verifyLedger(kept.file)).toMatchObject({ findings: [], keys: { length: 1 } });

  await changeTradingState(ledger, { verb: 'halt', reason: 'odd prices', author: 'bob', at: unixMillis(noon + 2) });
  expect((await restore({ ...kept.options, force: true })).trading).toBe('halted');
  const { folder } = await backUp({
    ...{ ledger: kept.file, settings: { file: kept.settings, keys: [] }, strategies: [] },
    ...{ to: join(kept.folder, 'backups'), version: '1', at: unixMillis(noon + 3) },
  });
  const halted = openLedger({ file: kept.file });
  onTestFinished(() => halted.close());
  await changeTradingState(halted, { verb: 'pause', reason: '', author: 'bob', at: unixMillis(noon + 4) });
  expect((await restore({ ...kept.options, folder, force: true })).trading).toBe('halted');
});

test('invariant: what a restore that was killed has left is not read into another backup: the pause is in the ledger', async () => {
  const kept = await backedUp();
  await tradeOn(kept);
  const { folder: newer } = await backUp({
    ...{ ledger: kept.file, settings: { file: kept.settings, keys: [] }, strategies: [] },
    ...{ to: join(kept.folder, 'backups'), version: '1', at: unixMillis(noon + 2) },
  });
  // As far as the pause, of the newer one: what it says is in its log alone.
  const killed = join(kept.folder, 'killed.db');
  copyFileSync(join(newer, 'ballast.db'), killed);
  const open = openLedger({ file: killed, isSpare: true });
  await changeTradingState(open, { verb: 'pause', reason: '', author: 'ana', at: unixMillis(noon + 3) });
  for (const part of ['', '-wal', '-shm']) copyFileSync(`${killed}${part}`, `${kept.file}.restoring${part}`);
  writeFileSync(`${kept.file}.restoring.audit-key`, '');
  open.close();

  expect((await restore({ ...kept.options, force: true })).trading).toBe('reducing');
  expect(beside(kept).filter((name) => name.includes('restoring'))).toEqual([]);
  const ledger = openLedger({ file: kept.file });
  onTestFinished(() => ledger.close());
  expect(await currentTradingState(ledger)).toMatchObject({ state: 'reducing', author: 'ana' });
  expect(await listOrders(ledger, { limit: 10 })).toHaveLength(1);
  expect(verifyLedger(kept.file).findings).toEqual([]);
});

test('behavior: a backup by an older ballast is brought up to date as it is restored', async () => {
  const kept = await keptLedger(onTestFinished);
  const file = join(kept.folder, 'old.db');
  oldLedger(file, 7).close();
  const { folder } = await backUp({
    ...{ ledger: file, settings: { file: kept.settings, keys: [] }, strategies: [], to: join(kept.folder, 'backups') },
    ...{ version: '0', at: noon },
  });
  const there = join(kept.folder, 'new.db');
  await restore({ folder, ledger: there, chainIds: [], author: 'ana', at: unixMillis(noon + 1) });
  expect(await ordersIn(there)).toEqual([]);
  expect(verifyLedger(there).findings).toEqual([]);
});

test('behavior: not over a daemon that lives, nor over another program', async () => {
  const kept = await backedUp();
  const lock = takeDaemonLock(kept.file);
  await tradeOn(kept);
  await expect(restore({ ...kept.options, force: true })).rejects.toThrow(`process ${process.pid} keeps`);
  lock.release();
  const other = join(kept.folder, 'other.db');
  const client = new SqliteClient(other);
  client.exec('create table t (x)');
  client.close();
  await expect(restore({ ...kept.options, ledger: other, force: true })).rejects.toThrow('of another program');
});

test('behavior: of a chain that ballast.yaml does not declare, only when told', async () => {
  const kept = await backedUp();
  await tradeOn(kept);
  await expect(restore({ ...kept.options, chainIds: [1], force: false })).rejects.toThrow('is of chain 31337');
  await restore({ ...kept.options, chainIds: [1], force: true });
});

test.each<[string, (backup: string) => void, RegExp]>([
  ['cut short', (backup) => truncateSync(join(backup, 'ballast.db'), 8_192), /is cut short/],
  [
    'with one bit flipped',
    (backup) => {
      const bytes = readFileSync(join(backup, 'ballast.db'));
      bytes[5_000] = (bytes[5_000] ?? 0) ^ 1;
      writeFileSync(join(backup, 'ballast.db'), bytes);
    },
    /is damaged/,
  ],
  ['without its ledger', (backup) => renameSync(join(backup, 'ballast.db'), join(backup, 'x')), /has no ballast\.db/],
  ['without its manifest', (backup) => renameSync(join(backup, manifestFile), join(backup, 'x')), /is no backup/],
  ['with half a manifest', (backup) => truncateSync(join(backup, manifestFile), 40), /cannot be understood/],
  [
    'of a newer ballast',
    (backup) => {
      const file = join(backup, manifestFile);
      writeFileSync(file, readFileSync(file, 'utf8').replace(/"schema": \d+/, '"schema": 9999999999999'));
    },
    /newer ballast/,
  ],
])('behavior: a backup %s is refused, and the ledger is as it was', async (_, spoil, said) => {
  const kept = await backedUp();
  await tradeOn(kept);
  const before = await ordersIn(kept.file);
  spoil(kept.backup);
  await expect(restore({ ...kept.options, force: true })).rejects.toThrow(said);
  expect(beside(kept)).toEqual(['ballast.db', 'ballast.db-shm', 'ballast.db-wal']);
  expect(await ordersIn(kept.file)).toEqual(before);
});

test('behavior: the run that it was made of is ended in it, without a code: it has not died', async () => {
  const kept = await backedUp();
  await tradeOn(kept);
  await restore({ ...kept.options, force: true });
  const ledger = openLedger({ file: kept.file, readonly: true });
  onTestFinished(() => ledger.close());
  expect(await latestRun(ledger)).toMatchObject({ startedAt: noon, endedAt: noon + 1, exitCode: null });
  expect(verifyLedger(kept.file).findings).toEqual([]);
});

test.each<[string, (file: string) => void]>([
  ['is gone', (file) => rmSync(file)],
  ['was changed', (file) => writeFileSync(file, 'name: boot\n')],
])('behavior: where a file beside its ledger %s, it is restored only when told', async (_, spoil) => {
  const kept = await backedUp();
  await tradeOn(kept);
  spoil(join(kept.backup, 'strategies/book.yaml'));
  await expect(restore(kept.options)).rejects.toThrow(/is damaged: strategies\/book\.yaml is not what was backed up/);
  expect(beside(kept)).toEqual(['ballast.db', 'ballast.db-shm', 'ballast.db-wal']);
  expect((await restore({ ...kept.options, force: true })).spoilt).toEqual(['strategies/book.yaml']);
});

test.runIf(mayMount())('behavior: where there is no room nothing is begun, or nothing of it is left', async () => {
  const kept = await backedUp();
  const { size } = statSync(join(kept.backup, 'ballast.db'));
  for (const [free, said] of [
    [size / 2, /no room for the ledger/],
    [size * 1.05 + 12_288, /no room|the disk fails/],
  ] as const) {
    const disk = smallDisk(3 * size, onTestFinished);
    disk.fill(Math.ceil(free));
    const error: unknown = await restore({ ...kept.options, ledger: join(disk.folder, 'ballast.db') }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ shortMessage: expect.stringMatching(said), refusedBySystem: true });
    expect(readdirSync(disk.folder).filter((name) => !name.includes('.lock'))).toEqual(['filler']);
  }
});

test('behavior: over a ledger that is damaged, though it ends where the backup does; over a whole one only when told', async () => {
  const kept = await keptLedger(onTestFinished);
  for (let i = 0; i < 100; i++) await kept.ledger.commit(workOf(sampleOrder({ createdAt: unixMillis(noon + i) })));
  const { folder } = await backUp({
    ...{ ledger: kept.file, settings: { file: kept.settings, keys: [] }, strategies: [] },
    ...{ to: join(kept.folder, 'backups'), version: '1', at: noon },
  });
  kept.ledger.close();
  const options = { folder, ledger: kept.file, chainIds: [31337], author: 'ana', at: unixMillis(noon + 1) };
  const whole = readFileSync(kept.file);
  await expect(restore(options)).rejects.toThrow('holds nothing that the backup does not');
  expect(await restore({ ...options, force: true })).toMatchObject({ wasDamaged: false, lost: 0 });

  whole.fill(0xa5, 40 * 4096, 44 * 4096);
  writeFileSync(kept.file, whole);
  expect(await restore(options)).toMatchObject({ wasDamaged: true, lost: 0, trading: 'reducing' });
  expect(verifyLedger(kept.file).findings).toEqual([]);
  expect(readFileSync(`${kept.file}.before-restore-2`).equals(whole)).toBe(true);
});

test('behavior: over a ledger that is damaged or gone but for its log, and by a link to it', async () => {
  const kept = await backedUp();
  await tradeOn(kept);
  const before = await ordersIn(join(kept.backup, 'ballast.db'));
  const link = join(kept.folder, 'link.db');
  symlinkSync(kept.file, link);
  // The log of a ledger that is gone must not be read into the one that comes.
  renameSync(kept.file, join(kept.folder, 'away.db'));
  expect(existsSync(`${kept.file}-wal`)).toBe(true);
  expect((await restore(kept.options)).before).toBeNull();
  expect(await ordersIn(kept.file)).toEqual(before);
  writeFileSync(kept.file, 'not a database at all, but long enough to be looked at as one'.repeat(100));
  const over = await restore({ ...kept.options, ledger: link });
  expect([over.before, over.wasDamaged]).toEqual([expect.stringMatching(/before-restore-2$/), true]);
  expect(await ordersIn(kept.file)).toEqual(before);
  expect(verifyLedger(kept.file).findings).toEqual([]);
});
