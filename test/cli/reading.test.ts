import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createLab, type Lab } from '../../src/lab/lab.js';
import { openLedger } from '../../src/record/ledger.js';
import { runKeeper } from '../runKeeper.js';
import { ballast, mainFile, newFolder } from './ballast.js';

/** As a file has it. */
const variable = (name: string): string => `$${'{'}${name}}`;

const verbs = ['status', 'positions', 'risk', 'orders', 'decisions'] as const;

describe('without a ledger', () => {
  test.each([...verbs, 'why 0198f2c4'])('behavior: `%s` says where it looked, and makes none', async (verb) => {
    const cwd = newFolder(onTestFinished);
    for (const json of [[], ['--json']]) {
      const said = await ballast([...verb.split(' '), ...json], { cwd });
      expect(said).toMatchObject({ code: 2, stdout: '' });
      expect(said.stderr).toMatch(/^there is no ledger at ballast\.db\n {2}mend: /);
    }
    expect(execFileSync('ls', ['-A', cwd], { encoding: 'utf8' })).toBe('');
  });

  test('behavior: `--db` and BALLAST_DB come before ballast.yaml, which comes before the default', async () => {
    const cwd = newFolder(onTestFinished);
    const looked = async (args: readonly string[], env: Record<string, string> = {}) =>
      (await ballast(['status', ...args], { cwd, env })).stderr.split('\n')[0];
    // What else the file says does not matter to who only wants to read, or to halt.
    writeFileSync(
      join(cwd, 'ballast.yaml'),
      `chains: { lab: { id: "${variable('NOT_SET')}" } }\nledger: { file: data/of-yaml.db }\n`,
    );
    expect(await looked([])).toBe(`there is no ledger at ${join(cwd, 'data/of-yaml.db')}`);
    expect(await looked([], { BALLAST_DB: 'of-env.db' })).toBe('there is no ledger at of-env.db');
    expect(await looked(['--db', 'of-args.db'], { BALLAST_DB: 'of-env.db' })).toBe('there is no ledger at of-args.db');
  });

  test.each([
    [`ledger: { file: "${variable('NOT_SET')}" }\n`, 'the variable NOT_SET is not set'],
    ['ledger: { file: [a] }\n', 'ledger.file'],
    ['ledger: [\n', 'a bracket is not closed'],
  ])('behavior: a ballast.yaml that does not tell where it is: %j', async (text, said) => {
    const cwd = newFolder(onTestFinished);
    writeFileSync(join(cwd, 'ballast.yaml'), text);
    expect(await ballast(['status'], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
  });

  test('args: --settings names a file that is not there', async () => {
    const cwd = newFolder(onTestFinished);
    openLedger({ file: join(cwd, 'ballast.db') }).close();
    const said = await ballast(['--settings', 'other.yaml', 'status'], { cwd });
    expect(said).toMatchObject({ code: 2, stderr: expect.stringContaining('other.yaml') });
  });

  test.each([
    ['a text', 'is not a ledger: it is no SQLite database'],
    ['', 'is empty'],
  ])('behavior: a file that is no ledger: %j', async (content, said) => {
    const cwd = newFolder(onTestFinished);
    writeFileSync(join(cwd, 'ballast.db'), content);
    expect(await ballast(['status'], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
  });
});

describe('on a ledger that nothing was written to', () => {
  function newLedger(): string {
    const cwd = newFolder(onTestFinished);
    openLedger({ file: join(cwd, 'ballast.db') }).close();
    return cwd;
  }

  test.each([
    [
      'status',
      /^daemon {2}not running {2}it never did on this ledger\ntrading active\n\nnothing has been watched yet$/,
    ],
    ['positions', /^nothing has been watched yet$/],
    ['risk', /^nothing has been watched yet$/],
    ['orders', /^no orders yet$/],
    ['decisions', /^no decisions yet$/],
  ])('behavior: `%s` says so', async (verb, text) => {
    const cwd = newLedger();
    const said = await ballast([verb], { cwd });
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout.trimEnd()).toMatch(text);
    const { code, stdout } = await ballast([verb, '--json'], { cwd });
    expect(code).toBe(0);
    if (verb === 'status') expect(JSON.parse(stdout)).toMatchObject({ daemon: { running: false }, strategies: [] });
    else expect(JSON.parse(stdout)).toEqual([]);
  });

  test.each([
    ['0198f2c4', 'nothing that was decided begins with 0198f2c4'],
    ['01', '01 is too short to find anything by'],
    ['0xabcd', 'nothing that was decided begins with 0xabcd'],
    ["'; drop table runs", "nothing that was decided begins with '; drop table runs"],
  ])('behavior: `why %s`', async (id, text) => {
    const said = await ballast(['why', id], { cwd: newLedger() });
    expect(said).toMatchObject({ code: 2, stdout: '' });
    expect(said.stderr).toContain(text);
  });
});

describe('on a ledger with a story', () => {
  let lab: Lab;
  let ledger = '';
  let db: string[] = [];
  const undo: (() => void | Promise<void>)[] = [];

  beforeAll(async () => {
    lab = await createLab();
    undo.push(lab.stop);
    const account = await lab.createAccount({ USDC: 5_000, sETH: 3 });
    await lab.openBook(account, { options: [], perp: { size: 0, margin: 3_000 } });
    const hedge = { hedge: 'ETH', when: 'abs(delta) > 0.5', to: 0, on: 'perp-v2 ETH', maxSlippage: '1%' };
    // No order may be larger than this, so it takes several.
    const keeper = await runKeeper(
      lab,
      account,
      { rules: [hedge], limits: { order: '2_500 usd' } },
      (f) => undo.push(f),
      {
        now: () => Date.now() as never,
      },
    );
    await keeper.quiet();
    await keeper.idle(2);
    ledger = keeper.files.ledger;
    db = ['--db', ledger];
    await keeper.stop();
  });
  afterAll(async () => {
    for (const step of undo.reverse()) await step();
  });

  const json = async (...args: string[]) => {
    const said = await ballast([...args, ...db, '--json']);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    return JSON.parse(said.stdout);
  };

  test('default: every verb reads it, in words and as JSON', async () => {
    for (const verb of verbs) {
      const said = await ballast([verb, ...db]);
      expect(said).toMatchObject({ code: 0, stderr: '' });
      expect(said.stdout).toMatch(/book|hedge/);
      expect(said.stdout).not.toMatch(/undefined|NaN|\[object/);
      expect(said.stdout).toBe(stripVTControlCharacters(said.stdout));
      expect(await json(verb)).toBeTruthy();
    }
  });

  test('behavior: status', async () => {
    const { stdout } = await ballast(['status', ...db]);
    expect(stdout).toMatch(/book +live +(just now|\d+\.\d s ago)/);
    expect(await json('status')).toMatchObject({
      tradingState: { state: 'active' },
      strategies: [
        { strategy: 'book', mode: 'live', block: expect.stringMatching(/^\d+$/), openOrders: 0, unread: [] },
      ],
    });
  });

  test('behavior: amounts are decimal strings, to the last wei', async () => {
    const [book] = await json('positions');
    const held = book.positions.find((position: { id: string }) => position.id === 'wallet sETH');
    expect(held.quantity).toBe('3000000000000000000');
    const [order] = await json('orders');
    expect(order.terms.quantity).toMatch(/^\d{15,}$/);
  });

  test('args: --limit and --strategy', async () => {
    const all = await json('decisions');
    expect(all.length).toBeGreaterThan(1);
    expect(await json('decisions', '--limit', '1')).toEqual(all.slice(0, 1));
    expect(await json('decisions', '--strategy', 'book')).toEqual(all);
    for (const verb of ['positions', 'risk', 'orders', 'decisions']) {
      const said = await ballast([verb, '--strategy', 'bok', ...db]);
      expect(said).toMatchObject({ code: 2, stdout: '' });
      expect(said.stderr).toMatch(/knows no strategy `bok`\n.*book/);
    }
  });

  test('behavior: `why` tells one story by decision, order or transaction, or the beginning of its id', async () => {
    const { code, stdout } = await ballast(['why', (await json('orders')).at(-1).id, ...db]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/hedge ETH {3}FILLED {3}sell \d\.\d{4} perp-v2 ETH {3}book {2}delta/);
    expect(stdout).toMatch(/because +delta .*abs\(delta\) > 0\.5/);
    expect(stdout).toMatch(/stood +ETH 2 000\.00 usd, delta \+\d\.\d{4}; equity .* usd, worst health/);
    expect(stdout).toMatch(/checks +\d+ passed/);
    expect(stdout).toMatch(/\+\d\.\d\d s {2}sent +sell \d\.\d{4} ETH on perp-v2, at \d \d{3}\.\d\d or better/);
    expect(stdout).toMatch(/\+\d\.\d\d s {2}(mined|final) +block \d+ {2}tx 0x[0-9a-f]{64} {2}nonce \d+/);
    expect(stdout).toMatch(
      /\+\d\.\d\d s {2}filled {2}sold \d\.\d{4} at \d \d{3}\.\d\d, fee \d\.\d\d usd; \d+\.\d bps worse than the venue's mark of 1 999\.\d\d when it was decided/,
    );
    expect(stdout).toMatch(/cost +\d\.\d\d usd \(fee \d\.\d\d, impact \d\.\d\d, gas \d\.\d\d\)/);
    const whole = await json('why', (await json('decisions'))[0].id);
    const { decision, orders } = whole;
    const [{ order, attempts, fills }] = orders;
    for (const id of [decision.id.slice(0, 13), order.id.slice(0, 13), attempts[0].id, fills[0].id, attempts[0].hash]) {
      expect(await json('why', id)).toEqual(whole);
    }
    expect(await json('why', attempts[0].hash.slice(0, 20).toUpperCase().replace('0X', '0x'))).toEqual(whole);
  });

  test('behavior: the beginning of several ids names them', async () => {
    const ids = (await json('decisions')).map(({ id }: { id: string }) => id);
    const said = await ballast(['why', ids[0].slice(0, 4), ...db]);
    expect(said).toMatchObject({ code: 2, stdout: '' });
    expect(said.stderr).toMatch(/\d+ decisions begin with/);
    expect(said.stderr).toContain(ids[0]);
    expect(said.stderr).toMatch(/mend: give more of the id/);
  });

  test('behavior: what has no bound is null', async () => {
    const account = await lab.createAccount({ USDC: 5 });
    const watched = { mode: 'shadow', rules: [], watch: [{ wallet: ['USDC'] }] } as const;
    const keeper = await runKeeper(lab, account, watched, (f) => undo.push(f));
    await keeper.tick();
    await keeper.stop();
    const { stdout } = await ballast(['status', '--db', keeper.files.ledger, '--json']);
    expect(JSON.parse(stdout).strategies).toMatchObject([{ worstHealth: null, equity: 5 }]);
    expect((await ballast(['status', '--db', keeper.files.ledger])).stdout).toMatch(/5\.00 .*∞/);
    expect((await ballast(['risk', '--db', keeper.files.ledger])).stdout).toMatch(/worst health ∞/);
  });

  test('behavior: a reader that has seen enough is no failure', () => {
    for (const verb of ['decisions --json', 'orders', 'status']) {
      const script = `set -o pipefail; "${process.execPath}" "${mainFile()}" ${verb} --db "${ledger}" | head -c 1`;
      expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' })).toHaveLength(1);
    }
  });

  test('behavior: one that may only be read is read', () => {
    // Nothing is written beside it either: the folder belongs to the daemon's user.
    const before = execFileSync('ls', ['-A', join(ledger, '..')], { encoding: 'utf8' });
    execFileSync(process.execPath, [mainFile(), 'status', '--db', ledger]);
    expect(execFileSync('ls', ['-A', join(ledger, '..')], { encoding: 'utf8' })).toBe(before);
  });
});
