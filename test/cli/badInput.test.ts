import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { encryptKeystoreJson } from 'ethers';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openLedger } from '../../src/record/ledger.js';
import { type BookFiles, type BookText, writeBook, writeSecret } from '../book.js';
import { useLab } from '../lab.js';
import { startRemoteSigner } from '../remoteSigner.js';
import { ballast, mainFile } from './ballast.js';

const lab = useLab();
const privateKey = generatePrivateKey();
const account = privateKeyToAddress(privateKey);
const password = 'correct horse 7';

const hedge = { hedge: 'ETH', when: 'abs(delta) > 0.5', to: 0, on: 'perp-v2 ETH' };

const book = (text: Partial<BookText> = {}): BookFiles =>
  writeBook(lab(), { account, mode: 'shadow', rules: [hedge], ...text }, onTestFinished);

/** With one thing changed; the change must change something. */
function change(file: string, from: string | RegExp, to: string): void {
  const before = readFileSync(file, 'utf8');
  const after = before.replace(from, () => to);
  if (after === before) throw new Error(`no ${from} in ${before}`);
  writeFileSync(file, after);
}

/**
 * What `check` and `run` both say: the one report with all problems, exit code 2, and nothing done.
 * @returns the report
 */
async function refused({ settings, strategy, ledger }: BookFiles, env: Record<string, string> = {}): Promise<string> {
  const nonce = await lab().publicClient.getTransactionCount({ address: account });
  const said = await Promise.all(
    ['check', 'run'].map((verb) => ballast(['--settings', settings, verb, strategy], { env })),
  );
  const [checked, ran] = said.map(({ code, stdout, stderr }) => ({ code, stdout, stderr: stderr.trimEnd() }));
  expect(checked).toMatchObject({ code: 2, stdout: '' });
  expect(ran).toEqual(checked);
  expect(existsSync(ledger)).toBe(false);
  expect(await lab().publicClient.getTransactionCount({ address: account })).toBe(nonce);
  const report = checked?.stderr ?? '';
  expect(report).toMatch(/^\d+ problems? in .*; nothing was sent\n/);
  for (const secret of [privateKey.slice(2), password, 'API_KEY_77']) expect(report).not.toContain(secret);
  return report;
}

/** `line:column  path` of each problem, with its file's name. */
const places = (report: string): string[] =>
  [...report.matchAll(/^ {2}\S*\/([\w.]+\.yaml)(?::(\d+):\d+)?(?: {2}(\S+))?$/gm)].map(([, file, line, path]) =>
    [file, line, path].filter((part) => part !== undefined).join(' '),
  );

const lineOf = (file: string, text: string): number =>
  readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

describe('what the files say', () => {
  test('default: everything wrong in every file, once, with line and mend', async () => {
    const topUp = { topUp: 'perp-v2 cross', when: 'health < 1.9', to: 1.5, from: 'wallet USDC' };
    const files = book({
      rules: [{ ...hedge, maxSlipage: '30bps' }, topUp],
      watch: [{ 'perp-v3': 'ETH' }, { wallet: 'USDC' }],
    });
    change(files.strategy, `account: "${account}"`, `account: $${'{BOOK_ACCOUNT}'}`);
    change(files.settings, 'sampleEvery: 10m', 'sampleEvery: often');
    const report = await refused(files);
    const at = (text: string) => lineOf(files.strategy, text);
    expect(places(report).sort()).toEqual(
      [
        `ballast.yaml ${lineOf(files.settings, 'sampleEvery')} ledger.sampleEvery`,
        `book.yaml ${at('account')} account`,
        `book.yaml ${at('maxSlipage')} rules[0].maxSlipage`,
        `book.yaml ${at('perp-v3')} watch[0].perp-v3`,
        `book.yaml ${at('to: 1.5')} rules[1].to`,
      ].sort(),
    );
    for (const said of [/did you mean `maxSlippage`/, /did you mean `perp-v2`/, /BOOK_ACCOUNT is not set/]) {
      expect(report).toMatch(said);
    }
    expect(report.match(/mend: /g)?.length).toBe(places(report).length);
  });

  test('behavior: broken YAML', async () => {
    const files = book();
    change(files.strategy, 'chain: lab', '\tchain: lab');
    const report = await refused(files);
    expect(report).toMatch(new RegExp(`book\\.yaml:${lineOf(files.strategy, 'chain: lab')}:1\n`));
    expect(report).toMatch(/indent with spaces, not tabs/);
  });

  test('behavior: a live strategy without a key', async () => {
    const report = await refused(book({ mode: 'live', keys: [] }));
    expect(report).toMatch(/`live` needs a key, and none is declared for 0x[\s\S]*mend: .*mode: shadow/);
  });

  test('behavior: a live strategy whose key files are not there', async () => {
    const keys = [{ account, keystore: 'no.json', passwordFile: 'no.password' }];
    const report = await refused(book({ mode: 'live', keys }));
    expect(places(report)).toEqual([
      expect.stringContaining('keys[0].keystore'),
      expect.stringContaining('keys[0].passwordFile'),
    ]);
  });

  test('behavior: a file that is not there, beside one that is wrong', async () => {
    const files = book();
    change(files.settings, 'confirmations: 1', 'confirmations: -1');
    const report = await refused({ ...files, strategy: join(files.folder, 'none.yaml') });
    expect(report).toMatch(/^2 problems in 2 files/);
    expect(report).toMatch(/none\.yaml\n {4}there is no such file/);
  });
});

describe('what the chain says', () => {
  test('behavior: endpoints of another chain, all of them told, no key of theirs shown', async () => {
    const { url, wsUrl } = lab();
    const files = book({ endpoints: [`${url}/?key=API_KEY_77`, wsUrl] });
    change(files.settings, 'id: 31337', 'id: 42161');
    const report = await refused(files);
    expect(places(report)).toEqual([
      `ballast.yaml ${lineOf(files.settings, 'API_KEY_77')} chains.lab.endpoints[0]`,
      `ballast.yaml ${lineOf(files.settings, 'API_KEY_77') + 1} chains.lab.endpoints[1]`,
    ]);
    expect(report.match(/this endpoint serves chain 31337, not 42161/g)).toHaveLength(2);
  });

  test('behavior: addresses where nothing is', async () => {
    const files = book();
    const { venues, tokens } = lab();
    const nothing = `0x${'7'.repeat(40)}`;
    change(files.settings, venues['perp-v2'].clearingHouse, nothing);
    change(files.settings, tokens.USDC.address, nothing);
    const report = await refused(files);
    expect(report.match(/there is no contract at 0x7777/g)).toHaveLength(2);
    expect(places(report)).toEqual([
      expect.stringMatching(/ballast\.yaml \d+ chains\.lab\.tokens\.USDC\.address/),
      expect.stringMatching(/ballast\.yaml \d+ chains\.lab\.venues\.perp-v2\.clearingHouse/),
    ]);
  });

  test('behavior: a contract that is another one', async () => {
    const files = book();
    const { venues, tokens } = lab();
    change(files.settings, venues.lyra.viewer, tokens.USDC.address);
    const report = await refused(files);
    expect(report).toMatch(/chains\.lab\.venues\.lyra/);
    expect(report).toMatch(/mend: check the addresses of lyra/);
  });

  test('behavior: `check` tells of an endpoint that is down, and shows no key of it', async () => {
    const down = ['http://127.0.0.1:1/v2/API_KEY_77', 'ws://127.0.0.1:1/v2/API_KEY_77'];
    const { settings, strategy } = book({ endpoints: [...down, lab().wsUrl] });
    const said = await ballast(['--settings', settings, 'check', strategy]);
    expect(said).toMatchObject({ code: 2, stdout: '' });
    expect(said.stderr).toMatch(/^2 problems/);
    expect(said.stderr).not.toContain('API_KEY_77');
  });
});

describe('keys', () => {
  /** Weak, so that not each test is spent on unlocking it. */
  const keystoreOf = (key: `0x${string}`) =>
    encryptKeystoreJson({ address: privateKeyToAddress(key), privateKey: key }, password, { scrypt: { N: 1024 } });

  async function liveBook(key: `0x${string}`): Promise<BookFiles> {
    const keys = [{ account, keystore: 'key.json', passwordFile: 'password' }];
    const files = book({ mode: 'live' });
    writeFileSync(files.settings, readFileSync(book({ mode: 'live', keys }).settings));
    writeSecret(join(files.folder, 'key.json'), await keystoreOf(key));
    writeSecret(join(files.folder, 'password'), `${password}\n`);
    return files;
  }

  test('default: the right one is fine', async () => {
    const { settings, strategy } = await liveBook(privateKey);
    const said = await ballast(['--settings', settings, 'check', strategy]);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toMatch(new RegExp(`ok +book +live +lab +${account} +hedge ETH`));
    const { stdout } = await ballast(['--settings', settings, 'check', strategy, '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'book', mode: 'live', account, rules: ['hedge ETH'] }]);
  });

  test('behavior: of another account, and what is wrong on chain, in one report', async () => {
    const files = await liveBook(generatePrivateKey());
    change(files.settings, lab().tokens.USDC.address, `0x${'7'.repeat(40)}`);
    const report = await refused(files);
    expect(report).toMatch(new RegExp(`the keystore is of 0x[0-9a-fA-F]{40}, not of ${account}`));
    expect(report).toMatch(/there is no contract at 0x7777/);
  });

  test('behavior: files that others may read', async () => {
    const files = await liveBook(privateKey);
    for (const name of ['key.json', 'password']) chmodSync(join(files.folder, name), 0o640);
    const report = await refused(files);
    expect(report.match(/others may read .* \(mode 640\)/g)).toHaveLength(2);
    expect(report).toMatch(/mend: chmod 600 .*key\.json/);
    expect(places(report)).toEqual([
      expect.stringContaining('keys[0].keystore'),
      expect.stringContaining('keys[0].passwordFile'),
    ]);
  });

  test('behavior: a password that does not open it', async () => {
    const files = await liveBook(privateKey);
    writeSecret(join(files.folder, 'password'), 'wrong horse 8');
    const report = await refused(files);
    expect(report).toMatch(/the password does not open .*key\.json\n +mend: check the password/);
    expect(report).not.toContain('wrong horse');
  });

  test('behavior: a keystore that is none', async () => {
    const files = await liveBook(privateKey);
    writeSecret(join(files.folder, 'key.json'), privateKey);
    expect(await refused(files)).toMatch(/key\.json is not an encrypted keystore/);
  });

  test('behavior: a folder where others could swap the keystore', async () => {
    const files = await liveBook(privateKey);
    chmodSync(files.folder, 0o770);
    const report = await refused(files);
    expect(report.match(/others may write .* \(mode 770\)/g)).toHaveLength(2);
    expect(report).toMatch(/mend: chmod go-w /);
  });

  /** The live book, with its key elsewhere. */
  async function bookWithKey(key: Readonly<Record<string, unknown>>): Promise<BookFiles> {
    const files = await liveBook(privateKey);
    writeFileSync(files.settings, readFileSync(book({ mode: 'live', keys: [{ account, ...key }] }).settings));
    return files;
  }

  test('behavior: a credential of systemd opens it, and nothing where there is none', async () => {
    const files = await bookWithKey({ keystore: 'key.json', credential: 'book' });
    const folder = join(files.folder, 'credentials');
    mkdirSync(folder);
    writeFileSync(join(folder, 'book'), `${password}\n`, { mode: 0o440 });
    const check = (env: Record<string, string>) =>
      ballast(['--settings', files.settings, 'check', files.strategy], { env });
    expect(await check({ CREDENTIALS_DIRECTORY: folder })).toMatchObject({ code: 0, stderr: '' });
    expect(await refused(files)).toMatch(/keys\[0\]\.credential[\s\S]*mend: .*LoadCredential=book:FILE/);
    rmSync(join(folder, 'book'));
    expect(await refused(files, { CREDENTIALS_DIRECTORY: folder })).toMatch(/credentials\/book cannot be read/);
    writeSecret(join(folder, 'book'), 'wrong horse 8');
    const report = await refused(files, { CREDENTIALS_DIRECTORY: folder });
    expect(report).toMatch(/the password does not open .*key\.json/);
    expect(report).not.toContain('wrong horse');
  });

  test('behavior: a password that is asked for, where there is no terminal', async () => {
    const files = await bookWithKey({ keystore: 'key.json', prompt: true });
    expect(await refused(files)).toMatch(
      /keys\[0\]\.prompt[\s\S]*there is no terminal to ask[\s\S]*mend: .*passwordFile/,
    );
  });

  test('behavior: a password that is asked for on the terminal, once, and not shown', async () => {
    const { settings, strategy } = await bookWithKey({ keystore: 'key.json', prompt: true });
    const answering = async (typed: string) => {
      const command = [process.execPath, mainFile(), '--settings', settings, 'check', strategy].join(' ');
      // A terminal of its own: what is typed there would be shown, were it not for us.
      const terminal = spawn('script', ['-qfec', command, '/dev/null']);
      let screen = '';
      for await (const text of terminal.stdout.setEncoding('utf8')) {
        const before = screen.includes('Password of');
        screen += String(text);
        if (!before && screen.includes('Password of')) terminal.stdin.write(`${typed}\r`);
      }
      return { code: terminal.exitCode ?? (await once(terminal, 'close'))[0], screen };
    };
    const right = await answering(password);
    expect(right.screen).toMatch(/^Password of \S+key\.json: [\s\S]*ok.* book/);
    expect(right.screen.match(/Password of/g)).toHaveLength(1);
    expect(right.screen).not.toContain(password);
    expect(right.code).toBe(0);
    const wrong = await answering('wrong horse 8');
    expect(wrong.screen).toMatch(/the password does not open/);
    expect(wrong.screen).not.toContain('wrong horse');
    expect(wrong.code).toBe(2);
  });

  describe('with a remote signer', () => {
    test('default: one that has the account is fine', async () => {
      const { url } = await startRemoteSigner({ accounts: [account] }, onTestFinished);
      const { settings, strategy } = await bookWithKey({ remote: url });
      expect(await ballast(['--settings', settings, 'check', strategy])).toMatchObject({ code: 0, stderr: '' });
    });

    test('behavior: one that has only others', async () => {
      const { url } = await startRemoteSigner({ accounts: [`0x${'2'.repeat(40)}`] }, onTestFinished);
      const report = await refused(await bookWithKey({ remote: `${url}/API_KEY_77` }));
      expect(report).toMatch(new RegExp(`the remote signer does not sign for ${account}: it has 0x2222`));
      expect(places(report)).toEqual([expect.stringContaining('keys[0].remote')]);
    });

    test('behavior: what is no signer', async () => {
      const signer = await startRemoteSigner({ accounts: '<html>' }, onTestFinished);
      expect(await refused(await bookWithKey({ remote: signer.url }))).toMatch(/does not list its accounts/);
    });

    test('behavior: `check` tells that it is not there, without its token', async () => {
      const closed = createServer().listen(0, '127.0.0.1');
      await once(closed, 'listening');
      const { port } = closed.address() as AddressInfo;
      closed.close();
      const remote = `http://me:API_KEY_77@127.0.0.1:${port}/API_KEY_77`;
      const { settings, strategy } = await bookWithKey({ remote });
      const said = await ballast(['--settings', settings, 'check', strategy]);
      expect(said).toMatchObject({ code: 2, stdout: '' });
      expect(said.stderr).toMatch(/the remote signer http:\/\/127\.0\.0\.1:\d+ cannot be reached: ECONNREFUSED/);
      expect(said.stderr).not.toContain('API_KEY_77');
    });
  });

  test('behavior: two live strategies on one account would work against each other', async () => {
    const files = await liveBook(privateKey);
    const second = join(files.folder, 'second.yaml');
    writeFileSync(second, readFileSync(files.strategy, 'utf8').replace('name: book', 'name: other'));
    const check = () => ballast(['--settings', files.settings, 'check', files.strategy, second]);
    const both = await check();
    expect(both).toMatchObject({ code: 2, stdout: '' });
    expect(both.stderr).toMatch(/second\.yaml:\d+:\d+ {2}account[\s\S]*book\.yaml trades this account live too/);
    change(second, 'mode: live', 'mode: shadow');
    expect(await check()).toMatchObject({ code: 0, stderr: '' });
  });
});

test('behavior: a ledger that was there is left as it was', async () => {
  const files = book();
  openLedger({ file: files.ledger }).close();
  const before = readFileSync(files.ledger);
  change(files.settings, 'id: 31337', 'id: 42161');
  const said = await ballast(['--settings', files.settings, 'run', files.strategy]);
  expect(said).toMatchObject({ code: 2, stdout: '' });
  expect(readFileSync(files.ledger).equals(before)).toBe(true);
  expect(existsSync(`${files.ledger}.lock`)).toBe(false);
});
