import { mkdirSync, readdirSync, readFileSync, statfsSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { readLedgerFacts } from '../../record/copy/ledgerFacts.js';
import { openLedger } from '../../record/ledger.js';
import { listOrders } from '../../record/queries/listOrders.js';
import { sampleOrder, workOf } from '../../record/testing/sample.js';
import { type BackUpOptions, backUp, backupsIn, newestBackupAt } from './backUp.js';
import { type KeptLedger, keptLedger, noon } from './testing/keptLedger.js';

const optionsOf = (kept: KeptLedger, change: Partial<BackUpOptions> = {}): BackUpOptions => ({
  ledger: kept.file,
  settings: {
    file: kept.settings,
    keys: [
      {
        account: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
        backEnd: { kind: 'keystore', file: kept.keystore, password: { from: 'file', file: join(kept.folder, 'pass') } },
      },
    ],
  } as BackUpOptions['settings'],
  strategies: [kept.strategy, join(kept.folder, 'gone.yaml')],
  to: join(kept.folder, 'backups'),
  version: '1.2.3',
  at: noon,
  ...change,
});

/** Without the file that locks it. */
const foldersIn = (to: string) => readdirSync(to).filter((name) => !name.startsWith('.'));
const filesIn = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

test('default: the ledger as one file, with the files beside it, whole and for its owner alone; without secrets', async () => {
  const kept = await keptLedger(onTestFinished);
  const { folder, manifest } = await backUp(optionsOf(kept));
  expect(filesIn(folder)).toEqual([
    'ballast.db',
    'ballast.yaml',
    'manifest.json',
    'strategies',
    'strategies/book.yaml',
  ]);
  for (const name of ['.', 'ballast.db', 'ballast.yaml', 'manifest.json', 'strategies/book.yaml'])
    expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  expect(readFileSync(join(folder, 'ballast.yaml'), 'utf8')).not.toMatch(/s3cret|v3\/key/);
  expect(manifest).toMatchObject({ ballast: '1.2.3', at: noon, ledger: { chainIds: [31337] } });
  expect(manifest.files.map(({ name, isRedacted }) => [name, isRedacted])).toEqual([
    ['ballast.yaml', true],
    ['strategies/book.yaml', false],
  ]);
  const copy = openLedger({ file: join(folder, 'ballast.db'), readonly: true });
  onTestFinished(() => copy.close());
  expect(await listOrders(copy, { limit: 10 })).toEqual(await listOrders(kept.ledger, { limit: 10 }));
  expect([backupsIn(join(kept.folder, 'backups')), newestBackupAt(join(kept.folder, 'backups'))]).toEqual([
    [folder],
    noon,
  ]);
});

test('args: withKeys, keystores and ballast.yaml as it is; passwords never', async () => {
  const kept = await keptLedger(onTestFinished);
  writeFileSync(join(kept.folder, 'pass'), 'correct horse');
  const { folder } = await backUp(optionsOf(kept, { withKeys: true }));
  expect(readFileSync(join(folder, 'ballast.yaml'), 'utf8')).toContain('s3cret');
  expect(filesIn(folder)).toContain('keys/key.json');
  expect(filesIn(folder).join()).not.toContain('pass');
});

test('invariant: written meanwhile, a backup is one moment of the ledger, and no commit waits for it', async () => {
  const kept = await keptLedger(onTestFinished);
  const { ledger } = kept;
  for (let i = 0; i < 60; i++) await ledger.commit(workOf(sampleOrder({ createdAt: unixMillis(noon + i) })));
  const before = readLedgerFacts(kept.file);
  const making = backUp(optionsOf(kept));
  let written = 0;
  let isOver = false;
  void making.finally(() => {
    isOver = true;
  });
  // The thread is shared: each goes between two steps of the copy.
  while (!isOver) {
    await ledger.commit(workOf(sampleOrder({ createdAt: unixMillis(noon + 1_000 + written++) })));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { folder, manifest } = await making;
  expect(written).toBeGreaterThan(1);
  const copy = openLedger({ file: join(folder, 'ballast.db'), readonly: true });
  onTestFinished(() => copy.close());
  const copied = await listOrders(copy, { limit: 10_000 });
  const all = await listOrders(ledger, { limit: 10_000 });
  expect(copied.length).toBeLessThan(all.length);
  expect(all.slice(-copied.length)).toEqual(copied);
  expect(manifest.ledger.audit?.number).toBeGreaterThanOrEqual(before.audit?.number ?? 0);
});

test('args: keep, the newest, and the one just made whatever the clock said', async () => {
  const kept = await keptLedger(onTestFinished);
  const to = join(kept.folder, 'backups');
  const made: string[] = [];
  for (const hours of [0, 1, 2, -5])
    made.push((await backUp(optionsOf(kept, { keep: 2, at: unixMillis(noon + hours * 3_600_000) }))).folder);
  expect(backupsIn(to)).toEqual([made[3], made[2]]);
});

test('behavior: what was left half made is taken away, what is not ours is not', async () => {
  const kept = await keptLedger(onTestFinished);
  const to = join(kept.folder, 'backups');
  mkdirSync(join(to, 'ballast-2025-12-31T23-00-00.000Z.partial'), { recursive: true });
  mkdirSync(join(to, 'holiday.partial'));
  const { folder } = await backUp(optionsOf(kept, { keep: 1 }));
  expect(foldersIn(to).map((name) => join(to, name))).toEqual([folder, join(to, 'holiday.partial')]);
});

test('invariant: of two at once the first is whole, and the second says who is at it', async () => {
  const kept = await keptLedger(onTestFinished);
  for (let i = 0; i < 60; i++) await kept.ledger.commit(workOf(sampleOrder({ createdAt: unixMillis(noon + i) })));
  const to = join(kept.folder, 'backups');
  const [first, second] = await Promise.allSettled([
    backUp(optionsOf(kept)),
    backUp(optionsOf(kept, { at: unixMillis(noon + 1) })),
  ]);
  expect(first.status).toBe('fulfilled');
  expect(second).toMatchObject({
    status: 'rejected',
    reason: { shortMessage: `process ${process.pid} makes a backup in ${to} already`, retryable: true },
  });
  const [made, ...others] = backupsIn(to);
  expect([filesIn(made ?? ''), others]).toEqual([expect.arrayContaining(['ballast.db', 'manifest.json']), []]);
  await backUp(optionsOf(kept, { at: unixMillis(noon + 2) }));
  expect(backupsIn(to)).toHaveLength(2);
});

test('behavior: where it cannot be made, nothing is left behind and it says why', async () => {
  const kept = await keptLedger(onTestFinished);
  const to = join(kept.folder, 'backups');
  await expect(backUp(optionsOf(kept, { ledger: join(kept.folder, 'no.db') }))).rejects.toThrow('there is no ledger');
  await expect(backUp(optionsOf(kept, { to: join(kept.settings, 'backups') }))).rejects.toThrow(
    'the folder for backups cannot be made',
  );
  const stop = AbortSignal.abort();
  await expect(backUp(optionsOf(kept, { stop }))).rejects.toThrow('stopped before its end');
  expect(foldersIn(to)).toEqual([]);
  await backUp(optionsOf(kept));
  await expect(backUp(optionsOf(kept))).rejects.toThrow('is there already');
});

test('behavior: a ledger that is damaged is not backed up', async () => {
  const kept = await keptLedger(onTestFinished);
  for (let i = 0; i < 100; i++) await kept.ledger.commit(workOf(sampleOrder({ createdAt: unixMillis(noon + i) })));
  kept.ledger.close();
  const bytes = readFileSync(kept.file);
  bytes.fill(0xa5, 40 * 4096, 44 * 4096);
  writeFileSync(kept.file, bytes);
  await expect(backUp(optionsOf(kept))).rejects.toThrow(/damaged/);
  expect(foldersIn(join(kept.folder, 'backups'))).toEqual([]);
});

test('behavior: on the disk of the ledger as much stays free as that has, and a gibibyte at least', async () => {
  const kept = await keptLedger(onTestFinished);
  const { bavail, bsize } = statfsSync(kept.folder);
  truncateSync(kept.file, Math.floor((bavail * bsize) / 4096 / 1.6) * 4096);
  await expect(backUp(optionsOf(kept))).rejects.toMatchObject({
    facts: [expect.stringMatching(/ MiB are left to the ledger, which is on the same disk, and /)],
    retryable: true,
  });
  expect(foldersIn(join(kept.folder, 'backups'))).toEqual([]);
});

test('behavior: what the disk cannot hold is not begun', async () => {
  const kept = await keptLedger(onTestFinished);
  // Mostly a hole, which takes no room itself.
  truncateSync(kept.file, 2 ** 43);
  const failed = await backUp(optionsOf(kept)).catch((error: unknown) => error);
  expect(failed).toMatchObject({ shortMessage: expect.stringContaining('no room for a backup'), retryable: true });
  expect(foldersIn(join(kept.folder, 'backups'))).toEqual([]);
});
