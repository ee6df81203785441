import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config/loadConfig.js';
import type { LabAccount } from '../../src/lab/accounts.js';
import type { WholeLab } from '../../src/lab/lab.js';
import { BallastError } from '../../src/model/error.js';
import type { InitFlags } from '../../src/operate/cli/init/given.js';
import { init } from '../../src/operate/cli/init/init.js';
import type { Terminal } from '../../src/operate/cli/terminal.js';
import { preflight } from '../../src/operate/preflight.js';
import { createAaveTrader, loan } from '../aaveTrader.js';
import { useWholeLab } from '../lab.js';
import { ballast, newFolder } from './ballast.js';

const lab = useWholeLab();

/** `lyra.viewer=0x…` of everything that is declared. */
const pathsOf = (value: object, at: readonly string[] = []): string[] =>
  Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' ? pathsOf(inner, [...at, key]) : [`${[...at, key].join('.')}=${inner}`],
  );

/** What a script says for the lab's chain. */
function flagsFor({ wsUrl, venues, tokens }: WholeLab, account: string): InitFlags {
  const token = Object.entries(tokens).map(
    ([symbol, { address, underlying }]) => `${symbol}=${address}${underlying ? `:${underlying}` : ''}`,
  );
  return { chain: 'lab', endpoint: [wsUrl], account, contract: pathsOf(venues), token };
}

const argsOf = (flags: InitFlags): string[] =>
  Object.entries(flags).flatMap(([key, value]) => [value].flat().flatMap((one) => [`--${key}`, String(one)]));

/** In this process, where nobody is asked. */
const initiated = (cwd: string, flags: InitFlags) =>
  init({ flags: { ...flags, yes: true }, settings: join(cwd, 'ballast.yaml'), terminal: null, now: Date.now });

/** As `ballast check` would, with the `.env` that was written. */
async function problemsOf(cwd: string, ...strategies: string[]) {
  const env = parseEnv(readFileSync(join(cwd, '.env'), 'utf8'));
  const strategyFiles = strategies.map((name) => join(cwd, 'strategies', name));
  return preflight(loadConfig({ settingsFile: join(cwd, 'ballast.yaml'), strategyFiles, env }), {
    unreachable: 'problem',
  });
}

/** Files, with folders. */
const filesIn = (cwd: string): string[] =>
  execFileSync('find', ['.', '-type', 'f'], { cwd, encoding: 'utf8' }).split('\n').filter(Boolean).sort();

async function bookOwner(): Promise<LabAccount> {
  const account = await lab().createAccount({ USDC: 5_000, sUSD: 20_000, sETH: 3 });
  await lab().openBook(account, {
    options: [{ expiry: 'near', kind: 'shortPutQuote', strike: 2000, amount: 3, collateral: 3_000 }],
    perp: { size: -1, margin: 1_500 },
  });
  return account;
}

describe('what is written', () => {
  test('default: for options and a perpetual: files that pass `ballast check`, in shadow, and nothing beside them', async () => {
    const { address } = await bookOwner();
    const cwd = newFolder(onTestFinished);
    const said = await ballast(['init', ...argsOf(flagsFor(lab(), address)), '--yes'], { cwd });
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toMatch(/lyra #1 .*-3\.0000/);
    expect(said.stdout).toMatch(/perp-v2 cross .*1 4\d\d\.\d\d/);
    expect(said.stdout).toMatch(
      /It proposes, in shadow[\s\S]*hedge ETH +gas < 2 +0 +perp-v2 ETH\n[\s\S]*limits: order 3_000 usd;/,
    );
    expect(said.stdout).toMatch(/Next\n.*ballast check strategies\/book\.yaml/);
    expect(filesIn(cwd)).toEqual(['./.env', './ballast.yaml', './strategies/book.yaml']);
    expect(statSync(join(cwd, '.env')).mode & 0o777).toBe(0o600);
    const [settings, strategy] = ['ballast.yaml', 'strategies/book.yaml'].map((file) =>
      readFileSync(join(cwd, file), 'utf8'),
    );
    // Not in a file that one shows to others.
    expect(settings).not.toContain(lab().wsUrl);
    // What holds nothing is left out.
    expect(strategy).toMatch(/\nwatch:\n {2}- lyra: ETH\n {2}- perp-v2: ETH\n {2}- wallet: \[USDC, sUSD, sETH\]\n/);
    expect(strategy).toMatch(/\nmode: shadow +#/);
    expect(strategy).toMatch(/\n {2}- hedge: ETH\n {4}to: 0\n {4}band: whalley-wilmott 3e-4 +#/);
    expect(strategy).toMatch(/order: 3_000 usd/);
    const checked = await ballast(['check', 'strategies/book.yaml'], { cwd });
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(checked.stdout).toContain(
      'hedge ETH, topUp lyra *, deleverage lyra *, topUp perp-v2 *, deleverage perp-v2 *',
    );
  });

  test('behavior: a position that looks meant is guarded; its hedge is there as a comment, or by --hedge', async () => {
    const account = await lab().createAccount({ USDC: 5_000 });
    await lab().openBook(account, { options: [], perp: { size: 2, margin: 1_000 } });
    const cwd = newFolder(onTestFinished);
    const flags = flagsFor(lab(), account.address);
    await initiated(cwd, flags);
    const guarded = readFileSync(join(cwd, 'strategies/book.yaml'), 'utf8');
    expect(guarded).toMatch(/\n {2}# - hedge: ETH\n {2}# {3}to: 0\n/);
    // Health of about 4: above where it is topped up.
    expect(guarded).toMatch(/Today's worst is perp-v2 cross at 3\.\d+, \d+ % of the price from liquidation\./);
    await initiated(cwd, { ...flags, hedge: 'ETH', name: 'ballast' });
    expect(readFileSync(join(cwd, 'strategies/ballast.yaml'), 'utf8')).toMatch(/\n {2}- hedge: ETH\n/);
    expect(await problemsOf(cwd, 'book.yaml', 'ballast.yaml')).toEqual([]);
  });

  test('behavior: a loan, and pools where they were asked for', async () => {
    const account = await createAaveTrader(lab(), { USDC: 5_000, WETH: 3 });
    await account.carryOut(loan('addCollateral', 'WETH', '2'));
    await account.carryOut(loan('borrow', 'USDC', '2000'));
    const cwd = newFolder(onTestFinished);
    await initiated(cwd, { ...flagsFor(lab(), account.address), venues: 'aave-v3,uniswap-v3' });
    const strategy = readFileSync(join(cwd, 'strategies/book.yaml'), 'utf8');
    expect(strategy).toMatch(/- aave-v3: \[USDC, .*WETH.*\]\n {2}- uniswap-v3: WETH\/USDC\n/);
    expect(strategy).toMatch(/- topUp: aave-v3 \*/);
    expect(await problemsOf(cwd, 'book.yaml')).toEqual([]);
  });

  test('behavior: an account that holds nothing gets a file that watches everything there is', async () => {
    const account = await lab().createAccount({});
    const cwd = newFolder(onTestFinished);
    const { json } = await initiated(cwd, flagsFor(lab(), account.address));
    expect(json).toMatchObject({ chain: 'lab', account: account.address, left: [] });
    expect(await problemsOf(cwd, 'book.yaml')).toEqual([]);
  });

  test('behavior: what is there is left as it is; the new text goes beside it', async () => {
    const { address } = await lab().createAccount({ USDC: 10 });
    const cwd = newFolder(onTestFinished);
    const flags = flagsFor(lab(), address);
    await initiated(cwd, flags);
    writeFileSync(join(cwd, 'ballast.yaml'), '# mine\n');
    const { text } = await initiated(cwd, flags);
    expect(text).toMatch(/ballast\.new\.yaml {2}\(beside/);
    expect(text).toMatch(/\.env {2}\(stood there already, the same\)/);
    expect(text).toMatch(/diff .*ballast\.yaml .*ballast\.new\.yaml/);
    expect(readFileSync(join(cwd, 'ballast.yaml'), 'utf8')).toBe('# mine\n');
    await initiated(cwd, flags);
    expect(readdirSync(cwd)).toContain('ballast.new2.yaml');
  });
});

describe('what stands in the way is told at once, ends with 2, and nothing is written', () => {
  const refused = async (flags: InitFlags) => {
    const cwd = newFolder(onTestFinished);
    const error = await initiated(cwd, flags).catch((thrown: unknown) => thrown);
    expect(filesIn(cwd)).toEqual([]);
    return String(error instanceof BallastError ? error.message : error);
  };

  test('behavior: nobody to ask, and nothing said', async () => {
    const cwd = newFolder(onTestFinished);
    const { code, stdout, stderr } = await ballast(['init'], { cwd });
    expect({ code, stdout, files: filesIn(cwd) }).toEqual({ code: 2, stdout: '', files: [] });
    expect(stderr).toMatch(/^3 things stand in the way; nothing was written\n/);
    for (const flag of ['--chain', '--endpoint', '--account']) expect(stderr).toContain(`mend: ${flag}`);
    const own = await refused({ chain: 'mine' });
    expect(own).toMatch(/^4 things .*[\s\S]*--contract lyra\.viewer=0x…[\s\S]*--token USDC=/);
  });

  test('args: each that is wrong, and an endpoint without its key', async () => {
    const said = await refused({
      ...{ chain: 'no chain', endpoint: ['ftp://key@host'], account: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92267' },
      ...{ venues: 'gmx', contract: ['lyra', 'lyra.__proto__.a=1'], token: ['USDC'], name: '../x' },
    });
    expect(said).toMatch(/^8 things stand/);
    expect(said).not.toContain('key@');
    expect(said).toContain('its checksum is wrong');
  });

  test('behavior: an endpoint of another chain, one that is not there, and addresses without a contract', async () => {
    const { address: account } = await lab().createAccount({});
    const arbitrum = (endpoint: string) => refused({ chain: 'arbitrum', endpoint: [endpoint], account });
    expect(await arbitrum(lab().wsUrl)).toMatch(/serves chain 31337, not 42161/);
    const unreachable = await arbitrum('http://127.0.0.1:9/secret');
    expect(unreachable).toMatch(/127\.0\.0\.1:9 failed at eth_chainId/);
    expect(unreachable).not.toContain('secret');
    const flags = flagsFor(lab(), account);
    const contract = [`perp-v2.clearingHouse=${account}`, `perp-v2.markets.ETH=${account}`];
    expect(await refused({ ...flags, contract })).toMatch(/venues\.perp-v2\.clearingHouse: there is no contract at/);
    expect(await refused({ ...flags, token: [`USDC=${account}`] })).toMatch(/USDC at 0x.* does not tell its decimals/);
  });
});

describe('somebody at a terminal', () => {
  /** Answers in order; what was asked is kept. */
  function scripted(answers: readonly (string | Error)[]): Terminal & { asked: string[]; said: string[] } {
    const left = [...answers];
    const [asked, said]: string[][] = [[], []];
    return {
      ...{ asked: asked ?? [], said: said ?? [] },
      async ask(question) {
        asked?.push(question.trim());
        const answer = left.shift() ?? new Error(`nobody answers ${question}`);
        if (answer instanceof Error) throw answer;
        return answer;
      },
      say: (text) => void said?.push(text),
      close() {},
    };
  }

  const answered = async (answers: readonly (string | Error)[], flags: InitFlags = {}) => {
    const cwd = newFolder(onTestFinished);
    const terminal = scripted(answers);
    const ended = init({ flags, settings: join(cwd, 'ballast.yaml'), terminal, now: Date.now });
    return { cwd, terminal, ended };
  };

  test('default: asks what was not said, asks again what cannot be, and writes once it is told to', async () => {
    const { address } = await bookOwner();
    const { wsUrl, venues, tokens } = lab();
    const { cwd, terminal, ended } = await answered([
      ...['lab', 'not a url', 'http://127.0.0.1:9', '', wsUrl, '', 'nobody', address],
      ...[...pathsOf({ 'perp-v2': venues['perp-v2'] }), ''],
      ...[`USDC=${tokens.USDC.address}`, '', '', 'perhaps', 'y'],
    ]);
    const { text } = await ended;
    expect(text).toContain('strategies/book.yaml');
    expect(filesIn(cwd)).toEqual(['./.env', './ballast.yaml', './strategies/book.yaml']);
    expect(terminal.said.join('\n')).toMatch(
      /an endpoint is not a URL[\s\S]*127\.0\.0\.1:9[\s\S]*is not an address[\s\S]*perp-v2 cross/,
    );
    expect(terminal.asked.filter((question) => question.startsWith('Write '))).toHaveLength(2);
  });

  test.each([
    ['at the first question', 0],
    ['at the last', 1],
  ])('behavior: who has enough %s leaves nothing behind', async (_, at) => {
    const { address } = await lab().createAccount({ USDC: 10 });
    const stopped = new Error('enough');
    const flags = at === 0 ? {} : flagsFor(lab(), address);
    const { cwd, ended } = await answered(at === 0 ? [stopped] : ['', stopped], flags);
    await expect(ended).rejects.toBe(stopped);
    expect(filesIn(cwd)).toEqual([]);
    const declined = await answered(['', 'n'], flagsFor(lab(), address));
    await expect(declined.ended).rejects.toThrow('stopped; nothing was written');
    expect(filesIn(declined.cwd)).toEqual([]);
  });
});
