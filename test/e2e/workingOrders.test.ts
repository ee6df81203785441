import { expect, onTestFinished, test } from 'vitest';
import { isOpen } from '../../src/model/order.js';
import type { ParentEvent } from '../../src/model/parentEvent.js';
import type { ParentTerms } from '../../src/model/parentOrder.js';
import { fromFloat, milliseconds, toFloat, unixMillis } from '../../src/model/units.js';
import { captureParents } from '../../src/record/captureParents.js';
import { executionsOf } from '../../src/record/queries/executions.js';
import { parentsById } from '../../src/record/queries/parentOrders.js';
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

async function setUp() {
  const account = await settledAccount(lab(), { USDC: 20_000 }, { options: [], perp: { size: 0, margin: 8_000 } });
  const keeper = await runKeeper(lab(), account, { rules: [idle] }, onTestFinished);
  await keeper.quiet();
  return { account, keeper, chain: onChain(lab(), account.address) };
}

const timeNow = async () => unixMillis(Number((await lab().publicClient.getBlock()).timestamp) * 1_000);

/** What an operator's verb would have written. */
async function ask(keeper: RunningKeeper, terms: Partial<ParentTerms>): Promise<string> {
  const [strategy] = keeper.config.strategies;
  if (!strategy) throw new Error('there is no book');
  const parent = sampleParent({
    ...{ strategy: strategy.name, account: strategy.account, chainId: lab().chainId },
    createdAt: await timeNow(),
    terms: { side: 'Buy', quantity: eth(1), ordType: 'Market', price: null, ...terms },
  });
  await captureParents(keeper.ledger, [parent]);
  return parent.id;
}

async function storyOf(keeper: RunningKeeper, id: string) {
  const [parent] = await parentsById(keeper.ledger, [id]);
  if (!parent) throw new Error('there is no such order');
  const events = (await executionsOf(keeper.ledger, id)).map(({ execType }) => execType);
  return { parent, ...parent.state, events };
}

async function say(keeper: RunningKeeper, id: string, event: ParentEvent): Promise<void> {
  const { parent } = await storyOf(keeper, id);
  await keeper.ledger.commit(recordEvent(parent, event, { author: 'ana', text: '', at: await timeNow() }));
}

async function advance(keeper: RunningKeeper, seconds: number): Promise<void> {
  await lab().advance(seconds);
  await keeper.quiet();
}

const holds = (keeper: RunningKeeper) =>
  keeper.ticks.flatMap(({ decisions }) => decisions.flatMap(({ kind, not }) => (kind === 'work' ? not : [])));

test('default: a TWAP within a limit waits while the market is beyond it, is worked within it, and ends when it is canceled', async () => {
  const { keeper, chain } = await setUp();
  const limit = 2_030;
  const id = await ask(keeper, {
    ...{ ordType: 'Limit', price: eth(limit), quantity: eth(2) },
    algorithm: { kind: 'twap', over: milliseconds(3_600_000), slices: 20, jitter: 0.5 },
  });
  await keeper.idle(2);
  await advance(keeper, 61);
  const { cumQty: before } = await storyOf(keeper, id);
  expect(before).toBeGreaterThan(0n);

  await lab().moveMarket(2_060);
  // A reason that stands is told again with the next sample only.
  for (let i = 0; i < 3; i++) await advance(keeper, 400);
  expect((await storyOf(keeper, id)).cumQty).toBe(before);
  expect(holds(keeper).some((not) => /the limit is at most 2030 USD/.test(not))).toBe(true);

  await lab().moveMarket(2_000);
  for (let i = 0; i < 3; i++) await advance(keeper, 100);
  const { cumQty: behind } = await storyOf(keeper, id);
  expect(behind).toBeGreaterThan(before);

  await say(keeper, id, { kind: 'requestCancel' });
  await advance(keeper, 120);
  const { status, cumQty, cxlQty, quantity, events } = await storyOf(keeper, id);
  expect([status, cumQty + cxlQty]).toEqual(['Canceled', quantity]);
  expect(cumQty).toBeLessThan(quantity);
  expect(events.at(-1)).toBe('Canceled');
  expect(await chain.perpSize()).toBe(cumQty);
  const stories = await orderStories(keeper.ledger);
  expect(stories.some(({ order }) => isOpen(order.status))).toBe(false);
  for (const { fills, order, attempts } of stories) {
    expect([order.parent, attempts.length]).toEqual([id, 1]);
    for (const { fill } of fills) {
      if (fill.kind !== 'trade') throw new Error('not a trade');
      expect(toFloat(fill.price)).toBeLessThanOrEqual(limit);
    }
  }
  expect((await expectReplayed(keeper)).ticks.length).toBeGreaterThan(1);
});

test('behavior: a stop is touched once, whatever the price does then; a paused order sends nothing; what is done at once leaves nothing', async () => {
  const { keeper, chain } = await setUp();
  const stop = await ask(keeper, { ordType: 'Stop', stopPx: eth(2_040), quantity: eth(0.5) });
  await keeper.idle(3);
  expect(await chain.perpSize()).toBe(0n);
  await lab().moveMarket(2_060);
  await lab().advance(1_800);
  await keeper.idle(2);
  expect((await storyOf(keeper, stop)).status).toBe('Filled');
  expect(await chain.perpSize()).toBe(eth(0.5));

  const paused = await ask(keeper, { quantity: eth(0.3), algorithm: { kind: 'immediate' } });
  await say(keeper, paused, { kind: 'pause' });
  await keeper.idle(3);
  expect((await storyOf(keeper, paused)).status).toBe('Suspended');
  expect(await chain.perpSize()).toBe(eth(0.5));
  await say(keeper, paused, { kind: 'resume' });
  await keeper.idle(2);
  expect((await storyOf(keeper, paused)).status).toBe('Filled');

  const late = await ask(keeper, { timeInForce: 'IOC', ordType: 'Limit', price: eth(1_500) });
  await keeper.idle(3);
  expect(await storyOf(keeper, late)).toMatchObject({ status: 'Canceled', cumQty: 0n, events: ['New', 'Canceled'] });
  expect(await chain.perpSize()).toBe(eth(0.8));
});
