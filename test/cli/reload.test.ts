import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keccak256 } from 'viem';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { unixMillis } from '../../src/model/units.js';
import { confirmProposal, rejectProposal } from '../../src/operate/change/answerProposal.js';
import type { ChangeContext } from '../../src/operate/change/changeContext.js';
import { considerChange } from '../../src/operate/change/considerChange.js';
import { proposeChange } from '../../src/operate/change/proposeChange.js';
import { proposalsView, readProposals } from '../../src/operate/views/proposals.js';
import { readStrategies, strategiesView } from '../../src/operate/views/strategies.js';
import { type Ledger, openLedger } from '../../src/record/ledger.js';
import { openAlerts } from '../../src/record/queries/alerts.js';
import { currentTradingState } from '../../src/record/queries/currentTradingState.js';
import { listDecisions } from '../../src/record/queries/decisions.js';
import { listOrders } from '../../src/record/queries/listOrders.js';
import { newestTicks } from '../../src/record/queries/newestTicks.js';
import type { BookFiles, BookText } from '../book.js';
import { keepWallTime } from '../keepWallTime.js';
import { useLab } from '../lab.js';
import { createLongAccount, hedge, run, shadowBook, signedBook, verb } from './longBook.js';

const lab = useLab();
keepWallTime(lab);
const rescue = { deleverage: 'perp-v2 cross', when: 'health < 1.2', to: 1.5, maxSlippage: '1%' };
vi.setConfig({ testTimeout: 240_000 });

const newBook = async (text: Partial<BookText> = {}): Promise<BookFiles> =>
  shadowBook(lab(), await createLongAccount(lab()), { rules: [hedge, rescue], ...text });

function edit({ strategy }: BookFiles, from: string, to: string): string {
  const before = readFileSync(strategy, 'utf8');
  expect(before).toContain(from);
  writeFileSync(strategy, before.replace(from, to));
  return keccak256(readFileSync(strategy));
}

function opened({ ledger }: BookFiles): Ledger {
  const one = openLedger({ file: ledger });
  onTestFinished(() => one.close());
  return one;
}

const contextOf = (files: BookFiles, ledger: Ledger): ChangeContext => ({
  ...{ ledger, settingsFile: files.settings, env: {} },
  now: () => unixMillis(Date.now()),
});

/** Mines until the newest decision is by this file. */
async function decidedBy(ledger: Ledger, hash: string): Promise<void> {
  await expect
    .poll(
      async () => {
        await lab().testClient.mine({ blocks: 1 });
        return (await listDecisions(ledger, { limit: 1 }))[0]?.strategyHash;
      },
      { timeout: 30_000, interval: 300 },
    )
    .toBe(hash);
}

const codes = async (ledger: Ledger) => (await openAlerts(ledger)).map(({ code }) => code);

describe('SIGHUP', () => {
  test('default: the next decisions are by the new file; a bad one leaves what runs untouched, and is told', async () => {
    const files = await newBook();
    const first = keccak256(readFileSync(files.strategy));
    const daemon = run(files);
    await daemon.line('would have traded');
    const ledger = opened(files);
    const hash = edit(files, 'abs(delta) > 0.5', 'abs(delta) > 0.6');
    daemon.signal('SIGHUP');
    await daemon.line('strategy changed');
    await decidedBy(ledger, hash);

    const good = readFileSync(files.strategy, 'utf8');
    edit(files, 'abs(delta) > 0.6', 'abs(dleta) > 0.6');
    daemon.signal('SIGHUP');
    expect(await daemon.line('what runs runs on')).toContain('is not a metric');
    await expect.poll(() => codes(ledger)).toContain('RELOAD_REFUSED');
    await decidedBy(ledger, hash);

    writeFileSync(files.strategy, good);
    daemon.signal('SIGHUP');
    await daemon.line('the file is what runs');
    await expect.poll(() => codes(ledger)).not.toContain('RELOAD_REFUSED');
    const { strategies } = strategiesView.parse(await readStrategies(contextOf(files, ledger)));
    expect(strategies).toMatchObject([
      {
        ...{ isKept: true, mode: 'shadow', hash, onDisk: 'same' },
        rules: [{ name: 'hedge ETH', lastVerdict: 'act' }, { name: 'deleverage perp-v2 cross' }],
        history: [
          { hash, how: 'reload', changes: [{ field: 'when', risk: 'adds' }] },
          { hash: first, how: 'start', changes: [] },
        ],
      },
    ]);
    daemon.signal('SIGTERM');
    expect((await daemon.ended).code).toBe(0);
  });

  test.each([
    ['name: ', 'name: another-', 'cannot be called otherwise'],
    ['mode: shadow', 'mode: live', 'cannot go from `shadow` to `live`'],
    [/account: .*/, `account: "0x${'12'.repeat(20)}"`, 'cannot go to another account'],
  ])('behavior: what takes a restart is refused: %s', async (from, to, said) => {
    const files = await newBook();
    const daemon = run(files);
    await daemon.line('would have traded');
    writeFileSync(files.strategy, readFileSync(files.strategy, 'utf8').replace(from, to));
    daemon.signal('SIGHUP');
    expect(await daemon.line('what runs runs on')).toContain(said);
  });
});

test('behavior: while trading is halted it stays so; a file that is a link stays one', async () => {
  const files = await newBook();
  const link = join(files.folder, 'link.yaml');
  symlinkSync(files.strategy, link);
  const daemon = run({ ...files, strategy: link });
  await daemon.line('would have traded');
  expect((await verb(files, 'halt')).code).toBe(0);
  const ledger = opened(files);
  const context = contextOf(files, ledger);
  const source = readFileSync(files.strategy, 'utf8').replace('abs(delta) > 0.5', 'abs(delta) > 0.7');
  const [running] = (await readStrategies(context)).strategies;
  const { id, hash } = await proposeChange(context, {
    ...{ strategy: running?.name ?? '', source, mayNameAny: false, because: '', author: 'ann' },
  });
  await confirmProposal(ledger, { id, hash, author: 'ann', at: unixMillis(Date.now()) });
  await daemon.line('strategy changed');
  expect([lstatSync(link).isSymbolicLink(), readFileSync(files.strategy, 'utf8')]).toEqual([true, source]);
  expect((await currentTradingState(ledger)).state).toBe('halted');
});

test('behavior: orders in flight are followed by the new book, and nothing is done twice', async () => {
  const account = await createLongAccount(lab());
  const files = await signedBook(lab(), account);
  const nonce = await lab().publicClient.getTransactionCount(account);
  await lab().testClient.setAutomine(false);
  onTestFinished(() => lab().testClient.setAutomine(true));
  const daemon = run(files);
  await daemon.line('"msg":"sent"');
  edit(files, 'abs(delta) > 0.5', 'abs(delta) > 0.6');
  daemon.signal('SIGHUP');
  // It waits for the transaction as long as it would have; then the loop begins again.
  await daemon.line('strategy changed');
  await lab().testClient.mine({ blocks: 1 });
  await lab().testClient.setAutomine(true);
  await lab().testClient.mine({ blocks: 1 });
  await daemon.line('order is Filled');
  await lab().testClient.mine({ blocks: 2 });
  daemon.signal('SIGTERM');
  expect((await daemon.ended).code).toBe(0);
  const orders = await listOrders(opened(files), { limit: 10 });
  expect(orders.map(({ status }) => status)).toEqual(['Filled']);
  expect(await lab().publicClient.getTransactionCount(account)).toBe(nonce + 1);
});

describe('ballast reload', () => {
  test('default: shows what changes and what it would decide, and changes nothing before it is confirmed', async () => {
    const files = await newBook();
    const daemon = run(files);
    await daemon.line('would have traded');
    expect((await verb(files, 'reload')).stdout).toContain('there is nothing to reload');
    const hash = edit(files, 'abs(delta) > 0.5', 'abs(delta) > 5');
    const shown = await verb(files, 'reload', '--dry-run');
    expect(shown.stdout).toContain('1 change, 1 adds risk');
    expect(shown.stdout).toMatch(/~ {2}hedge ETH {2}when .*abs\(delta\) > 0\.5 .*abs\(delta\) > 5 .*adds risk/);
    expect(shown.stdout).toMatch(/hedge ETH +act: sell .* +nothing/);
    const asked = await verb(files, 'reload');
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('nobody is there to confirm this')]);
    const done = await verb(files, 'reload', '--yes', '--because', 'too many trades');
    expect([done.code, done.stdout]).toEqual([0, expect.stringContaining(`is kept by ${hash.slice(0, 12)}`)]);
    expect((await verb(files, 'proposals')).stdout).toMatch(/Applied/);
    const [proposal] = (await readProposals(opened(files), { now: Date.now() })).proposals;
    expect(proposal).toMatchObject({ because: 'too many trades', status: 'Applied', hash });
  });

  test('behavior: of a book that has decided nothing yet it says as well what it would decide now', async () => {
    const files = await newBook({ rules: [{ ...hedge, when: 'abs(delta) > 500' }, rescue] });
    const daemon = run(files);
    await daemon.line('watching');
    const ledger = opened(files);
    await expect.poll(async () => (await newestTicks(ledger.db)).length, { timeout: 30_000 }).toBe(1);
    edit(files, 'abs(delta) > 500', 'abs(delta) > 0.5');
    const { stdout } = await verb(files, 'reload', '--dry-run');
    expect(stdout).toMatch(/^at block \d+ of (\d{4}-\d{2}-\d{2} )?\d{2}:\d{2}:\d{2} it would decide$/m);
    expect(stdout).toMatch(/hedge ETH +nothing +act: sell /);
  });

  test('behavior: a bad file is told as `check` tells it', async () => {
    const files = await newBook();
    const daemon = run(files);
    await daemon.line('would have traded');
    edit(files, 'maxSlippage: 1%', 'maxSlippage: 1');
    const said = await verb(files, 'reload', '--yes');
    expect([said.code, said.stderr]).toEqual([2, expect.stringMatching(/book\.yaml:\d+:\d+ {2}rules\[0\]/)]);
    expect(said.stderr).toContain('mend:');
  });
});

test('behavior: what people propose from elsewhere is written to the file by the daemon; of two, one wins and the other is told', async () => {
  const files = await newBook();
  chmodSync(files.strategy, 0o640);
  const daemon = run(files);
  await daemon.line('would have traded');
  const ledger = opened(files);
  const context = contextOf(files, ledger);
  const running = readFileSync(files.strategy, 'utf8');
  const name = (await readStrategies(context)).strategies[0]?.name ?? '';
  const text = (width: string) => running.replace('abs(delta) > 0.5', `abs(delta) > ${width}`);
  const propose = (source: string, author: string) =>
    proposeChange(context, { strategy: name, source, mayNameAny: false, because: '', author });
  const at = () => unixMillis(Date.now());

  const [ann, bob] = [await propose(text('0.7'), 'ann'), await propose(text('0.8'), 'bob')];
  await expect(propose(running, 'ann')).rejects.toThrow('runs with this very text');
  await expect(confirmProposal(ledger, { id: ann.id, hash: bob.hash, author: 'ann', at: at() })).rejects.toThrow(
    'another text than the one that was shown',
  );
  await confirmProposal(ledger, { id: ann.id, hash: ann.hash, author: 'ann', at: at() });
  await expect(confirmProposal(ledger, { id: ann.id, hash: ann.hash, author: 'cay', at: at() })).rejects.toThrow(
    /is (?:Confirmed|Applied) by ann already/,
  );
  await expect(confirmProposal(ledger, { id: bob.id, hash: bob.hash, author: 'bob', at: at() })).rejects.toThrow(
    /ann has confirmed another change|was changed since this was proposed/,
  );
  await daemon.line('strategy changed');
  expect(readFileSync(files.strategy, 'utf8')).toBe(text('0.7'));
  expect(statSync(files.strategy).mode & 0o777).toBe(0o640);
  await rejectProposal(ledger, { id: bob.id, because: 'ann was first', author: 'bob', at: at() });
  const view = proposalsView.parse(await readProposals(ledger, { now: Date.now() }));
  expect(view.proposals.map(({ author, status }) => [author, status])).toEqual([
    ['bob', 'Rejected'],
    ['ann', 'Applied'],
  ]);

  // Who reaches the machine by its API sees no more of its environment than the running file says.
  const named = text('0.7').replace('name:', `x: \${HOME}\nname:`);
  const { problems } = await considerChange(context, { strategy: name, source: named, mayNameAny: false });
  expect(problems).toMatchObject([{ message: expect.stringContaining(`\${HOME}`), line: 1 }]);

  // An edit on the disk that nobody has confirmed is not written over.
  const cay = await propose(text('0.9'), 'cay');
  writeFileSync(files.strategy, `${text('0.7')}\n# mine\n`);
  await confirmProposal(ledger, { id: cay.id, hash: cay.hash, author: 'cay', at: at() });
  expect(await daemon.line('what runs runs on')).toContain('edited on the disk meanwhile');
  expect(readFileSync(files.strategy, 'utf8')).toContain('# mine');
  await expect
    .poll(async () => (await readProposals(ledger, { now: Date.now() })).proposals[0]?.status)
    .toBe('Refused');
});
