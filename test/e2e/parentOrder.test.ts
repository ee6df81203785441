import { expect, onTestFinished, test } from 'vitest';
import type { ParentTerms } from '../../src/model/parentOrder.js';
import { avgPx } from '../../src/model/parentState.js';
import { fromFloat, milliseconds, toFloat, unixMillis } from '../../src/model/units.js';
import { captureParents } from '../../src/record/captureParents.js';
import { executionsOf } from '../../src/record/queries/executions.js';
import { parentsById } from '../../src/record/queries/parentOrders.js';
import { marksOf } from '../../src/record/queries/workingMarks.js';
import { recordEvent } from '../../src/record/statements/parentOrders.js';
import { sampleParent } from '../../src/record/testing/sampleParent.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { type RunningKeeper, runKeeper } from '../runKeeper.js';
import { expectReplayed } from './expectReplayed.js';
import { orderStories, settledAccount } from './story.js';

const lab = useLab();

/** Says nothing to anything that happens here. */
const idle = { hedge: 'ETH', when: 'abs(delta) > 1000', to: 0, on: 'perp-v2 ETH', maxSlippage: '200bps' };
const eth = (value: number) => fromFloat(value, 'down');

async function setUp(text: { confirmations?: number } = {}) {
  const account = await settledAccount(lab(), { USDC: 20_000 }, { options: [], perp: { size: 0, margin: 8_000 } });
  const keeper = await runKeeper(lab(), account, { rules: [idle], ...text }, onTestFinished);
  await keeper.quiet();
  return { account, keeper, chain: onChain(lab(), account.address) };
}

/** What an operator's verb would have written. */
async function ask(keeper: RunningKeeper, terms: Partial<ParentTerms>) {
  const [strategy] = keeper.config.strategies;
  if (!strategy) throw new Error('there is no book');
  const { timestamp } = await lab().publicClient.getBlock();
  const parent = sampleParent({
    ...{ strategy: strategy.name, account: strategy.account, chainId: lab().chainId },
    createdAt: unixMillis(Number(timestamp) * 1_000),
    terms: { side: 'Sell', quantity: eth(1), ordType: 'Market', price: null, ...terms },
  });
  await captureParents(keeper.ledger, [parent]);
  return parent;
}

const twap = { kind: 'twap', over: milliseconds(180_000), slices: 3, jitter: 0 } as const;

async function storyOf(keeper: Pick<RunningKeeper, 'ledger'>, id: string) {
  const [parent] = await parentsById(keeper.ledger, [id]);
  if (!parent) throw new Error('there is no such order');
  const events = (await executionsOf(keeper.ledger, id)).map(({ execType }) => execType);
  return { parent, ...parent.state, events };
}

async function advance(keeper: RunningKeeper, seconds: number): Promise<void> {
  await lab().advance(seconds);
  await keeper.quiet();
}

test('default: accepted, worked in slices through a restart, booked, filled; and every decision can be made again', async () => {
  const { account, keeper, chain } = await setUp();
  const { id } = await ask(keeper, { algorithm: twap });
  await keeper.idle(2);
  expect((await storyOf(keeper, id)).events.slice(0, 1)).toEqual(['New']);
  await advance(keeper, 61);
  const first = await storyOf(keeper, id);
  expect(first.status).toBe('PartiallyFilled');
  expect(first.cumQty).toBe(-(await chain.perpSize()));
  await keeper.stop();

  await lab().advance(60);
  const again = await runKeeper(lab(), account, { rules: [idle] }, onTestFinished, { files: keeper.files });
  await again.quiet();
  expect((await storyOf(again, id)).cumQty).toBe(-(await chain.perpSize()));
  await advance(again, 61);
  await advance(again, 61);

  const { status, cumQty, overQty, parent, events } = await storyOf(again, id);
  expect({ status, cumQty, overQty }).toEqual({ status: 'Filled', cumQty: eth(1), overQty: 0n });
  expect(await chain.perpSize()).toBe(-eth(1));
  const stories = await orderStories(again.ledger);
  expect(stories.length).toBeGreaterThanOrEqual(2);
  expect(stories.map(({ order }) => [order.parent, order.status])).toEqual(stories.map(() => [id, 'Filled']));
  expect(events).toEqual(['New', ...stories.map(() => 'Trade')]);
  const fills = stories.flatMap((story) => story.fills.map(({ fill }) => fill));
  const gross = fills.reduce(
    (sum, fill) => sum + (fill.kind === 'trade' ? toFloat(fill.quantity) * toFloat(fill.price) : 0),
    0,
  );
  expect(toFloat(avgPx(parent.state) ?? eth(0))).toBeCloseTo(gross, 6);
  expect(parent.acceptedAt).not.toBeNull();
  expect(parent.arrivalPrice).toBeCloseTo(2_000, -2);
  expect((await marksOf(again.ledger, id)).length).toBeGreaterThan(2);
  expect((await expectReplayed({ ...again, ticks: [...keeper.ticks, ...again.ticks] })).ticks.length).toBeGreaterThan(
    1,
  );
});

test('behavior: a fill that is reorganised away is taken back, and counted again once it is there again', async () => {
  const { keeper, chain } = await setUp({ confirmations: 6 });
  const { id } = await ask(keeper, { algorithm: { kind: 'immediate' } });
  await lab().testClient.mine({ blocks: 1 });
  await keeper.quiet();
  await keeper.idle(1);
  expect((await storyOf(keeper, id)).events).toEqual(['New', 'Trade']);
  const [story] = await orderStories(keeper.ledger);
  const mined = story?.attempts[0]?.blockNumber ?? 0n;
  const depth = (await lab().publicClient.getBlockNumber()) - mined + 1n;
  await lab().testClient.request<{ Method: 'anvil_reorg'; Parameters: [number, unknown[]]; ReturnType: null }>({
    method: 'anvil_reorg',
    params: [Number(depth), []],
  });
  await keeper.idle(4);
  const { status, cumQty, events } = await storyOf(keeper, id);
  expect(events.slice(0, 3)).toEqual(['New', 'Trade', 'TradeCancel']);
  expect({ status, cumQty, last: events.at(-1) }).toEqual({ status: 'Filled', cumQty: eth(1), last: 'Trade' });
  expect(await chain.perpSize()).toBe(-eth(1));
});

test('behavior: a cancel that is asked for while it is worked ends it, and what was done stays', async () => {
  const { keeper, chain } = await setUp();
  const { id } = await ask(keeper, { algorithm: twap });
  await keeper.idle(1);
  await advance(keeper, 61);
  const before = (await storyOf(keeper, id)).parent;
  await keeper.ledger.commit(
    recordEvent(before, { kind: 'requestCancel' }, { author: 'ana', text: '', at: before.updatedAt }),
  );
  await advance(keeper, 61);
  const { status, cumQty, cxlQty, events } = await storyOf(keeper, id);
  expect(status).toBe('Canceled');
  expect(cumQty + cxlQty).toBe(eth(1));
  expect(cumQty).toBe(-(await chain.perpSize()));
  expect(events.slice(-2)).toEqual(['PendingCancel', 'Canceled']);
});

test('behavior: a person who speaks while the keeper decides is heard first: it decides anew, and sends nothing', async () => {
  const { keeper, chain } = await setUp();
  const { commit } = keeper.ledger;
  const parent = await ask(keeper, { algorithm: { kind: 'immediate' } });
  let isFirst = true;
  keeper.ledger.commit = async (work) => {
    // A tick is many statements; it was decided on the order as it stood before.
    const isTick = typeof work !== 'function' && work.length > 8;
    if (isTick && isFirst) {
      isFirst = false;
      const by = { author: 'ana', text: '', at: parent.createdAt };
      await commit(recordEvent(parent, { kind: 'requestCancel' }, by));
    }
    await commit(work);
  };
  await lab().testClient.mine({ blocks: 1 });
  await keeper.line(({ message }) => message === 'decided anew');
  await keeper.idle(2);
  expect((await storyOf(keeper, parent.id)).events).toEqual(['PendingCancel', 'Canceled']);
  expect(await orderStories(keeper.ledger)).toEqual([]);
  expect(await chain.perpSize()).toBe(0n);
});
