import { expect, onTestFinished, test } from 'vitest';
import { type Block, type BlockStatus, unpaid } from '../model/block.js';
import type { BlockState } from '../model/desk.js';
import { emptyDesk } from '../model/desk.js';
import { bps, milliseconds, type UnixMillis, unixMillis, WAD } from '../model/units.js';
import { blockRule } from '../plan/blocks/sendTransfer.js';
import { createAlarms } from '../record/alarms.js';
import { captureParents } from '../record/captureParents.js';
import { openLedger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { listBlocks, wholeBlocks } from '../record/queries/blocks.js';
import { insertBlock, paidBlock, recordBlockEvent } from '../record/statements/blocks.js';
import { sampleParent } from '../record/testing/sampleParent.js';
import { createBlockWatch } from './blockWatch.js';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const at = unixMillis(1_700_000_000_000);
const after = (minutes: number) => unixMillis(at + minutes * 60_000);

/** A watch, and a block of two that is in the ledger. */
async function watched(change: Partial<Block> = {}, terms: Parameters<typeof sampleParent>[0] = {}) {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const parents = ['a', 'b'].map((strategy) => sampleParent({ ...terms, strategy }));
  await captureParents(ledger, parents);
  const block: Block = {
    ...{ id: '018bcfe5-6800-7000-8000-000000000001', chainId: 42_161, instrument: 'perp-v2 ETH', side: 'Buy' },
    ...{ quantity: WAD, method: 'transfer', strategy: 'desk', account: null, parent: null, price: null },
    ...{ maxDeviation: bps(10), status: 'Collecting', author: 'ana', createdAt: at },
    members: parents.map(({ id, strategy, account }) => ({
      ...{ parent: id, strategy, account, quantity: WAD, gives: null },
    })),
    ...change,
  } as Block;
  await ledger.commit(insertBlock(block));
  const alarms = createAlarms({ ledger, now: () => at, log: silent });
  const states = async (): Promise<BlockState[]> => wholeBlocks(ledger, await listBlocks(ledger));
  const move = (from: BlockStatus, to: BlockStatus, text: string, when: UnixMillis) =>
    ledger.commit(
      recordBlockEvent({ kind: 'moveBlock', block: block.id, from, to, text }, emptyDesk, {
        ...{ author: 'ballast', at: when },
      }),
    );
  return {
    ...{ ledger, block, states, move },
    restarted: () => createBlockWatch({ ledger, alarms }),
    texts: async () => (await openAlerts(ledger)).map(({ code, text }) => `${code} ${text}`),
    planned: async (
      verdict: string,
      not: readonly string[],
      { now = at, blocks, desk }: { now?: UnixMillis; blocks?: readonly BlockState[]; desk?: readonly unknown[] } = {},
    ) =>
      [
        {
          context: { now, desk: { ...emptyDesk, blocks: blocks ?? (await states()) } },
          plan: { decisions: [{ rule: blockRule(block), verdict, not }], ...(desk ? { desk } : {}) },
        },
      ] as never,
  };
}

test('default: a block that is stuck is told of with the reason, until it is no more', async () => {
  const { planned, texts, restarted, move } = await watched();
  const watch = restarted();
  await watch(await planned('hold', ['backing off']));
  expect(await texts()).toEqual([]);
  await watch(await planned('hold', ['stuck: nobody can say']));
  expect(await texts()).toEqual(['BLOCK_STUCK block 018bcfe5-6800: nobody can say']);
  await watch(await planned('act', []));
  expect(await texts()).toEqual([]);
  await watch(await planned('refused', ['FUNDS: too little']));
  expect(await texts()).toEqual(['BLOCK_STUCK block 018bcfe5-6800: FUNDS: too little']);
  // Books of this chain may know nothing of it any more.
  await watch(await planned('act', [], { blocks: [] }));
  expect(await texts()).toHaveLength(1);
  await move('Collecting', 'Canceled', 'nothing was traded', at);
  await watch(await planned('act', [], { blocks: [] }));
  expect(await texts()).toEqual([]);
});

test('behavior: a block of which nothing is heard for fifteen minutes is told of, until something is', async () => {
  const { planned, texts, restarted, move } = await watched();
  const watch = restarted();
  await watch(await planned('hold', [], { now: after(14) }));
  expect(await texts()).toEqual([]);
  await watch(await planned('hold', [], { now: after(15) }));
  await watch(await planned('hold', [], { now: after(40) }));
  expect(await texts()).toEqual([
    'BLOCK_STUCK block 018bcfe5-6800: nothing was heard of it for 15 minutes while it is Collecting: see whether the keepers of all its books run',
  ]);
  await move('Collecting', 'Allocating', 'given back', after(41));
  await watch(await planned('hold', [], { now: after(42) }));
  expect(await texts()).toEqual([]);
});

test('behavior: what a book that knows little of a block does not hear, others have', async () => {
  const { planned, texts, restarted, move, states } = await watched();
  const blocks = await states();
  await move('Collecting', 'Collecting', 'members send', after(10));
  await restarted()(await planned('hold', [], { now: after(20), blocks }));
  expect(await texts()).toEqual([]);
});

test('behavior: silence is no news of what waits for its price, or is worked slowly', async () => {
  const interleaved = { method: 'interleave', strategy: null, status: 'Working' } as const;
  const twap = { kind: 'twap', over: milliseconds(3_600_000), slices: 4, jitter: 0 } as const;
  const slow = await watched(interleaved, { terms: { algorithm: twap, ordType: 'Market', price: null } });
  await slow.restarted()(await slow.planned('hold', [], { now: after(70) }));
  expect(await slow.texts()).toEqual([]);
  await slow.restarted()(await slow.planned('hold', [], { now: after(75) }));
  expect(await slow.texts()).toHaveLength(1);
  const limited = await watched(interleaved, { terms: { ordType: 'Limit', price: WAD } });
  await limited.restarted()(await limited.planned('hold', [], { now: after(9_999) }));
  expect(await limited.texts()).toEqual([]);
});

test('behavior: money that is owed for what has expired is told of, also by a keeper that starts anew, until it was paid', async () => {
  const { planned, texts, restarted, move, ledger, block } = await watched({ status: 'Allocating' });
  const text = `${unpaid}it has expired: a 0.75, b 1`;
  const event = { kind: 'moveBlock', block: block.id, from: 'Allocating', to: 'Allocated', text } as const;
  const before = await planned('act', [], { desk: [event] });
  await move('Allocating', 'Allocated', text, at);
  await restarted()(before);
  const alert = `BLOCK_STUCK block 018bcfe5-6800: ${text}`;
  expect(await texts()).toEqual([alert]);
  const again = restarted();
  await again(await planned('act', [], { blocks: [] }));
  expect(await texts()).toEqual([alert]);
  await ledger.commit(paidBlock(block.id, { text: 'says ana', at }));
  await again(await planned('act', [], { blocks: [] }));
  expect(await texts()).toEqual([]);
  await expect(ledger.commit(paidBlock(block.id, { text: 'says ana', at }))).rejects.toThrow(/nothing is to be paid/);
});
