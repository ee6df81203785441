import { expect, onTestFinished, test } from 'vitest';
import type { LabAccount } from '../../src/lab/accounts.js';
import type { ParentEvent } from '../../src/model/parentEvent.js';
import type { ParentTerms } from '../../src/model/parentOrder.js';
import { fromFloat, toFloat, unixMillis } from '../../src/model/units.js';
import { captureParents } from '../../src/record/captureParents.js';
import { executionsOf } from '../../src/record/queries/executions.js';
import { parentsById } from '../../src/record/queries/parentOrders.js';
import { recordEvent } from '../../src/record/statements/parentOrders.js';
import { sampleParent } from '../../src/record/testing/sampleParent.js';
import { useGmxLab } from '../gmxLab.js';
import type { RunningKeeper } from '../runKeeper.js';
import { expectReplayed } from './expectReplayed.js';
import { blocks, hedge, keepGmx, LONG, onGmx, reverted } from './gmxDesk.js';
import { orderStories } from './story.js';

/** Orders that people have asked for rest at GMX, where its keepers carry them out. */

const lab = useGmxLab();

const timeNow = async () => unixMillis(Number((await lab().publicClient.getBlock()).timestamp) * 1_000);
const price = (value: number) => fromFloat(value, 'down');

async function ask(keeper: RunningKeeper, account: LabAccount, terms: Partial<ParentTerms>): Promise<string> {
  const [strategy] = keeper.config.strategies;
  if (!strategy) throw new Error('there is no book');
  const parent = sampleParent({
    ...{ strategy: strategy.name, account: account.address, chainId: lab().chainId, createdAt: await timeNow() },
    terms: { venue: 'gmx-v2', instrument: 'gmx-v2 ETH/USD', quantity: price(1), leverage: 3, price: null, ...terms },
  });
  await captureParents(keeper.ledger, [parent]);
  return parent.id;
}

async function stateOf(keeper: RunningKeeper, id: string) {
  const [parent] = await parentsById(keeper.ledger, [id]);
  if (!parent) throw new Error('there is no such order');
  return parent;
}

async function say(keeper: RunningKeeper, id: string, event: ParentEvent): Promise<void> {
  const by = { author: 'ana', text: '', at: await timeNow() };
  await keeper.ledger.commit(recordEvent(await stateOf(keeper, id), event, by));
}

const eventsOf = async (keeper: RunningKeeper, id: string) =>
  (await executionsOf(keeper.ledger, id)).map(({ execType }) => execType);

/** What rests at GMX by the newest reading of the account: kind, side, trigger. */
function atGmx({ ticks }: RunningKeeper) {
  const orders = ticks.at(-1)?.snapshot.readings.flatMap((reading) => reading.orders ?? []) ?? [];
  return orders.map(({ ordType, triggerPrice, terms, id }) => ({
    id: id as `0x${string}`,
    ordType,
    side: terms?.kind === 'rest' ? terms.side : null,
    trigger: triggerPrice === null ? Number.NaN : toFloat(triggerPrice),
  }));
}

/** Mines until so many rest there. */
async function resting(keeper: RunningKeeper, count: number) {
  for (let mined = 0; mined < 30; mined++) {
    await blocks(lab(), keeper, 1);
    const found = atGmx(keeper);
    if (found.length === count) return found;
  }
  throw new Error(`${atGmx(keeper).length} rest at GMX, and not ${count}`);
}

async function until(keeper: RunningKeeper, id: string, status: string): Promise<void> {
  for (let mined = 0; mined < 30; mined++) {
    if ((await stateOf(keeper, id)).state.status === status) return;
    await blocks(lab(), keeper, 1);
  }
  throw new Error(`it is ${(await stateOf(keeper, id)).state.status}, and not ${status}`);
}

test('default: a limit and a stop rest at GMX: amended, taken back, touched, executed by its keepers, and booked', async () => {
  const account = await lab().createAccount({ USDC: 20_000 });
  const chain = onGmx(lab(), account);
  const idle = { ...hedge, when: 'abs(delta) > 1000' };
  const keeper = await keepGmx(lab(), account, { rules: [idle] }, onTestFinished);

  const limit = await ask(keeper, account, { side: 'Buy', ordType: 'Limit', price: price(1_900) });
  const [first] = await resting(keeper, 1);
  // So far inside the limit that its slippage of 50 bps is within it.
  expect(first).toMatchObject({ ordType: 'Limit', side: 'Buy', trigger: expect.closeTo(1_900 / 1.005, 6) });

  await say(keeper, limit, { kind: 'requestReplace', change: { price: price(1_950), quantity: price(2) } });
  await until(keeper, limit, 'New');
  const [amended] = await resting(keeper, 1);
  expect(amended?.id).not.toBe(first?.id);
  expect(amended?.trigger).toBeCloseTo(1_950 / 1.005, 6);
  expect(await eventsOf(keeper, limit)).toEqual(['New', 'PendingReplace', 'Replaced']);

  await say(keeper, limit, { kind: 'pause' });
  await resting(keeper, 0);
  expect((await stateOf(keeper, limit)).state.status).toBe('Suspended');
  await say(keeper, limit, { kind: 'resume' });
  const [again] = await resting(keeper, 1);
  if (!again) throw new Error('nothing rests');

  await lab().moveMarket(1_935);
  expect(await lab().keeper.execute(again.id)).toMatchObject({ outcome: 'executed' });
  await until(keeper, limit, 'Filled');
  const { state } = await stateOf(keeper, limit);
  // GMX counts in USD at the trigger: where it executes better, so many more are bought.
  expect(toFloat(state.cumQty)).toBeGreaterThanOrEqual(1.999);
  expect(toFloat(state.cumQty)).toBeLessThan(2 * 1.01);
  expect(toFloat(state.grossTradeAmt) / toFloat(state.cumQty)).toBeLessThanOrEqual(1_950);
  expect(Number(await chain.size()) / Number(state.cumQty)).toBeCloseTo(1, 9);

  const stop = await ask(keeper, account, {
    ...{
      side: 'Sell',
      ordType: 'Stop',
      stopPx: price(1_800),
      reduceOnly: true,
      position: LONG,
      quantity: state.cumQty,
    },
  });
  const [placed] = await resting(keeper, 1);
  expect(placed).toMatchObject({ ordType: 'Stop', side: 'Sell', trigger: 1_800 });
  await say(keeper, stop, { kind: 'requestReplace', change: { stopPx: price(1_850) } });
  await until(keeper, stop, 'New');
  const [moved] = await resting(keeper, 1);
  expect(moved?.trigger).toBe(1_850);
  if (!moved) throw new Error('nothing rests');
  await lab().moveMarket(1_840);
  expect(await lab().keeper.execute(moved.id)).toMatchObject({ outcome: 'executed' });
  await until(keeper, stop, 'Filled');
  expect(await chain.size()).toBe(0n);

  const canceled = await ask(keeper, account, { side: 'Buy', ordType: 'Limit', price: price(1_700) });
  await resting(keeper, 1);
  await say(keeper, canceled, { kind: 'requestCancel' });
  await until(keeper, canceled, 'Canceled');
  await resting(keeper, 0);
  expect((await stateOf(keeper, canceled)).state.cumQty).toBe(0n);
  expect(await chain.size()).toBe(0n);

  expect(await reverted(lab(), await orderStories(keeper.ledger))).toEqual([]);
  await expectReplayed(keeper);
}, 120_000);
