import { createHash } from 'node:crypto';
import { existsSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { importKey } from '../../src/execute/transactions/keystore.js';
import { openLedger } from '../../src/record/ledger.js';
import { type BookFiles, type BookText, writeBook, writeSecret } from '../book.js';
import { keepWallTime } from '../keepWallTime.js';
import { useLab } from '../lab.js';
import { startRpcProxy } from '../rpcProxy.js';
import { ballast, start } from './ballast.js';

const lab = useLab();
keepWallTime(lab);
const hedge = { hedge: 'ETH', when: 'abs(delta) > 0.5', to: 0, on: 'perp-v2 ETH', maxSlippage: '1%' };

async function liveBook(text: Partial<BookText> = {}) {
  const account = await lab().createAccount({ USDC: 5_000, sETH: 3 });
  await lab().openBook(account, { options: [], perp: { size: 0, margin: 3_000 } });
  const keys = [{ account: account.address, keystore: 'key.json', passwordFile: 'password' }];
  const files = writeBook(
    lab(),
    { account: account.address, mode: 'live', rules: [hedge], keys, ...text },
    onTestFinished,
  );
  await importKey({ file: join(files.folder, 'key.json'), password: 'horse', privateKey: account.privateKey });
  writeSecret(join(files.folder, 'password'), 'horse');
  return { account, files };
}

/** A daemon that is killed with its transaction sent, and in no block. */
async function killedMidOrder(text: Partial<BookText> = {}) {
  const { account, files } = await liveBook(text);
  await lab().testClient.setAutomine(false);
  onTestFinished(() => lab().testClient.setAutomine(true));
  const daemon = start(['--settings', files.settings, 'run', files.strategy], onTestFinished);
  await daemon.line('"msg":"sent"');
  daemon.signal('SIGKILL');
  await daemon.ended;
  // It needs no key.
  unlinkSync(join(files.folder, 'key.json'));
  unlinkSync(join(files.folder, 'password'));
  return { account, files };
}

const dryRun = ({ settings, strategy }: BookFiles, ...more: string[]) =>
  ballast(['--settings', settings, 'recover', '--dry-run', strategy, ...more]);

async function preview(files: BookFiles) {
  const { code, stdout, stderr } = await dryRun(files, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

const bytesOf = ({ ledger }: BookFiles): string =>
  [ledger, `${ledger}-wal`]
    .map((file) => (existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'none'))
    .join(' ');

test('default: after a kill it tells what is true of what was sent and what a start would do, and changes nothing', async () => {
  const { account, files } = await killedMidOrder();
  const before = bytesOf(files);
  const nonce = await lab().publicClient.getTransactionCount(account);
  const waiting = await preview(files);
  expect(waiting).toMatchObject({
    ledger: { state: 'ready', keptBy: null },
    trading: 'active',
    books: [
      {
        ...{ mode: 'live', account: account.address, problems: [], asked: { endpoint: expect.stringMatching(/^ws:/) } },
        attempts: [{ attempt: { nonce }, becomes: 'Broadcast', act: 'nothing' }],
        orders: [{ order: { status: 'New' }, becomes: 'New' }],
      },
    ],
  });
  await lab().testClient.mine({ blocks: 1 });
  const [book] = (await preview(files)).books;
  expect(book).toMatchObject({
    attempts: [{ becomes: 'Final', act: 'nothing' }],
    orders: [{ order: { status: 'New' }, becomes: 'Filled' }],
  });
  const { stdout } = await dryRun(files);
  expect(stdout).toMatch(/nobody keeps it\ntrading {2}active\n/);
  expect(stdout).toMatch(new RegExp(`${nonce} {2}${book.attempts[0].attempt.hash} .* Broadcast +Final +send nothing`));
  expect(stdout).toMatch(/sell .* perp-v2 ETH +New +Filled/);
  expect(bytesOf(files)).toBe(before);
});

test('behavior: what no node has would be sent again', async () => {
  const { files } = await killedMidOrder();
  await lab().testClient.dropTransaction({ hash: (await preview(files)).books[0].attempts[0].attempt.hash });
  expect((await preview(files)).books[0]).toMatchObject({
    attempts: [{ becomes: 'Broadcast', act: 'resend' }],
    orders: [{ becomes: 'New' }],
  });
});

test('behavior: with no endpoint it tells what the ledger has, and that a start would wait', async () => {
  const proxy = await startRpcProxy(lab(), onTestFinished);
  const { files } = await killedMidOrder({ endpoints: [`${proxy.url}/v2/API_KEY_77`] });
  proxy.down();
  const { stdout, code } = await dryRun(files);
  expect(code).toBe(0);
  expect(stdout).toMatch(/the chain cannot be asked: a start waits until it can/);
  expect(stdout).toMatch(/Broadcast +\? +\?/);
  expect(stdout).toMatch(/New +found out/);
  expect(stdout).not.toContain('API_KEY_77');
});

test('behavior: beside a daemon it names it, and finds nothing to recover once all is settled', async () => {
  const { files } = await liveBook();
  const daemon = start(['--settings', files.settings, 'run', files.strategy], onTestFinished);
  await daemon.line('order is Filled');
  expect((await preview(files)).ledger.keptBy).toBe(`process ${daemon.pid}`);
  expect((await dryRun(files)).stdout).toMatch(`process ${daemon.pid} keeps it: a start is refused`);
  daemon.signal('SIGTERM');
  await daemon.ended;
  await lab().testClient.mine({ blocks: 1 });
});

test('behavior: where there is no ledger, or an older one, a start makes it so', async () => {
  const { files } = await liveBook();
  expect((await dryRun(files)).stdout).toMatch(/there is none: a start makes it/);
  expect(existsSync(files.ledger)).toBe(false);
  openLedger({ file: files.ledger }).close();
  expect((await dryRun(files)).stdout).toMatch(/nothing is open: a start has nothing to recover/);
  const client = new SqliteClient(files.ledger);
  client.exec('delete from __drizzle_migrations where created_at = (select max(created_at) from __drizzle_migrations)');
  client.close();
  expect((await dryRun(files)).stdout).toMatch(/an older ballast wrote it: a start brings it up to date first/);
});

test('args: without --dry-run it says that a start recovers', async () => {
  const { files } = await liveBook();
  const { code, stderr } = await ballast(['--settings', files.settings, 'recover', files.strategy]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^`ballast run` recovers by itself whenever it starts/);
  expect((await ballast(['recover', '--dry-run'])).code).toBe(2);
});
