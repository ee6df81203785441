import { existsSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { parseEther } from 'viem';
import { describe, expect, onTestFinished, test } from 'vitest';
import { importKey } from '../../src/execute/transactions/keystore.js';
import { createLabChain } from '../../src/lab/chain.js';
import { openLedger } from '../../src/record/ledger.js';
import { listTradingStates } from '../../src/record/queries/currentTradingState.js';
import { listDecisions } from '../../src/record/queries/decisions.js';
import { operatorCommands } from '../../src/record/tables/runs.js';
import { writeBook, writeSecret } from '../book.js';
import { keepWallTime } from '../keepWallTime.js';
import { useLab } from '../lab.js';
import { ballast, newFolder, start } from './ballast.js';

const author = userInfo().username;

/** Reads the ledger beside whoever writes it. */
async function inLedger<Value>(file: string, ask: (ledger: ReturnType<typeof openLedger>) => Promise<Value>) {
  const ledger = openLedger({ file, readonly: true });
  try {
    return await ask(ledger);
  } finally {
    ledger.close();
  }
}

describe('while no daemon runs', () => {
  test.each([
    ['pause', 'reducing', 'only what lowers risk is sent'],
    ['halt', 'halted', 'nothing is sent, not even to survive'],
    ['resume', 'active', 'everything may be sent'],
  ])('default: `%s` is kept for the next start, with who and why', async (verb, state, means) => {
    const file = join(newFolder(onTestFinished), 'ballast.db');
    openLedger({ file }).close();
    const said = await ballast([verb, 'gone', 'to lunch', '--db', file]);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toBe(`trading is ${state}: ${means}\nno daemon runs on ${file}: it holds for the next start\n`);
    await inLedger(file, async (ledger) => {
      expect(await listTradingStates(ledger, 10)).toMatchObject([{ state, reason: 'gone to lunch', author }]);
      const commands = await ledger.db.select().from(operatorCommands);
      expect(commands).toMatchObject([{ verb, args: ['gone to lunch'], author, at: expect.any(Number) }]);
    });
    const { stdout } = await ballast(['status', '--db', file]);
    expect(stdout).toMatch(new RegExp(`trading ${state} {2}(just now|.* ago) by ${author}: gone to lunch`));
  });

  test('args: without a reason, and --json', async () => {
    const file = join(newFolder(onTestFinished), 'ballast.db');
    openLedger({ file }).close();
    const { code, stdout } = await ballast(['halt', '--db', file, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'halted', reason: '', author, ledger: file, daemon: null });
    expect((await ballast(['status', '--db', file])).stdout).toContain('no reason given');
  });

  test('behavior: a lock that cannot be looked at does not make a halt look undone', async () => {
    const file = join(newFolder(onTestFinished), 'ballast.db');
    openLedger({ file }).close();
    writeFileSync(`${file}.lock`, 'no lock '.repeat(20));
    const said = await ballast(['halt', '--db', file]);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toMatch(/^trading is halted: .*\nit cannot be told whether a daemon runs/);
    await inLedger(file, async (ledger) => expect(await listTradingStates(ledger, 10)).toHaveLength(1));
  });

  test('behavior: where there is no ledger there is nothing to halt, and that is said', async () => {
    const cwd = newFolder(onTestFinished);
    const said = await ballast(['halt', 'fire'], { cwd });
    expect(said).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('there is no ledger at ballast.db'),
    });
    expect(existsSync(join(cwd, 'ballast.db'))).toBe(false);
  });

  test('behavior: a ballast.yaml that is broken elsewhere keeps nobody from halting', async () => {
    const cwd = newFolder(onTestFinished);
    const file = join(cwd, 'kept.db');
    openLedger({ file }).close();
    writeFileSync(join(cwd, 'ballast.yaml'), `chains: 7\nledger: { file: kept.db }\nnonsense: 1\n`);
    expect(await ballast(['halt', 'fire'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect((await ballast(['status'], { cwd })).stdout).toMatch(/trading halted/);
  });
});

describe('while one runs', () => {
  const lab = useLab();
  keepWallTime(lab);

  test.each([
    ['pause', 'reducing'],
    ['halt', 'halted'],
  ])('default: it obeys `%s` at once, and `resume`', async (verb, state) => {
    const account = await lab().createAccount({ USDC: 5_000, sETH: 0.1 });
    await lab().openBook(account, { options: [], perp: { size: 0, margin: 3_000 } });
    const files = writeBook(
      lab(),
      {
        account: account.address,
        rules: [{ hedge: 'ETH', when: 'abs(delta) > 0.5', to: 0, on: 'perp-v2 ETH', maxSlippage: '1%' }],
        keys: [{ account: account.address, keystore: 'key.json', passwordFile: 'password' }],
      },
      onTestFinished,
    );
    await importKey({ file: join(files.folder, 'key.json'), password: 'p', privateKey: account.privateKey });
    writeSecret(join(files.folder, 'password'), 'p');
    const nonce = () => lab().publicClient.getTransactionCount(account);
    const before = await nonce();
    const daemon = start(['--settings', files.settings, 'run', files.strategy], onTestFinished);
    await daemon.line('watching');
    const say = async (...args: string[]) => {
      const said = await ballast([...args, '--db', files.ledger]);
      expect(said).toMatchObject({ code: 0, stderr: '' });
      return said.stdout;
    };

    expect(await say(verb, 'the feed looks odd')).toContain(
      `process ${daemon.pid} obeys before it sends anything more`,
    );
    // Two ETH come in: that is a delta to hedge, and a hedge may add risk.
    const donor = await lab().createAccount({ sETH: 2 });
    await lab().testClient.impersonateAccount(donor);
    await createLabChain(lab().url).send(lab().contracts.lyra.sETH, 'transfer', [account.address, parseEther('2')], {
      from: donor.address,
    });
    await daemon.line('"msg":"refused"');
    const [refused] = await inLedger(files.ledger, (ledger) => listDecisions(ledger, { limit: 1 }));
    expect(refused).toMatchObject({ verdict: 'refused', rule: 'hedge ETH' });
    expect(await say('why', refused?.id ?? '')).toMatch(new RegExp(`REFUSED[\\s\\S]*trading is ${state}`));

    expect(await nonce()).toBe(before);

    await say('resume', 'all is well');
    await lab().testClient.mine({ blocks: 1 });
    await daemon.line('order is Filled');
    expect(await nonce()).toBe(before + 1);
    daemon.signal('SIGTERM');
    expect((await daemon.ended).code).toBe(0);
    const commands = await inLedger(files.ledger, async (ledger) => ledger.db.select().from(operatorCommands));
    expect(commands.map(({ verb, args }) => [verb, ...args])).toEqual([
      [verb, 'the feed looks odd'],
      ['resume', 'all is well'],
    ]);
  });
});
