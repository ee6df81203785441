import { expect, onTestFinished, test } from 'vitest';
import { toFloat } from '../../src/model/units.js';
import { listUnsolicited } from '../../src/record/queries/unsolicited.js';
import { useGmxLab } from '../gmxLab.js';
import { startRpcProxy } from '../rpcProxy.js';
import {
  areDone,
  asked,
  blocks,
  caughtUp,
  deleverage,
  eth,
  ethPrice,
  hedge,
  holder,
  keepGmx,
  keysOf,
  LONG,
  mineUntil,
  newestOf,
  onGmx,
  pass,
  protect,
  reverted,
  SHORT,
  told,
  topUp,
  usd,
  usdc,
} from './gmxDesk.js';
import { orderStories } from './story.js';

const lab = useGmxLab();

/** A short that is liquidated at 2 069. */
const thin = { isLong: false, size: 5, collateral: 400 };

test('default: liquidated while a top-up waits: noticed, told with a reason, and the money is back', async () => {
  const account = await holder(lab(), { USDC: 1_000 }, thin);
  const chain = onGmx(lab(), account);
  const keeper = await keepGmx(lab(), account, { rules: [topUp] }, onTestFinished);
  const [key = '0x'] = await asked(keeper);
  await lab().moveMarket(2079, { seconds: 10 });
  expect(await lab().liquidate(account.address)).toHaveLength(1);
  const line = await keeper.line(({ message }) => message === 'not asked for by us');
  expect(line).toMatchObject({
    level: 'warn',
    facts: { kind: 'liquidation', text: `GMX liquidated ${SHORT}; all of its collateral is lost` },
  });
  expect(await listUnsolicited(keeper.ledger, { limit: 10 })).toMatchObject([
    { kind: 'liquidation', marginAccount: SHORT, fill: { kind: 'trade', side: 'Buy', quantity: eth(5) } },
  ]);
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'cancelled' });
  lab().keeper.run('prompt');
  const stories = await mineUntil(lab(), keeper, areDone(1));
  expect(told(stories)).toEqual(
    stories.map(() => ['addCollateral', 'Canceled', expect.stringMatching(/^cancelled by GMX: \w+: /)]),
  );
  expect(await chain.balance('USDC')).toBe(usdc(1_000));
  await blocks(lab(), keeper, 3);
  expect(await orderStories(keeper.ledger)).toHaveLength(stories.length);
  expect(await reverted(lab(), stories)).toEqual([]);
});

test('behavior: liquidated between the plan and the sending: the deposit comes back', async () => {
  const account = await holder(lab(), { USDC: 1_000 }, thin);
  const chain = onGmx(lab(), account);
  const proxy = await startRpcProxy(lab(), onTestFinished);
  let sendings = 0;
  proxy.intercept = async ({ method }, forward) => {
    if (method === 'eth_sendRawTransaction' && ++sendings === 2) {
      await lab().moveMarket(2079, { seconds: 10 });
      await lab().liquidate(account.address);
    }
    return forward();
  };
  const text = { rules: [topUp], endpoints: [proxy.wsUrl] };
  const keeper = await keepGmx(lab(), account, text, onTestFinished);
  lab().keeper.run('prompt');
  const stories = await mineUntil(lab(), keeper, areDone(1));
  expect(told(stories)).toEqual([['addCollateral', 'Canceled', expect.stringMatching(/^cancelled by GMX: /)]]);
  expect(await chain.balance('USDC')).toBe(usdc(1_000));
  await blocks(lab(), keeper, 3);
  expect(await orderStories(keeper.ledger)).toHaveLength(1);
  expect(await listUnsolicited(keeper.ledger, { limit: 10 })).toMatchObject([{ kind: 'liquidation' }]);
  expect(await reverted(lab(), stories)).toEqual([]);
});

test('behavior: deleveraged by GMX while a reduction of ours waits: both are in the books, and nothing more is wanted', async () => {
  const account = await holder(lab(), {}, { isLong: true, size: 5, collateral: 900 });
  const chain = onGmx(lab(), account);
  const keeper = await keepGmx(lab(), account, { rules: [deleverage] }, onTestFinished);
  const [key = '0x'] = await asked(keeper);
  await lab().adl(account.address);
  const line = await keeper.line(({ message }) => message === 'not asked for by us');
  expect(line).toMatchObject({ level: 'warn', facts: { kind: 'autoDeleveraging', text: `GMX deleveraged ${LONG}` } });
  expect(await chain.size()).toBe(eth(2.5));
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'executed' });
  const [story, ...more] = await mineUntil(lab(), keeper, areDone(1));
  expect(more).toEqual([]);
  const fill = story?.fills[0]?.fill;
  expect(await chain.size()).toBe(eth(2.5) - (fill?.kind === 'trade' ? fill.quantity : 0n));
  await blocks(lab(), keeper, 3);
  expect(await orderStories(keeper.ledger)).toHaveLength(1);
});

test('behavior: the position is closed by hand while a hedge of ours waits: it ends, and the next one opens', async () => {
  const account = await holder(lab(), { USDC: 10_000, WETH: 2 }, { isLong: false, size: 5, collateral: 2_000 });
  const chain = onGmx(lab(), account);
  const keeper = await keepGmx(lab(), account, { rules: [hedge] }, onTestFinished);
  const [key = '0x'] = await asked(keeper);
  const byHand = await lab().placeOrder(account.address, {
    ...{ orderType: 4, isLong: false, collateral: 'USDC', sizeDeltaUsd: usd(10_000) },
  });
  await caughtUp(lab(), keeper);
  expect(await lab().keeper.execute(byHand.key)).toMatchObject({ outcome: 'executed' });
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'cancelled', reason: 'EmptyPosition()' });
  lab().keeper.run('prompt');
  const stories = await mineUntil(lab(), keeper, areDone(2));
  expect(told(stories)).toEqual([
    ['trade', 'Canceled', expect.stringMatching(/^cancelled by GMX: EmptyPosition: /)],
    ['trade', 'Filled', ''],
  ]);
  expect(stories.map(({ order }) => order.terms.kind === 'trade' && order.terms.side)).toEqual(['Buy', 'Sell']);
  expect(await chain.size()).toBe(eth(-2));
  expect(await listUnsolicited(keeper.ledger, { limit: 10 })).toMatchObject([{ kind: 'byHand', order: byHand.key }]);
  expect(await reverted(lab(), stories)).toEqual([]);
});

test('behavior: an order by hand on the same position holds what is not survival, and is never taken back', async () => {
  const account = await holder(lab(), { USDC: 5_000 }, { isLong: false, size: 5, collateral: 900 });
  const deposit = { orderType: 2, isLong: false, collateral: 'USDC', collateralDelta: usdc(10) } as const;
  const byHand = await lab().placeOrder(account.address, deposit);
  const keeper = await keepGmx(lab(), account, { rules: [topUp] }, onTestFinished);
  await blocks(lab(), keeper, 2);
  expect(await newestOf(keeper, 'topUp gmx-v2 *')).toMatchObject({
    verdict: 'hold',
    not: [expect.stringMatching(/^an order by hand waits on gmx-v2: deposit: 10 USDC/)],
  });
  await pass(lab(), keeper, 301, 2);
  expect(await orderStories(keeper.ledger)).toEqual([]);
  const { timestamp } = await lab().publicClient.getBlock();
  expect(await lab().keeper.execute(byHand.key, { timestamp: Number(timestamp) - 500 })).toMatchObject({
    outcome: 'executed',
  });
  lab().keeper.run('prompt');
  const stories = await mineUntil(lab(), keeper, areDone(1));
  expect(told(stories)).toEqual([['addCollateral', 'Filled', '']]);
});

test('invariant: an order by hand does not hold survival', async () => {
  const account = await holder(lab(), { USDC: 5_000 }, { isLong: false, size: 5, collateral: 900 });
  const deposit = { orderType: 2, isLong: false, collateral: 'USDC', collateralDelta: usdc(10) } as const;
  await lab().placeOrder(account.address, deposit);
  const text = { rules: [topUp], surviveBelow: 25, limits: { health: 25 } };
  const keeper = await keepGmx(lab(), account, text, onTestFinished);
  await asked(keeper);
  expect(await orderStories(keeper.ledger)).toMatchObject([{ order: { orderClass: 'survive' } }]);
});

for (const first of ['stop', 'reduction'] as const) {
  test(`behavior: a stop and a reduction on one position, the ${first} carried out first`, async () => {
    const account = await holder(lab(), {}, { isLong: true, size: 5, collateral: 900 });
    const chain = onGmx(lab(), account);
    const rules = [protect, { ...deleverage, when: 'health < 17' }];
    const keeper = await keepGmx(lab(), account, { rules }, onTestFinished);
    const [stop = '0x'] = await asked(keeper);
    await lab().moveMarket(1985, { seconds: 10 });
    const stories = await mineUntil(lab(), keeper, (all) => keysOf(all).length > 1);
    const reduction = keysOf(stories).find((key) => key !== stop) ?? '0x';
    if (first === 'stop') {
      const low = ethPrice(1830);
      expect(await lab().keeper.execute(stop, { price: { min: low, max: low } })).toMatchObject({
        outcome: 'executed',
      });
      expect(await lab().keeper.execute(reduction)).toMatchObject({ outcome: 'cancelled', reason: 'EmptyPosition()' });
      const after = await mineUntil(lab(), keeper, areDone(2));
      expect(after.map(({ order }) => order.status)).toEqual(['Filled', 'Canceled']);
      expect(after[0]?.order.text).toBe('');
      expect(after[0]?.fills).toMatchObject([{ fill: { side: 'Sell', quantity: eth(5) } }]);
    } else {
      expect(await lab().keeper.execute(reduction)).toMatchObject({ outcome: 'executed' });
      // The stop is moved to where the smaller position wants it.
      const moved = await mineUntil(lab(), keeper, areDone(3));
      expect(moved.map(({ order }) => order.status)).toEqual(['Canceled', 'Filled', 'New']);
      expect(keysOf(moved.slice(2))).toEqual([stop]);
      const left = await chain.size();
      const terms = moved[2]?.order.terms;
      const low = ethPrice(Math.floor(terms?.kind === 'rest' ? toFloat(terms.triggerPrice) : 0));
      expect(await lab().keeper.execute(stop, { price: { min: low, max: low } })).toMatchObject({
        outcome: 'executed',
      });
      const after = await mineUntil(lab(), keeper, (all) => all[2]?.order.status === 'Filled');
      expect(after[2]?.fills.at(-1)).toMatchObject({ fill: { kind: 'trade', side: 'Sell', quantity: left } });
    }
    expect(await chain.size()).toBe(0n);
    const before = await orderStories(keeper.ledger);
    await blocks(lab(), keeper, 3);
    expect(await orderStories(keeper.ledger)).toHaveLength(before.length);
    expect(await listUnsolicited(keeper.ledger, { limit: 10 })).toEqual([]);
  });
}
