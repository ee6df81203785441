import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unpaid } from '../../src/model/block.js';
import { emptyDesk } from '../../src/model/desk.js';
import type { ParentTerms } from '../../src/model/parentOrder.js';
import { bps, unixMillis, WAD, wad } from '../../src/model/units.js';
import { makeBlocks } from '../../src/operate/blocks/makeBlocks.js';
import { captureParents } from '../../src/record/captureParents.js';
import { openLedger } from '../../src/record/ledger.js';
import { listBlocks } from '../../src/record/queries/blocks.js';
import { recordBlockEvent } from '../../src/record/statements/blocks.js';
import { recordEvent } from '../../src/record/statements/parentOrders.js';
import { insertTick } from '../../src/record/statements/ticks.js';
import { sampleTick } from '../../src/record/testing/sample.js';
import { sampleParent } from '../../src/record/testing/sampleParent.js';
import { ballast, newFolder } from '../cli/ballast.js';

const at = unixMillis(Date.now() - 60_000);
/** Each verb is a process of its own, which takes a while to start on a machine that has other things to do. */
const slow = 120_000;

const token = { venue: 'uniswap-v3', instrument: 'uniswap-v3 WETH/USDC', ordType: 'Market', price: null } as const;

/** A ledger with three accepted orders for blocks, and a book whose account trades for all. */
async function desk(terms: Partial<ParentTerms> = token) {
  const cwd = newFolder(onTestFinished);
  const ledger = openLedger({ file: join(cwd, 'ballast.db') });
  onTestFinished(() => ledger.close());
  const books = ['ana', 'ben', 'cleo'].map((strategy, i) => ({
    strategy,
    account: `0x00000000000000000000000000000000000000a${i}` as const,
  }));
  const parents = books.map((book) =>
    sampleParent({ ...book, createdAt: at, terms: { block: true, quantity: WAD, ...terms } }),
  );
  await captureParents(ledger, parents);
  for (const parent of parents)
    await ledger.commit(recordEvent(parent, { kind: 'accept' }, { author: 'ballast', at, text: '' }));
  const account = '0x00000000000000000000000000000000000000de';
  await ledger.commit(
    insertTick(sampleTick({ strategy: 'desk', chainId: 42_161, account, summary: { mode: 'live' }, at })),
  );
  return { ledger, say: (...args: string[]) => ballast(args, { cwd }) };
}

test('default: blocks are made, listed, shown, tried anew and canceled', { timeout: slow }, async () => {
  const { ledger, say } = await desk();
  const made = await say('block', 'new', '--account', 'desk', '--max-deviation', '20bps');
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toMatch(/^1 block of 3 orders made\n/);
  const [block] = await listBlocks(ledger);
  if (!block) throw new Error('no block was made');
  expect(block).toMatchObject({ status: 'Collecting', maxDeviation: 20, quantity: 3n * WAD });
  const id = block.id.slice(0, 13);
  const [listed, shown, lines] = await Promise.all([
    say('blocks'),
    say('block', 'show', id),
    say('block', 'show', id, '--csv'),
  ]);
  expect(listed.stdout).toMatch(new RegExp(`${id}\\s+Collecting\\s+Sell\\s+uniswap-v3 WETH/USDC\\s+3\\.0000`));
  expect(shown.stdout).toMatch(/^Sell 3\.0000 uniswap-v3 WETH\/USDC {2}Collecting {2}.*, traded by desk/);
  expect(shown.stdout).toContain('it is not over');
  expect(lines.stdout.trimEnd().split('\n')).toHaveLength(5);

  expect(await say('block', 'retry', id, '--because', 'gas is there')).toMatchObject({ code: 0, stderr: '' });
  const [retried] = await listBlocks(ledger);
  expect(retried?.text).toMatch(/^tried anew by .+: gas is there$/);
  expect(retried?.retriedAt).toBeGreaterThan(at);
  const canceled = await say('block', 'cancel', id, '--because', 'the client has called');
  expect(canceled.stdout).toMatch(/^block [0-9a-f-]+ is canceled: what was sent goes back\n/);
  expect(await listBlocks(ledger)).toMatchObject([
    { status: 'Allocating', text: expect.stringMatching(/^canceled by .+: the client has called$/) },
  ]);
});

test('args: what cannot be is said with what to do, exits with 2, and changes nothing', { timeout: slow }, async () => {
  const { ledger, say } = await desk();
  const refused = async (args: readonly string[], message: RegExp) => {
    const { code, stderr } = await say(...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  };
  const [dry] = await Promise.all([
    say('block', 'new', '--account', 'desk', '--dry-run', '--json'),
    refused(['block', 'new', '--account', 'nobody'], /knows no book `nobody`/),
    refused(['block', 'new', '--list', 'monday'], /no order of list `monday` is open/),
    refused(['block', 'new'], /none of the orders can be put into a block[\s\S]*name the book/),
    refused(['block', 'new', '--max-deviation', 'much'], /a rate like 10bps is wanted/),
    refused(['block', 'show', 'feed'], /feed/),
  ]);
  expect(JSON.parse(dry.stdout)).toMatchObject({ dryRun: true, blocks: [{ method: 'transfer', strategy: 'desk' }] });
  const shadow = sampleTick({ strategy: 'desk', chainId: 42_161, summary: { mode: 'shadow' } });
  await ledger.commit(insertTick({ ...shadow, at: unixMillis(at + 1_000) }));
  await refused(['block', 'new', '--account', 'desk'], /desk is kept in shadow[\s\S]*`mode: live`/);
  expect(await listBlocks(ledger)).toEqual([]);
});

test('behavior: of an interleaved block nothing is sent: it is canceled by its orders', { timeout: slow }, async () => {
  const { ledger, say } = await desk({ quantity: wad(WAD), ordType: 'Market', price: null });
  expect((await say('block', 'new')).code).toBe(0);
  const id = (await listBlocks(ledger))[0]?.id ?? '';
  expect((await say('block', 'cancel', id)).stderr).toContain('cancel their orders with `ballast order cancel`');
  const retried = await say('block', 'retry', id);
  expect([retried.code, retried.stderr]).toEqual([2, expect.stringContaining('each of its members trades for itself')]);
  expect(await listBlocks(ledger)).toMatchObject([{ status: 'Working' }]);
});

test('behavior: what is owed in money for an option that has expired is shown until somebody says that it was paid', {
  timeout: slow,
}, async () => {
  const { ledger, say } = await desk();
  const options = { maxDeviation: bps(10), withoutWaiting: false, dryRun: false, author: 'ana', at };
  const { blocks } = await makeBlocks(ledger, { ...options, book: 'desk' });
  const id = blocks[0]?.id ?? '';
  const none = await say('block', 'paid', id);
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('nothing is to be paid for block')]);
  const move = { kind: 'moveBlock', block: id, from: 'Collecting', to: 'Allocated', text: `${unpaid}ana 1` } as const;
  await ledger.commit(recordBlockEvent(move, emptyDesk, { author: 'ballast', at }));
  expect((await say('blocks', '--all')).stdout).toContain('to be paid: ana 1');
  expect(await say('block', 'paid', id, '--because', 'wired')).toMatchObject({ code: 0, stderr: '' });
  expect((await listBlocks(ledger))[0]?.text).toMatch(/^paid: says .+: wired \(was to be paid: ana 1\)$/);
});
