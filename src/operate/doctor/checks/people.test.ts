import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { loadConfig } from '../../../config/loadConfig.js';
import { unixMillis } from '../../../model/units.js';
import { standInCertificate } from '../../alerts/testing/certificate.js';
import { startSmtpStandIn } from '../../alerts/testing/smtpStandIn.js';
import { startWebStandIn } from '../../alerts/testing/webStandIn.js';
import { makeToken } from '../../api/tokens.js';
import { telegramStandIn } from '../../telegram/testing/standIn.js';
import type { DoctorCheck, Finding } from '../check.js';
import { backups } from './backups.js';
import { ports } from './ports.js';
import { telegram } from './telegram.js';
import { told } from './told.js';

const account = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function secretIn(folder: string, name: string, text: string, mode = 0o600): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

/** What a check finds of a ballast.yaml with these sections, and of one strategy. */
async function look(check: DoctorCheck, folder: string, sections: object, mode = 'live'): Promise<readonly Finding[]> {
  const [settingsFile, strategyFile] = [join(folder, 'ballast.yaml'), join(folder, 'book.yaml')];
  const lab = { id: 1, endpoints: 'wss://example.com', tokens: { USDC: { address: account, decimals: 6 } } };
  const keys = [{ account, keystore: 'unread.json', prompt: true }];
  writeFileSync(settingsFile, stringify({ chains: { lab }, keys, ...sections }));
  const limits = { order: '1 usd', day: { turnover: '1 usd', gas: '1 eth' } };
  const book = { name: 'book', chain: 'lab', account, mode, watch: [{ wallet: 'USDC' }], rules: [], limits };
  writeFileSync(strategyFile, stringify(book));
  const config = loadConfig({ settingsFile, strategyFiles: [strategyFile], env: {}, needsKeys: false });
  return check.run({
    ...{ config, env: {}, rescues: 1, chains: [], ledgerFile: join(folder, 'ballast.db') },
    ...{ now: () => unixMillis(Date.now()), signal: new AbortController().signal },
    opened: () => Promise.reject(new Error('no chain is looked at here')),
  });
}

test('default: in shadow, and with nothing asked for, there is nothing to look at; live, what is missing is said', async () => {
  const folder = newFolder();
  for (const check of [told, telegram, ports, backups]) expect(await look(check, folder, {}, 'shadow')).toEqual([]);
  expect(await look(told, folder, {})).toMatchObject([
    { verdict: 'warn', says: 'nobody is told when something is wrong' },
  ]);
  expect(await look(backups, folder, {})).toMatchObject([{ verdict: 'warn', says: 'nobody makes any' }]);
});

test('behavior: whoever is told is reached, each by its own way, and nothing is sent', async () => {
  const folder = newFolder();
  const [web, mail, bot] = [
    await startWebStandIn(),
    await startSmtpStandIn({ startTls: true }),
    await telegramStandIn(),
  ];
  onTestFinished(async () => void (await Promise.all([web.close(), mail.close(), bot.close()])));
  web.answer(({ path }) => ({ status: path.startsWith('/discord') ? 200 : 405, body: '{}' }));
  const tokenFile = secretIn(folder, 'bot.token', bot.token);
  const sinks = {
    team: { discord: `${web.url}/discord/secret-of-discord` },
    own: { webhook: `${web.url}/hook`, secretFile: secretIn(folder, 'hook', 'a secret that signs') },
    mail: {
      ...{ smtp: `localhost:${mail.port}`, from: 'a@example.com', to: ['b@example.com'] },
      caFile: secretIn(folder, 'ca.pem', standInCertificate),
    },
  };
  const heartbeat = { url: `${web.url}/beat/secret-of-the-watch` };
  const found = await look(told, folder, { alerts: { sinks, heartbeat } });
  expect(found.map(({ verdict, about }) => [verdict, about])).toEqual([
    ['ok', 'team (discord)'],
    ['ok', 'own (webhook)'],
    ['ok', 'mail (smtp)'],
    ['ok', 'watch outside'],
  ]);
  expect(JSON.stringify(found)).not.toContain('secret-of');
  expect(web.requests.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
    'GET /discord/secret-of-discord',
    'GET /hook',
  ]);
  expect(mail.mails).toEqual([]);
  const users = [
    { id: 1, name: 'ann', role: 'admin' },
    { id: 2, name: 'ben', role: 'viewer' },
  ];
  expect(await look(telegram, folder, { telegram: { tokenFile, users, apiRoot: bot.apiRoot } })).toEqual([
    {
      ...{ verdict: 'ok', about: 'bot' },
      says: '@ballast_bot; 2 people may talk to it, 1 may pause, 1 may resume',
    },
  ]);
  expect(bot.asked.map(({ method }) => method)).toEqual(['getMe', 'getWebhookInfo']);
  bot.setWebhook('https://example.com/hook');
  expect(await look(telegram, folder, { telegram: { tokenFile, users, apiRoot: bot.apiRoot } })).toMatchObject([
    { verdict: 'fail', says: expect.stringContaining('a webhook') },
  ]);
});

test('behavior: who cannot be told is a FAIL with its mend, and the others are looked at all the same', async () => {
  const folder = newFolder();
  const login = { user: 'ballast', pass: 'right' };
  const [web, mail] = [await startWebStandIn(), await startSmtpStandIn({ startTls: true, login })];
  onTestFinished(async () => void (await Promise.all([web.close(), mail.close()])));
  web.answer(({ path }) => {
    if (path === '/cut') return 'cut';
    return path.includes('getMe')
      ? { status: 401, body: '{"ok":false,"description":"Unauthorized"}' }
      : { status: 404, body: 'Unknown Webhook' };
  });
  const tokenFile = secretIn(folder, 'bot.token', `7000000001:${'A'.repeat(35)}`);
  const sinks = {
    team: { discord: `${web.url}/gone` },
    night: { telegram: -1, tokenFile, apiRoot: web.url },
    own: { webhook: `${web.url}/cut`, secretFile: secretIn(folder, 'hook', 'a secret that signs', 0o644) },
    far: { slack: `${web.url}/cut` },
    mail: {
      ...{ smtp: `localhost:${mail.port}`, from: 'a@example.com', to: ['b@example.com'], user: 'ballast' },
      passwordFile: secretIn(folder, 'smtp', 'wrong'),
      caFile: secretIn(folder, 'ca.pem', standInCertificate),
    },
  };
  const found = await look(told, folder, { alerts: { sinks } });
  expect(found).toMatchObject([
    { verdict: 'fail', about: 'team (discord)', says: expect.stringContaining('404 Unknown Webhook') },
    { verdict: 'fail', about: 'night (telegram)', mend: expect.stringContaining('write to the bot first') },
    { verdict: 'fail', about: 'own (webhook)', says: expect.stringContaining('others may read') },
    { verdict: 'fail', about: 'far (slack)', says: expect.stringContaining('not reached') },
    { verdict: 'fail', about: 'mail (smtp)', mend: expect.stringContaining('password') },
    { verdict: 'warn', about: 'watch outside' },
  ]);
  for (const { mend } of found) expect(mend).toBeTruthy();
  const users = [{ id: 1, name: 'ann', role: 'admin' }];
  expect(await look(telegram, folder, { telegram: { tokenFile, users, apiRoot: web.url } })).toMatchObject([
    { verdict: 'fail', mend: expect.stringContaining('@BotFather') },
  ]);
});

test('behavior: a port that somebody else has, tokens that let nobody in, and files that others may read', async () => {
  const folder = newFolder();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const address = other.address();
  const taken = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const sections = {
    console: { listen: taken, tokens: secretIn(folder, 'console.tokens', '# nobody\n') },
    metrics: { listen: '127.0.0.1:0', tokenFile: secretIn(folder, 'metrics.token', 'short') },
  };
  expect(await look(ports, folder, sections)).toMatchObject([
    { verdict: 'fail', about: 'console', says: `${taken} is taken by another process` },
    { verdict: 'fail', about: 'console tokens', says: expect.stringContaining('cannot be used') },
    { verdict: 'ok', about: 'metrics' },
    { verdict: 'fail', about: 'metrics token', says: expect.stringContaining('32 characters') },
  ]);
  // What the daemon would not serve with is not told to be good.
  const twenty = secretIn(folder, 'metrics.token', 'a'.repeat(20));
  expect(await look(ports, folder, { metrics: { listen: '127.0.0.1:0', tokenFile: twenty } })).toMatchObject([
    { verdict: 'ok', about: 'metrics' },
    { verdict: 'fail', about: 'metrics token', says: expect.stringContaining('32 characters') },
  ]);
  const { line } = makeToken('ann', 'admin');
  const good = { listen: '127.0.0.1:0', tokens: secretIn(folder, 'console.tokens', `${line}\n`) };
  expect(await look(ports, folder, { console: good })).toMatchObject([
    { verdict: 'ok', says: expect.stringContaining('for this machine alone') },
    { verdict: 'ok', says: '1 token, kept as hashes' },
  ]);
  chmodSync(good.tokens, 0o644);
  expect((await look(ports, folder, { console: good }))[1]).toMatchObject({
    verdict: 'fail',
    mend: `chmod 600 ${good.tokens}`,
  });
});

test('behavior: backups that are old, or go with the disk of the ledger', async () => {
  const folder = newFolder();
  const to = join(folder, 'backups');
  const says = async () =>
    (await look(backups, folder, { backup: { to, every: '6h' } })).map((one) => `${one.verdict} ${one.says}`);
  const sameDisk = 'warn they are on the disk of the ledger';
  expect(await says()).toEqual(['ok there is none yet: the daemon makes the first when it starts', sameDisk]);
  writeFileSync(join(folder, 'ballast.db'), '');
  expect((await says())[0]).toMatch(/^warn there is none yet/);
  const one = join(to, 'ballast-2026-11-20T00-00-00Z');
  mkdirSync(one, { recursive: true });
  const dated = (at: number) =>
    writeFileSync(
      join(one, 'manifest.json'),
      JSON.stringify({
        ...{ format: 1, ballast: '0.1.0', at, files: [] },
        ledger: { bytes: 1, sha256: '', schema: 0, audit: null, chainIds: [] },
      }),
    );
  dated(Date.now() - 86_400_000);
  expect(await says()).toEqual(['warn the newest is 24 h old', sameDisk]);
  dated(Date.now() + 30 * 86_400_000);
  expect(await says()).toEqual(['warn the newest is dated 30 d ahead', sameDisk]);
});
