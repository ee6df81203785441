import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openLedger } from '../../src/record/ledger.js';
import { listOrders } from '../../src/record/queries/listOrders.js';
import { latestPulses } from '../../src/record/queries/pulses.js';
import { keepWallTime } from '../keepWallTime.js';
import { useLab } from '../lab.js';
import { mainFile, type Running } from './ballast.js';
import { createLongAccount, hedge, run, signedBook, verb } from './longBook.js';

const lab = useLab();
keepWallTime(lab);
vi.setConfig({ testTimeout: 240_000 });
const patience = { timeout: 40_000, interval: 200 };

async function end(daemon: Running): Promise<void> {
  daemon.signal('SIGTERM');
  expect((await daemon.ended).code).toBe(0);
}

/** The folder that a backup was made in. */
const folderSaid = (stdout: string): string => /ok +(\S+)/.exec(stdout)?.[1] ?? '';

test('default: a daemon backs itself up, and is backed up beside that; it cannot be restored over', async () => {
  const files = await signedBook(lab(), await createLongAccount(lab()), { mode: 'shadow' });
  appendFileSync(files.settings, 'backup: { to: own, every: 1h }\n');
  const daemon = run(files);
  await daemon.line('would have traded');
  const line = JSON.parse(await daemon.line('backed up'));
  expect(readdirSync(line.folder)).toContain('manifest.json');
  const said = await verb(files, 'backup', '--to', 'theirs', '--with-keys');
  expect([said.code, said.stdout]).toEqual([0, expect.stringContaining('read from end to end')]);
  const folder = folderSaid(said.stdout);
  expect(readdirSync(join(folder, 'keys'))).toEqual(['key.json']);
  const refused = await verb(files, 'restore', folder, '--force');
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(`process ${daemon.pid} keeps`)]);
  await end(daemon);

  const older = await verb(files, 'restore', folder);
  expect([older.code, older.stderr]).toEqual([2, expect.stringMatching(/is newer than the backup[\s\S]*--force/)]);
  const done = await verb(files, 'restore', folder, '--force');
  expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('ballast resume')]);
  const next = run(files);
  await next.line('the ledger is as it was written');
  await next.line('watching');
  await end(next);
});

test('invariant: what was sent since a backup is not sent again after it is restored: the nonce is from the chain', async () => {
  const account = await createLongAccount(lab());
  const files = await signedBook(lab(), account, { rules: [{ ...hedge, when: 'abs(delta) > 9' }] });
  const first = run(files);
  await first.line('watching');
  await end(first);
  const made = await verb(files, 'backup');
  expect(made.code).toBe(0);

  // Since then: another file, an order of it, and the end of everything before its transaction is mined.
  writeFileSync(files.strategy, readFileSync(files.strategy, 'utf8').replace('> 9', '> 0.5'));
  const nonce = await lab().publicClient.getTransactionCount(account);
  // On a machine that is busy the chain has fallen behind the clock meanwhile: no hedge is let in on an old block.
  const { timestamp } = await lab().publicClient.getBlock();
  await lab().advance(Math.max(1, Math.floor(Date.now() / 1_000) - Number(timestamp)));
  await lab().testClient.setAutomine(false);
  onTestFinished(() => lab().testClient.setAutomine(true));
  const second = run(files);
  await second.line('"msg":"sent"');
  second.signal('SIGKILL');
  await second.ended;
  expect((await verb(files, 'restore', folderSaid(made.stdout), '--force')).code).toBe(0);
  expect(existsSync(`${files.ledger}.before-restore`)).toBe(true);

  const third = run(files);
  // What waits to be mined is not seen: it must not be made once more.
  await third.line('watching');
  await lab().testClient.mine({ blocks: 1 });
  await lab().testClient.setAutomine(true);
  const reader = openLedger({ file: files.ledger, readonly: true });
  onTestFinished(() => reader.close());
  const isTold = async () => {
    await lab().testClient.mine({ blocks: 1 });
    return third.said.stderr.includes("sent by the account's own key");
  };
  await expect.poll(isTold, patience).toBe(true);
  expect((await verb(files, 'resume', 'all there')).code).toBe(0);
  const seen = async () => (await latestPulses(reader))[0]?.figures['book'];
  for (let i = 0; i < 3; i++) {
    await lab().testClient.mine({ blocks: 1 });
    const head = Number(await lab().publicClient.getBlockNumber());
    await expect.poll(async () => (await seen())?.block ?? 0, patience).toBeGreaterThanOrEqual(head);
  }
  expect((await seen())?.values['delta:ETH']).toBeCloseTo(0);
  await end(third);
  expect(await lab().publicClient.getTransactionCount(account)).toBe(nonce + 1);
  expect((await listOrders(reader, { limit: 10 })).filter(({ status }) => status === 'Filled').length).toBeLessThan(2);
});

describe('ballast upgrade-check', () => {
  test('default: what was decided comes out the same, to the byte; what would not start is told with the mend', async () => {
    const files = await signedBook(lab(), await createLongAccount(lab()));
    const daemon = run(files);
    await daemon.line('order is Filled');
    const said = await verb(files, 'upgrade-check');
    expect([said.code, said.stdout]).toEqual([0, expect.stringContaining('its schema stays as it is')]);
    expect(said.stdout).toMatch(
      /ok +decisions: book: [1-9]\d* decisions of the last \d+ recorded blocks come out the same/,
    );
    expect(said.stdout).toContain(`process ${daemon.pid} keeps the ledger`);
    await end(daemon);

    // By another program that is installed elsewhere.
    const there = join(files.folder, 'next/node_modules/ballast');
    mkdirSync(there, { recursive: true });
    writeFileSync(join(there, 'package.json'), JSON.stringify({ name: 'ballast', bin: { ballast: mainFile() } }));
    const asked = await verb(files, 'upgrade-check', '--to', 'next', '--json');
    expect([asked.code, JSON.parse(asked.stdout)]).toMatchObject([0, { isReady: true }]);
    const nobody = await verb(files, 'upgrade-check', '--to', 'nowhere');
    expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('no ballast is installed in nowhere')]);

    appendFileSync(files.strategy, 'wacth: []\n');
    const broken = await verb(files, 'upgrade-check');
    expect([broken.code, broken.stdout]).toEqual([2, expect.stringMatching(/MEND +strategies[\s\S]*wacth/)]);
    expect(readdirSync(files.folder).filter((name) => name.includes('upgrade-'))).toEqual([]);
  });
});
