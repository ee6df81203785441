import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encryptKeystoreJson } from 'ethers';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { unlockKeystore } from '../../src/execute/transactions/keystore.js';
import { remoteAccounts } from '../../src/execute/transactions/remoteSigner.js';
import { createLab, type Lab } from '../../src/lab/lab.js';
import { createEndpoint } from '../../src/observe/endpoints/createEndpoint.js';
import { openLedger } from '../../src/record/ledger.js';
import { listOrders } from '../../src/record/queries/listOrders.js';
import { type BookFiles, type BookText, writeBook, writeSecret } from '../book.js';
import { ballast, type Said, start } from '../cli/ballast.js';
import { startRemoteSigner } from '../remoteSigner.js';
import { type Intercept, type RpcAnswer, type RpcProxy, startRpcProxy } from '../rpcProxy.js';
import { everythingOf, type Planted, shown, shownInFiles } from '../secrets.js';
import { settledAccount } from './story.js';

/**
 * No secret in any log, database, error or answer. Planted: the private key; the password of its keystore, in a file, as a
 * credential of systemd and as typed; name, password, path and query of endpoints over HTTP and WebSocket; name and token of a
 * remote signer; the key of a server of prices; values in .env. Then, in order below:
 *
 * - `run` live: hedge, top-up, transactions refused by the node; endpoints that refuse, answer errors, pages, half an answer or
 *   nothing, limit, hang up, serve another chain, and quote all they were asked with, key and URL; stop in good order
 * - every verb of the command line on that ledger, with --json and without; `recover`, states of trading, `keys`
 * - `run` live with a remote signer that fails, refuses, quotes its caller and signs something else, then signs
 * - `run` that ends with an error nobody foresaw, told with its stack
 * - errors as objects: of endpoints, keystores and remote signers, with their causes and hidden properties
 * - `check` on files with secrets at every wrong place, on wrong passwords and keystores
 */

const mark = (name: string) => `${name}S3cr3t${Math.random().toString(36).slice(2, 10)}`;

const planted = {
  filePassword: mark('filePassword'),
  credential: `${mark('credential')} /+"%`,
  httpUser: mark('httpUser'),
  httpPassword: mark('httpPassword'),
  httpPath: mark('httpPath'),
  httpQuery: mark('httpQuery'),
  wsPath: mark('wsPath'),
  wsQuery: mark('wsQuery'),
  remoteUser: mark('remoteUser'),
  remoteToken: mark('remoteToken'),
  remotePath: mark('remotePath'),
  tickers: mark('tickers'),
  unused: mark('unused'),
};
let secrets: Planted = planted;

let lab: Lab;
let account: Awaited<ReturnType<typeof settledAccount>>;
let keystore: string;

beforeAll(async () => {
  lab = await createLab();
  account = await settledAccount(lab, { USDC: 20_000 }, { options: [], perp: { size: 5, margin: 2_500 } });
  secrets = { ...planted, privateKey: account.privateKey };
  keystore = await encryptKeystoreJson(account, planted.filePassword, { scrypt: { N: 1024 } });
});
afterAll(() => lab.stop());

const hedge = { hedge: 'ETH', when: 'abs(delta) > 3', to: 1, on: 'perp-v2 ETH', maxSlippage: '200bps' };
const topUp = { topUp: 'perp-v2 *', when: 'health < 5', to: 6, from: 'wallet USDC' };

/** Whoever is asked with secrets quotes them, as it was given them. */
const httpQuote = `you asked http://${planted.httpUser}:${planted.httpPassword}@node/${planted.httpPath}?key=${planted.httpQuery}
  project ${planted.httpPath} (${planted.httpQuery}) of ${planted.httpUser}, ${planted.httpPassword}
  Basic ${Buffer.from(`${planted.httpUser}:${planted.httpPassword}`).toString('base64')}`;
const wsQuote = `you asked ws://node/v2/${planted.wsPath}?key=${planted.wsQuery}: ${planted.wsPath} ${planted.wsQuery}`;

const withHttpSecrets = (url: string) =>
  `${url.replace('://', `://${planted.httpUser}:${planted.httpPassword}@`)}/v2/${planted.httpPath}?key=${planted.httpQuery}`;
const withWsSecrets = (url: string) => `${url}/v2/${planted.wsPath}?key=${planted.wsQuery}`;

const own = ['ballast.yaml', '.env', 'book.password', 'credentials/book'];

function write(text: Partial<BookText> & Pick<BookText, 'rules'>): BookFiles {
  const keys = [{ account: account.address, keystore: 'book.json', passwordFile: 'book.password' }];
  const files = writeBook(lab, { account: account.address, mode: 'live', keys, ...text }, onTestFinished);
  writeSecret(join(files.folder, 'book.json'), keystore);
  writeSecret(join(files.folder, 'book.password'), `${planted.filePassword}\n`);
  writeSecret(join(files.folder, '.env'), `UNUSED=${planted.unused}\nHTTP_KEY=${planted.httpPath}\n`);
  return files;
}

function expectSilence(files: BookFiles, ...said: readonly Said[]): void {
  for (const { stdout, stderr } of said) {
    expect(shown(secrets, stdout)).toEqual([]);
    // With the line that shows it, or nobody could mend it.
    expect(stderr.split('\n').filter((line) => shown(secrets, line).length > 0)).toEqual([]);
  }
  expect(shownInFiles(secrets, files.folder, own)).toEqual([]);
}

const daemonOf = ({ settings, strategy, folder }: BookFiles) =>
  start(['--settings', settings, 'run', strategy], onTestFinished, { cwd: folder, env: { BALLAST_LOG: 'debug' } });

const errorOf = (message: string, code: number, data?: string): RpcAnswer => ({
  error: { code, message, ...(data === undefined ? {} : { data }) },
});

/** Every way in which a node can fail, quoting what it can. */
const failuresOf = (quote: string, secret: string): readonly Intercept[] => [
  async () => errorOf(quote, -32_000),
  async () => errorOf(quote, -32_601),
  async () => errorOf(quote, -32_005),
  async () => errorOf(quote, 3, `0x08c379a0${'00'.repeat(96)}`),
  async () => ({ raw: quote, status: 401 }),
  async () => ({ raw: `<html>${quote}</html>`, status: 200 }),
  async () => ({ raw: JSON.stringify({ error: quote }), status: 500 }),
  async () => ({ raw: quote, status: 429 }),
  async () => ({ raw: `{"jsonrpc":"2.0","result":"${secret}`, status: 200 }),
  async () => {
    throw new Error(quote);
  },
  async ({ method }, pass) => (method === 'eth_chainId' ? { result: '0x1' } : pass()),
  async () => ({ result: secret }),
  async () => ({ result: { [secret]: quote } }),
];

/** The proxies fail in all these ways in turn, with every second request, until each way was met `times` over. */
function failInTurn(proxies: readonly [RpcProxy, readonly Intercept[]][], times: number): Promise<void> {
  let asked = 0;
  return new Promise((resolve) => {
    for (const [proxy, failures] of proxies) {
      proxy.intercept = async (request, pass) => {
        const turn = asked++;
        if (turn >= 2 * times * failures.length) resolve();
        const failure = turn % 2 === 0 ? undefined : failures[((turn - 1) / 2) % failures.length];
        return failure ? failure(request, pass) : pass();
      };
    }
  });
}

const pass: Intercept = (_, forward) => forward();

/** A block every now and then, so that the keeper has something to ask for. */
function mining(): () => void {
  const timer = setInterval(() => void lab.testClient.mine({ blocks: 1 }).catch(() => {}), 250);
  return () => clearInterval(timer);
}

test('default: a live book whose endpoints fail and quote what they know, and every verb on what is left of it', async () => {
  const [http, ws] = [await startRpcProxy(lab, onTestFinished), await startRpcProxy(lab, onTestFinished)];
  const endpoints = [withHttpSecrets(http.url), withWsSecrets(ws.wsUrl)];
  const files = write({ rules: [hedge, topUp], endpoints });
  const { settings, strategy, folder, ledger } = files;
  const checked = await ballast(['--settings', settings, 'check', strategy], { cwd: folder });
  expect(checked).toMatchObject({ code: 0 });

  // The nodes take no transaction at first.
  for (const [proxy, quote] of [
    [http, httpQuote],
    [ws, wsQuote],
  ] as const) {
    let refused = 0;
    proxy.intercept = async (request, forward) =>
      request.method === 'eth_sendRawTransaction' && ++refused <= 2 ? errorOf(quote, -32_000) : forward();
  }
  const daemon = daemonOf(files);
  const stopMining = mining();
  onTestFinished(stopMining);
  await daemon.line('order is Filled');
  const failing: [RpcProxy, readonly Intercept[]][] = [
    [http, failuresOf(httpQuote, planted.httpPath)],
    [ws, failuresOf(wsQuote, planted.wsPath)],
  ];
  await failInTurn(failing, 2);
  for (const proxy of [http, ws]) proxy.down();
  await daemon.line(/cannot|fail|silent/);
  for (const proxy of [http, ws]) {
    proxy.intercept = pass;
    proxy.up();
  }
  daemon.signal('SIGTERM');
  expect((await daemon.ended).code).toBe(0);
  stopMining();
  expectSilence(files, checked, daemon.said);
  // They did quote it, and what they said is told.
  expect(daemon.said.stderr).toContain('project …');

  // The verbs as the program lists them, so that a new one is in it.
  const help = await ballast(['help']);
  const listed = [...help.stdout.matchAll(/^ {2}([a-z]+)\b(?: \[options\])?/gm)].map(([, verb]) => verb ?? '');
  const verbs = listed.filter((verb) => !['demo', 'run', 'serve', 'help', 'keys', 'check'].includes(verb));
  expect(verbs).toEqual(expect.arrayContaining(['status', 'orders', 'why', 'halt']));
  const rows = openLedger({ file: ledger, readonly: true });
  const orders = await listOrders(rows, { limit: 10 });
  rows.close();
  expect(orders.length).toBeGreaterThan(0);
  const said: Said[] = [help];
  for (const verb of verbs) {
    const args =
      verb === 'why' ? [verb, orders[0]?.id ?? ''] : verb === 'recover' ? [verb, strategy, '--dry-run'] : [verb];
    const both = [args, [...args, '--json']];
    said.push(...(await Promise.all(both.map((one) => ballast(['--settings', settings, ...one], { cwd: folder })))));
  }
  for (const args of [['list'], ['list', '--json'], ['import', 'second.json', '--password-file', 'book.password']]) {
    const input = `${account.privateKey}\n`;
    said.push(await ballast(['--settings', settings, 'keys', ...args], { cwd: folder, input }));
  }
  expectSilence(files, ...said);
}, 240_000);

test('behavior: a remote signer that fails and quotes its caller', async () => {
  const { privateKey, address } = account;
  const signer = await startRemoteSigner({ privateKey }, onTestFinished);
  const honest = signer.answer;
  const remote = `${signer.url.replace('://', `://${planted.remoteUser}:${planted.remoteToken}@`)}/${planted.remotePath}`;
  const said = `${planted.remoteToken} ${planted.remoteUser} ${remote}`;
  const turns: (typeof signer.answer)[] = [
    (_, response) => void response.writeHead(500).end(said),
    ({ headers, path }, response) =>
      void response.end(JSON.stringify({ error: { code: -1, message: `${said} ${headers.authorization} ${path}` } })),
    () => said,
    ({ params: [given], ...rest }, response) => honest({ ...rest, params: [{ ...given, nonce: '0x99' }] }, response),
  ];
  signer.answer = (request, response) =>
    (request.method === 'eth_signTransaction' ? (turns.shift() ?? honest) : honest)(request, response);
  const again = { hedge: 'ETH', when: 'abs(delta) > 0.5', to: 0, on: 'perp-v2 ETH', maxSlippage: '200bps' };
  const files = write({ rules: [again], keys: [{ account: address, remote }] });
  const daemon = daemonOf(files);
  const stopMining = mining();
  onTestFinished(stopMining);
  await daemon.line('order is Filled');
  expect(turns).toEqual([]);
  daemon.signal('SIGTERM');
  expect((await daemon.ended).code).toBe(0);
  expect(signer.asked.every(({ path }) => path === `/${planted.remotePath}`)).toBe(true);
  const list = await ballast(['--settings', files.settings, 'keys', 'list']);
  expectSilence(files, daemon.said, list);
}, 180_000);

test('behavior: an error that nobody foresaw is told with its stack', async () => {
  const proxy = await startRpcProxy(lab, onTestFinished);
  const files = write({ mode: 'shadow', rules: [hedge], endpoints: [withHttpSecrets(proxy.url)] });
  const daemon = daemonOf(files);
  await daemon.line('watching');
  // Nothing can be read from it any more, and with the next tick something is.
  // In place: a process that has a file mapped is killed where the file is cut short under it.
  for (const end of ['', '-wal', '-shm']) {
    const { size } = statSync(`${files.ledger}${end}`);
    writeFileSync(`${files.ledger}${end}`, Buffer.alloc(size, 7), { flag: 'r+' });
  }
  const stopMining = mining();
  onTestFinished(stopMining);
  const { code, stderr } = await daemon.ended;
  expect(code).toBeGreaterThan(0);
  expect(stderr).toMatch(/\n? +at |\\n +at /);
  expectSilence(files, daemon.said);
});

test('behavior: errors as objects, with their causes and all that they carry', async () => {
  const proxy = await startRpcProxy(lab, onTestFinished);
  const errors: unknown[] = [];
  const failing = async (doing: Promise<unknown>) =>
    doing.then(
      () => expect.fail('it worked'),
      (reason: unknown) => void errors.push(reason),
    );
  const endpoints = [createEndpoint(withHttpSecrets(proxy.url)), createEndpoint(withWsSecrets(proxy.wsUrl))];
  onTestFinished(async () => void (await Promise.all(endpoints.map((endpoint) => endpoint.close()))));
  // What is answered is no failure to whoever passes it on.
  const refusals = (quote: string, secret: string) => failuresOf(quote, secret).slice(0, 10);
  for (const [i, endpoint] of endpoints.entries()) {
    const [quote, secret] = i === 0 ? [httpQuote, planted.httpPath] : [wsQuote, planted.wsPath];
    for (const failure of i === 0 ? refusals(quote, secret) : refusals(quote, secret).slice(0, 4)) {
      proxy.intercept = failure;
      await failing(endpoint.client.request({ method: 'eth_blockNumber' }));
    }
  }
  proxy.down();
  for (const endpoint of endpoints) await failing(endpoint.client.request({ method: 'eth_blockNumber' }));
  const files = write({ rules: [hedge] });
  const file = join(files.folder, 'book.json');
  await failing(unlockKeystore({ file, password: `${planted.filePassword}x` }));
  const url = `http://${planted.remoteUser}:${planted.remoteToken}@127.0.0.1:1/${planted.remotePath}`;
  await failing(remoteAccounts({ url }));
  expect(errors.length).toBeGreaterThan(15);
  expect(errors.flatMap((error) => shown(secrets, everythingOf(error)))).toEqual([]);
});

describe('behavior: what is wrong with files is told without what they hide', () => {
  const live = () => write({ rules: [hedge], endpoints: [withHttpSecrets('http://127.0.0.1:1')] });
  type Spoil = (files: BookFiles) => void;
  const change = (file: string, from: string | RegExp, to: string) => {
    const before = readFileSync(file, 'utf8');
    const after = before.replace(from, () => to);
    if (before === after) throw new Error(`no ${from} in it`);
    writeFileSync(file, after);
  };
  const inSettings =
    (from: string | RegExp, to: string): Spoil =>
    ({ settings }) =>
      change(settings, from, to);
  const passwordFileIs =
    (text: string): Spoil =>
    ({ folder }) =>
      writeSecret(join(folder, 'book.password'), text);
  const keystoreIs =
    (text: () => string): Spoil =>
    ({ folder }) =>
      writeSecret(join(folder, 'book.json'), text());

  const spoils: Record<string, Spoil> = {
    'nothing is listening': () => {},
    'an endpoint of no kind': inSettings('http://', 'gopher://'),
    'an endpoint that is no URL': inSettings('http://', 'http//'),
    'endpoints as a map': inSettings(/- http:/, `main: http:`),
    'a bracket that is never closed': inSettings(/- http/, '- [http'),
    'a tab': inSettings(/ +- http/, '\t- http'),
    'a colon too many': inSettings(/- http/, '- url: to: http'),
    'the password in the file': inSettings('passwordFile: book.password', `password: ${planted.filePassword}`),
    'the password for its file': inSettings('passwordFile: book.password', `passwordFile: ${planted.filePassword}`),
    'the key in the file': ({ settings }) =>
      change(settings, 'keystore: book.json', `privateKey: "${account.privateKey}"`),
    'the key for the keystore': ({ settings }) => change(settings, 'book.json', account.privateKey),
    'the key for the account': ({ strategy }) => change(strategy, account.address, account.privateKey),
    'the key for the account of a key': ({ settings }) => change(settings, account.address, account.privateKey),
    'a remote signer of no kind': inSettings(
      /keystore: book.json\n +passwordFile: book.password/,
      `remote: ftp://${planted.remoteUser}:${planted.remoteToken}@signer/${planted.remotePath}`,
    ),
    'a remote signer that is not there': inSettings(
      /keystore: book.json\n +passwordFile: book.password/,
      `remote: http://${planted.remoteUser}:${planted.remoteToken}@127.0.0.1:1/${planted.remotePath}`,
    ),
    'a server of prices of no kind': inSettings(
      /venues:\n/,
      `venues:\n      gmx-v2: { release: v2.2c, prices: { tickers: ["ftp://prices/${planted.tickers}?key=${planted.tickers}"] } }\n`,
    ),
    'a variable that has a secret and is put in a wrong place': inSettings(
      'confirmations: 1',
      `confirmations: $${'{HTTP_KEY}'}`,
    ),
    'a wrong password': passwordFileIs(`${planted.filePassword}x`),
    'an empty password': passwordFileIs(''),
    'the key in the password file': ({ folder }) => writeSecret(join(folder, 'book.password'), account.privateKey),
    'the key as the keystore': keystoreIs(() => account.privateKey),
    'the key in JSON as the keystore': keystoreIs(() =>
      JSON.stringify({ version: 3, address: account.address, key: account.privateKey }),
    ),
    'a damaged keystore': keystoreIs(() => keystore.replace('"n":', '"m":')),
  };

  test.each(Object.keys(spoils))('%s', async (name) => {
    const files = live();
    spoils[name]?.(files);
    const { settings, strategy, folder } = files;
    const said = await Promise.all(
      [['check'], ['check', '--json']].map((args) =>
        ballast(['--settings', settings, ...args, strategy], { cwd: folder }),
      ),
    );
    for (const { code, stdout } of said) expect([code, stdout]).toEqual([2, '']);
    expect(said[0]?.stderr).toMatch(/mend: /);
    const left = shownInFiles(secrets, folder, [...own, 'book.json', 'book.yaml']);
    for (const { stderr } of said) expect(shown(secrets, stderr)).toEqual([]);
    expect(left).toEqual([]);
  });

  test('a credential of systemd', async () => {
    const files = live();
    change(files.settings, 'passwordFile: book.password', 'credential: book');
    mkdirSync(join(files.folder, 'credentials'));
    writeSecret(join(files.folder, 'credentials', 'book'), planted.credential);
    const env = { CREDENTIALS_DIRECTORY: join(files.folder, 'credentials') };
    const said = await ballast(['--settings', files.settings, 'check', files.strategy], { cwd: files.folder, env });
    expect(said).toMatchObject({ code: 2, stderr: expect.stringContaining('the password does not open') });
    expectSilence(files, said);
  });
});
