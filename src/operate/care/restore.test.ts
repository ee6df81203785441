import { copyFileSync, renameSync, writeFileSync } from 'node:fs';
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
import { changeTradingState } from '../changeTradingState.js';
import { takeDaemonLock } from '../daemonLock.js';
import { backUp } from './backUp.js';
import { restore } from './restore.js';
import { backedUp, beside, ordersIn, tradeOn } from './testing/backedUp.js';
import { keptLedger, noon } from './testing/keptLedger.js';

test('default: where no ledger is, the backup is the ledger', async () => {
  const kept = await backedUp(onTestFinished);
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
  const kept = await backedUp(onTestFinished);
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
  const kept = await backedUp(onTestFinished);
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
  const kept = await backedUp(onTestFinished);
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
  const kept = await backedUp(onTestFinished);
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
  const kept = await backedUp(onTestFinished);
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
  const kept = await backedUp(onTestFinished);
  await tradeOn(kept);
  await expect(restore({ ...kept.options, chainIds: [1], force: false })).rejects.toThrow('is of chain 31337');
  await restore({ ...kept.options, chainIds: [1], force: true });
});

test('behavior: the run that it was made of is ended in it, without a code: it has not died', async () => {
  const kept = await backedUp(onTestFinished);
  await tradeOn(kept);
  await restore({ ...kept.options, force: true });
  const ledger = openLedger({ file: kept.file, readonly: true });
  onTestFinished(() => ledger.close());
  expect(await latestRun(ledger)).toMatchObject({ startedAt: noon, endedAt: noon + 1, exitCode: null });
  expect(verifyLedger(kept.file).findings).toEqual([]);
});
