import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEther } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { importKey } from '../../src/execute/transactions/keystore.js';
import type { LabAccount } from '../../src/lab/accounts.js';
import type { AlertCode } from '../../src/model/alert.js';
import { unixMillis } from '../../src/model/units.js';
import { openLedger } from '../../src/record/ledger.js';
import { raiseAlert } from '../../src/record/statements/alerts.js';
import { type BookFiles, type BookText, writeBook, writeSecret } from '../book.js';
import { startCutLine } from '../cutLine.js';
import { useLab } from '../lab.js';
import { ballast, newFolder } from './ballast.js';

const lab = useLab();

const rules = [
  { topUp: 'perp-v2 *', when: 'health < 2', to: 3, from: 'wallet USDC' },
  { deleverage: 'perp-v2 *', when: 'health < 1.3', to: 1.6, maxSlippage: '1%' },
];

interface Line {
  verdict: string;
  about: string;
  says: string;
  mend?: string;
}

const write = (account: Pick<LabAccount, 'address'>, text: Partial<BookText> = {}): BookFiles =>
  writeBook(lab(), { account: account.address, mode: 'shadow', rules, keys: [], ...text }, onTestFinished);

async function examine(files: BookFiles, args: readonly string[] = []) {
  const asked = ['--settings', files.settings, 'doctor', files.strategy, '--json', ...args];
  const said = await ballast(asked, { cwd: files.folder });
  const { checks, ...counts } = JSON.parse(said.stdout) as {
    checks: { check: string; findings: Line[] }[];
    fail: number;
  };
  const of = (name: string): Line[] => checks.find(({ check }) => check === name)?.findings ?? [];
  return { said, counts, of };
}

test('default: a shadow that lacks nothing: every check tells a line, and it ends with 0', async () => {
  const account = await lab().createAccount({ USDC: 5_000 });
  await lab().openBook(account, { options: [], perp: { size: -1, margin: 1_000 } });
  const files = write(account);
  openLedger({ file: files.ledger }).close();
  const { said, counts, of } = await examine(files);
  expect(said).toMatchObject({ code: 0, stderr: '' });
  expect(counts).toMatchObject({ fail: 0 });
  const head = /^block \d+, [\d.]+ (s|min) old, \d+ ms, serves logs$/;
  expect(of('endpoints')[0]).toMatchObject({ verdict: 'ok', says: expect.stringMatching(head) });
  expect(of('contracts')[0]?.says).toMatch(
    /^lyra, perp-v2, wallet answer at block \d+: 2 positions, 1 margin account$/,
  );
  expect(of('gas')[0]).toMatchObject({ verdict: 'ok', says: expect.stringMatching(/ETH: .* rescues? at .* gwei/) });
  expect(of('funds').map(({ says }) => says)).toEqual([
    'top-ups may draw on USDC',
    '3 allowances looked at, none unlimited',
  ]);
  expect(of('ledger')[0]?.says).toBe('SQLite finds it whole; no daemon keeps it');
  for (const name of ['machine', 'clock', 'keys', 'files', 'disk'])
    expect(of(name)[0]).toMatchObject({ about: expect.any(String) });

  const text = await ballast(['--settings', files.settings, 'doctor', files.strategy], { cwd: files.folder });
  expect(text).toMatchObject({ code: 0, stderr: '' });
  expect(text.stdout).toMatch(/^machine\n {2}ok {4}node: \d+/);
  expect(text.stdout).toMatch(/\d+ ok, \d+ to look at, 0 failed\nnothing was sent\n$/);
  for (const line of text.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
});

test('behavior: whatever keeps a live strategy from trading is a FAIL with its mend, all of it at once', async () => {
  const account = await lab().createAccount({});
  await lab().testClient.setBalance({ address: account.address, value: parseEther('0.000000000001') });
  const folder = newFolder(onTestFinished);
  const [keystore, passwordFile] = [join(folder, 'key.json'), join(folder, 'password')];
  writeSecret(passwordFile, 'a password');
  await importKey({ file: keystore, password: 'a password', privateKey: account.privateKey });
  chmodSync(passwordFile, 0o644);
  const policy = { transaction: { notional: '10 usd' }, profile: 'reduceOnly' };
  const cut = await startCutLine(onTestFinished);
  const files = write(account, {
    mode: 'live',
    endpoints: [lab().wsUrl, `${cut}/with-a-secret`],
    keys: [{ account: account.address, keystore, passwordFile, policy }],
  });
  writeFileSync(files.ledger, 'not a database');
  writeFileSync(join(files.folder, '.env'), '# nothing\n', { mode: 0o644 });
  const { said, of } = await examine(files);
  expect(said).toMatchObject({ code: 1, stderr: '' });
  expect(said.stdout).not.toContain('with-a-secret');
  expect(of('endpoints')).toMatchObject([{ verdict: 'ok' }, { verdict: 'fail', about: `lab ${cut}` }]);
  expect(of('gas')).toMatchObject([{ verdict: 'fail', mend: expect.stringMatching(/^send .* ETH for 10 of them$/) }]);
  expect(of('funds')[0]).toMatchObject({ verdict: 'warn', says: expect.stringContaining('the wallet has none') });
  expect(of('keys')).toMatchObject([
    { verdict: 'fail', says: expect.stringContaining('others may read'), mend: `chmod 600 ${passwordFile}` },
    { verdict: 'warn', says: 'policy.transaction.notional is below limits.order' },
  ]);
  expect(of('files')).toMatchObject([{ verdict: 'warn', about: '.env', mend: 'chmod 600 .env' }]);
  expect(of('ledger')).toMatchObject([{ verdict: 'fail', says: expect.stringContaining('is no SQLite database') }]);
  for (const { verdict, mend } of said.stdout ? ['endpoints', 'gas', 'keys', 'ledger'].flatMap(of) : []) {
    if (verdict !== 'ok') expect(mend).toBeTruthy();
  }
}, 180_000);

test('behavior: a chain that nobody serves is told once, and the rest is looked at all the same', async () => {
  const account = await lab().createAccount({ USDC: 1 });
  const files = write(account, { endpoints: [await startCutLine(onTestFinished)] });
  const { said, of } = await examine(files);
  expect(said.code).toBe(1);
  expect(of('contracts')).toMatchObject([
    { verdict: 'fail', says: 'it could not be read: no endpoint serves the chain' },
  ]);
});

test('behavior: an open alert that is critical is a FAIL; one of another version keeps nothing from being looked at', async () => {
  const files = write(await lab().createAccount({ USDC: 1 }));
  const ledger = openLedger({ file: files.ledger });
  const at = unixMillis(Date.now());
  const code = 'KNOWN_TO_A_LATER_ONE' as AlertCode;
  await ledger.commit(raiseAlert({ code, subject: 'book', text: 'as it says', at }));
  await ledger.commit(raiseAlert({ code: 'POSITION_BREAK', subject: 'account', text: 'off', at }));
  ledger.close();
  const { of } = await examine(files);
  expect(of('ledger')).toMatchObject([
    { verdict: 'ok' },
    { verdict: 'fail', about: 'POSITION_BREAK account', says: 'off', mend: expect.stringContaining('ballast breaks') },
  ]);
});

test('behavior: files that cannot be read end with 2, and nothing is looked at', async () => {
  const cwd = newFolder(onTestFinished);
  expect(await ballast(['doctor', 'nothing.yaml'], { cwd })).toMatchObject({
    ...{ code: 2, stdout: '' },
    stderr: expect.stringContaining('there is no such file'),
  });
});
