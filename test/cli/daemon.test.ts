import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { importKey } from '../../src/execute/transactions/keystore.js';
import type { LabAccount } from '../../src/lab/accounts.js';
import { openLedger } from '../../src/record/ledger.js';
import { attemptsOf } from '../../src/record/queries/attempts.js';
import { latestRun } from '../../src/record/queries/latestRun.js';
import { listOrders } from '../../src/record/queries/listOrders.js';
import { type BookFiles, type BookText, writeBook, writeSecret } from '../book.js';
import { keepWallTime } from '../keepWallTime.js';
import { useLab } from '../lab.js';
import { startRpcProxy } from '../rpcProxy.js';
import { ballast, type Running, start } from './ballast.js';

const lab = useLab();
keepWallTime(lab);
const hedge = { hedge: 'ETH', when: 'abs(delta) > 0.5', to: 0, on: 'perp-v2 ETH', maxSlippage: '1%' };
const password = 'correct horse 7';

/** An account that is three ETH long, and has the margin to hedge that. */
async function newAccount(): Promise<LabAccount> {
  const account = await lab().createAccount({ USDC: 5_000, sETH: 3 });
  await lab().openBook(account, { options: [], perp: { size: 0, margin: 3_000 } });
  return account;
}

async function shadowBook(text: Partial<BookText> = {}): Promise<BookFiles> {
  const { address } = await newAccount();
  return writeBook(lab(), { account: address, mode: 'shadow', rules: [hedge], ...text }, onTestFinished);
}

async function liveBook({ address, privateKey }: LabAccount, text: Partial<BookText> = {}): Promise<BookFiles> {
  const keys = [{ account: address, keystore: 'key.json', passwordFile: 'password' }];
  const files = writeBook(lab(), { account: address, mode: 'live', rules: [hedge], keys, ...text }, onTestFinished);
  await importKey({ file: join(files.folder, 'key.json'), password, privateKey });
  writeSecret(join(files.folder, 'password'), password);
  return files;
}

const run = ({ settings, strategy }: BookFiles, ...options: string[]): Running =>
  start(['--settings', settings, 'run', strategy, ...options], onTestFinished);

async function lastRun({ ledger: file }: BookFiles) {
  const ledger = openLedger({ file, readonly: true });
  try {
    return await latestRun(ledger);
  } finally {
    ledger.close();
  }
}

const status = async ({ ledger }: BookFiles): Promise<string> => (await ballast(['status', '--db', ledger])).stdout;

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  test('default: in shadow it watches, decides, sends nothing, and ends in good order', async () => {
    const files = await shadowBook();
    const daemon = run(files);
    await daemon.line('would have traded');
    expect(await status(files)).toMatch(
      new RegExp(`^daemon {2}running as process ${daemon.pid} {2}since \\d\\d:`, 'm'),
    );
    daemon.signal(signal);
    expect(await daemon.ended).toMatchObject({ code: 0, stdout: '' });
    expect(daemon.said.stderr).toContain(`"signal":"${signal}"`);
    expect(await lastRun(files)).toMatchObject({ exitCode: 0, endedAt: expect.any(Number) });
    expect(await status(files)).toMatch(/^daemon {2}not running {2}stopped in good order (just now|\d)/m);
    for (const line of daemon.said.stderr.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ level: /./ });
  });
});

test('behavior: asked twice while it waits for a transaction, it ends at once; the next start finds out what became of it', async () => {
  const account = await newAccount();
  const files = await liveBook(account);
  const nonce = await lab().publicClient.getTransactionCount(account);
  await lab().testClient.setAutomine(false);
  onTestFinished(() => lab().testClient.setAutomine(true));
  const daemon = run(files);
  await daemon.line('"msg":"sent"');
  daemon.signal('SIGTERM');
  await daemon.line('once more to stop at once');
  daemon.signal('SIGTERM');
  expect((await daemon.ended).code).toBe(3);
  expect(await lastRun(files)).toMatchObject({ exitCode: 3, endedAt: expect.any(Number) });
  expect(await status(files)).toMatch(/^daemon {2}not running {2}ended with exit code 3/m);

  await lab().testClient.mine({ blocks: 1 });
  await lab().testClient.setAutomine(true);
  const next = run(files);
  await next.line('order is Filled');
  next.signal('SIGTERM');
  expect((await next.ended).code).toBe(0);
  const ledger = openLedger({ file: files.ledger, readonly: true });
  onTestFinished(() => ledger.close());
  const [order, ...others] = await listOrders(ledger, { limit: 10 });
  expect([order?.status, others]).toEqual(['Filled', []]);
  expect(await attemptsOf(ledger, order?.id ?? '')).toMatchObject([{ nonce, state: 'Final' }]);
  expect(await lab().publicClient.getTransactionCount(account)).toBe(nonce + 1);
});

test('behavior: neither key nor password is in anything that a live run says or keeps', async () => {
  const account = await newAccount();
  const files = await liveBook(account);
  const daemon = start(['--settings', files.settings, 'run', files.strategy], onTestFinished, {
    env: { BALLAST_LOG: 'trace' },
  });
  await daemon.line('order is Filled');
  daemon.signal('SIGTERM');
  const { code, stdout, stderr } = await daemon.ended;
  expect(code).toBe(0);
  const dump = readFileSync(files.ledger, 'latin1');
  for (const secret of [account.privateKey.slice(2), password]) {
    for (const kept of [stdout, stderr, dump]) expect(kept.toLowerCase()).not.toContain(secret.toLowerCase());
  }
  expect(dump).toContain('Filled'); // it is the ledger that was looked through
});

describe('with every endpoint down', () => {
  test.each(['url', 'wsUrl'] as const)(
    'behavior: it stays, says so without the key, and goes on when one is back: %s',
    async (kind) => {
      const proxy = await startRpcProxy(lab(), onTestFinished);
      proxy.down();
      const files = await shadowBook({ endpoints: [`${proxy[kind]}/v2/API_KEY_77`] });
      const daemon = run(files);
      const said = JSON.parse(await daemon.line('endpoint failed'));
      expect(said).toMatchObject({ level: 'warn', endpoint: proxy[kind], pauseMs: 250 });
      expect(await status(files)).toMatch(/^daemon {2}running/m); // an alert may stand above it
      proxy.up();
      await daemon.line('would have traded');
      daemon.signal('SIGTERM');
      expect((await daemon.ended).code).toBe(0);
      expect(daemon.said.stderr).toContain('endpoint answers again');
      expect(daemon.said.stderr).not.toContain('API_KEY_77');
    },
  );

  test('behavior: it can be stopped', async () => {
    const proxy = await startRpcProxy(lab(), onTestFinished);
    proxy.down();
    const files = await shadowBook({ endpoints: [proxy.wsUrl] });
    const daemon = run(files);
    await daemon.line('endpoint failed');
    daemon.signal('SIGTERM');
    expect((await daemon.ended).code).toBe(0);
    expect(await lastRun(files)).toMatchObject({ exitCode: 0 });
  });

  test('behavior: what it then finds wrong on chain ends it with the report', async () => {
    const proxy = await startRpcProxy(lab(), onTestFinished);
    proxy.down();
    const files = await shadowBook({ endpoints: [proxy.wsUrl] });
    const daemon = run(files);
    await daemon.line('endpoint failed');
    proxy.intercept = async ({ method }, forward) => (method === 'eth_getCode' ? { result: '0x' } : forward());
    proxy.up();
    expect((await daemon.ended).code).toBe(2);
    expect(daemon.said.stderr).toMatch(/problems in .*ballast\.yaml; nothing was sent[\s\S]*there is no contract at/);
    expect(await lastRun(files)).toMatchObject({ exitCode: 2 });
  });
});

describe('two daemons of one ledger', () => {
  test('default: the second is refused and names the first; one that was killed leaves no lock', async () => {
    const files = await shadowBook();
    const first = run(files);
    await first.line('watching');
    // However the ledger is spelt.
    const link = join(files.folder, 'link.db');
    symlinkSync(files.ledger, link);
    for (const options of [[], ['--db', link]]) {
      const { code, stderr } = await run(files, ...options).ended;
      expect(code).toBe(2);
      expect(stderr).toMatch(new RegExp(`process ${first.pid} keeps .* already\\n {2}mend: end it first`));
    }
    first.signal('SIGKILL');
    await first.ended;
    expect(await status(files)).toMatch(/^daemon {2}not running {2}started .* ended without a word: killed, it seems/m);
    const third = run(files);
    await third.line('watching');
    const said = await status(files);
    expect(said).toMatch(new RegExp(`^daemon {2}running as process ${third.pid}`, 'm'));
    expect(said).toMatch(/KEEPER_DIED[\s\S]*the run before this one was killed, or the machine stopped/);
    third.signal('SIGTERM');
    expect((await third.ended).code).toBe(0);
  });

  test('behavior: of many that start together, one runs', async () => {
    const files = await shadowBook();
    const all = Array.from({ length: 4 }, () => run(files));
    const watching = await Promise.all(
      all.map(async (daemon) => {
        await daemon.line(/watching|keeps .* already/);
        return daemon.said.stderr.includes('watching') ? [daemon] : [];
      }),
    );
    const [only, ...others] = watching.flat();
    expect(others).toEqual([]);
    const refused = await Promise.all(all.filter((daemon) => daemon !== only).map(({ ended }) => ended));
    expect(refused.map(({ code }) => code)).toEqual([2, 2, 2]);
    only?.signal('SIGTERM');
    expect((await only?.ended)?.code).toBe(0);
  });
});

test('behavior: a ledger that something else has written to is told; the settings are in it too', async () => {
  const files = await shadowBook();
  const first = run(files);
  await first.line('would have traded');
  await first.line('the ledger is as it was written');
  first.signal('SIGTERM');
  expect((await first.ended).code).toBe(0);

  const client = new SqliteClient(files.ledger);
  expect(client.prepare('select source from configurations').pluck().all()).toEqual([
    expect.stringContaining('keystore: unread.json'),
  ]);
  client.exec('update orders set notional = notional + 1');
  client.close();

  const next = run(files);
  const line = await next.line('AUDIT_BROKEN');
  expect(line).toMatch(/orders \[.*\]/);
  next.signal('SIGTERM');
  await next.ended;
  expect((await ballast(['alerts', '--db', files.ledger])).stdout).toContain('AUDIT_BROKEN');
});
