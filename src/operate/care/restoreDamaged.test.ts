import {
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
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { verifyLedger } from '../../record/audit/verifyLedger.js';
import { sampleOrder, workOf } from '../../record/testing/sample.js';
import { mayMount, smallDisk } from '../../record/testing/smallDisk.js';
import { backUp } from './backUp.js';
import { manifestFile } from './manifest.js';
import { restore } from './restore.js';
import { backedUp, beside, ordersIn, tradeOn } from './testing/backedUp.js';
import { keptLedger, noon } from './testing/keptLedger.js';

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
  const kept = await backedUp(onTestFinished);
  await tradeOn(kept);
  const before = await ordersIn(kept.file);
  spoil(kept.backup);
  await expect(restore({ ...kept.options, force: true })).rejects.toThrow(said);
  expect(beside(kept)).toEqual(['ballast.db', 'ballast.db-shm', 'ballast.db-wal']);
  expect(await ordersIn(kept.file)).toEqual(before);
});

test.each<[string, (file: string) => void]>([
  ['is gone', (file) => rmSync(file)],
  ['was changed', (file) => writeFileSync(file, 'name: boot\n')],
])('behavior: where a file beside its ledger %s, it is restored only when told', async (_, spoil) => {
  const kept = await backedUp(onTestFinished);
  await tradeOn(kept);
  spoil(join(kept.backup, 'strategies/book.yaml'));
  await expect(restore(kept.options)).rejects.toThrow(/is damaged: strategies\/book\.yaml is not what was backed up/);
  expect(beside(kept)).toEqual(['ballast.db', 'ballast.db-shm', 'ballast.db-wal']);
  expect((await restore({ ...kept.options, force: true })).spoilt).toEqual(['strategies/book.yaml']);
});

test.runIf(mayMount())('behavior: where there is no room nothing is begun, or nothing of it is left', async () => {
  const kept = await backedUp(onTestFinished);
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
  const kept = await backedUp(onTestFinished);
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
