import { expect, onTestFinished, test } from 'vitest';
import { useGmxLab } from '../gmxLab.js';
import type { LogLine } from '../runKeeper.js';
import {
  areDone,
  areFrozen,
  asked,
  blocks,
  deleverage,
  eth,
  ethPrice,
  frozenForItsPrice,
  hedge,
  holder,
  keepGmx,
  mineUntil,
  newestOf,
  onGmx,
  pass,
  passSettled,
  protect,
  reverted,
  told,
  topUp,
  usdc,
} from './gmxDesk.js';
import { decisionsOf, orderStories } from './story.js';

const lab = useGmxLab();

const forItsPrice = /^cancelled by GMX: OrderNotFulfillableAtAcceptablePrice: the price with its impact was worse/;

test('default: cancelled for its price: why is told, the money is back, and after five of them nothing more is opened', async () => {
  const account = await lab().createAccount({ USDC: 20_000, WETH: 5 });
  const chain = onGmx(lab(), account);
  const keeper = await keepGmx(lab(), account, { rules: [hedge] }, onTestFinished);
  lab().keeper.run('cancels for price');
  await asked(keeper);
  await passSettled(lab(), keeper, 70, 12);
  const stories = await mineUntil(lab(), keeper, areDone(1));
  expect(told(stories)).toEqual(stories.map(() => ['trade', 'Canceled', expect.stringMatching(forItsPrice)]));
  expect(stories).toHaveLength(5);
  // After n failures it waits for 2^n seconds.
  const at = stories.map(({ order }) => order.createdAt / 1_000);
  for (const [i, seconds] of at.entries()) if (i > 0) expect(seconds - (at[i - 1] ?? 0)).toBeGreaterThanOrEqual(2 ** i);
  expect(await newestOf(keeper, 'hedge ETH')).toMatchObject({
    verdict: 'hold',
    not: [expect.stringMatching(/^the last 5 orders failed for one reason .* nothing more is opened until/)],
  });
  expect(await chain.dollars()).toBe(usdc(20_000));
  expect(await chain.allowance('USDC')).toBe(0n);

  lab().keeper.run('prompt');
  await pass(lab(), keeper, 600, 2);
  expect(await orderStories(keeper.ledger)).toHaveLength(5);
  // Another market is another try.
  await lab().moveMarket(2050);
  const after = await mineUntil(lab(), keeper, areDone(6));
  expect(after.at(-1)?.order.status).toBe('Filled');
  expect(await chain.size()).toBe(eth(-5));
  expect(await reverted(lab(), after)).toEqual([]);
});

test('invariant: a close is tried again for as long as GMX cancels it', async () => {
  const account = await holder(lab(), {}, { isLong: true, size: 5, collateral: 900 });
  const keeper = await keepGmx(lab(), account, { rules: [deleverage] }, onTestFinished);
  lab().keeper.run('cancels for price');
  await asked(keeper);
  await passSettled(lab(), keeper, 300, 20);
  const stories = await mineUntil(lab(), keeper, areDone(8));
  expect(stories.length).toBeGreaterThanOrEqual(12);
  expect(told(stories)).toEqual(stories.map(() => ['trade', 'Canceled', expect.stringMatching(forItsPrice)]));
  lab().keeper.run('prompt');
  await pass(lab(), keeper, 600, 2);
  // One that had grown overdue may have been taken back just as it was filled: that is an order too, and changes nothing.
  const tries = (all: readonly (typeof stories)[number][]) => all.filter(({ order }) => order.terms.kind === 'trade');
  const after = tries(await mineUntil(lab(), keeper, (all) => tries(all).at(-1)?.order.status === 'Filled'));
  expect(after.length).toBeLessThanOrEqual(stories.length + 2);
});

test('behavior: a deposit that a move has made too small is cancelled for its collateral, and what is needed then follows', async () => {
  const account = await holder(lab(), { USDC: 10_000 }, { isLong: true, size: 5, collateral: 900 });
  const chain = onGmx(lab(), account);
  const dollars = await chain.dollars();
  const keeper = await keepGmx(lab(), account, { rules: [{ ...topUp, to: 21 }] }, onTestFinished);
  const [key = '0x'] = await asked(keeper);
  await lab().moveMarket(1780, { seconds: 10 });
  const execution = await lab().keeper.execute(key);
  expect(execution).toMatchObject({ outcome: 'cancelled', reason: expect.stringMatching(/^LiquidatablePosition/) });
  lab().keeper.run('prompt');
  await pass(lab(), keeper, 31, 3);
  const stories = await mineUntil(lab(), keeper, (all) => areDone(2)(all) && all.at(-1)?.order.status === 'Filled');
  expect(told(stories)[0]).toEqual([
    'addCollateral',
    'Canceled',
    expect.stringMatching(/^cancelled by GMX: LiquidatablePosition: /),
  ]);
  expect(await chain.dollars()).toBe(dollars);
  // It has lost 1 100 of what it had.
  expect(await chain.collateral(true)).toBeGreaterThanOrEqual(usdc(1_100 + 20 * 45));
  expect(await reverted(lab(), stories)).toEqual([]);
});

test('behavior: cancelled for a disabled market: nothing more is opened there until GMX takes orders again', async () => {
  const account = await lab().createAccount({ USDC: 20_000, WETH: 5 });
  const chain = onGmx(lab(), account);
  const keeper = await keepGmx(lab(), account, { rules: [hedge] }, onTestFinished);
  const [key = '0x'] = await asked(keeper);
  await lab().controls.setMarketDisabled(true);
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'cancelled' });
  await blocks(lab(), keeper, 2);
  await pass(lab(), keeper, 30, 2);
  expect(told(await orderStories(keeper.ledger))).toEqual([
    ['trade', 'Canceled', expect.stringMatching(/^cancelled by GMX: DisabledMarket: GMX has disabled the market/)],
  ]);
  expect(await newestOf(keeper, 'hedge ETH')).toMatchObject({
    verdict: 'refused',
    not: ['gmx-v2 ETH/USD cannot be traded: GMX has disabled the market'],
  });
  expect(await chain.dollars()).toBe(usdc(20_000));

  await lab().controls.setMarketDisabled(false);
  lab().keeper.run('prompt');
  const stories = await mineUntil(lab(), keeper, areDone(2));
  expect(stories.at(-1)?.order.status).toBe('Filled');
  expect(await chain.size()).toBe(eth(-5));
});

test('behavior: a stop that GMX has frozen is told of, and made anew', async () => {
  const account = await holder(lab(), { USDC: 10_000 }, { isLong: true, size: 5, collateral: 900 });
  // Why it was frozen is told some blocks later where a node is slow with its events: nothing takes its place before that.
  const rules = [{ ...protect, maxSlippage: '100bps', cooldown: '10m' }];
  const keeper = await keepGmx(lab(), account, { rules }, onTestFinished);
  const [key = '0x'] = await asked(keeper);
  const gap = ethPrice(1700);
  expect(await lab().keeper.execute(key, { price: { min: gap, max: gap } })).toMatchObject({ outcome: 'frozen' });
  expect(told(await mineUntil(lab(), keeper, areFrozen))).toEqual([
    ['rest', 'Suspended', expect.stringMatching(frozenForItsPrice)],
  ]);
  const saysWhy = ({ message, facts }: LogLine) =>
    message === 'order is Suspended' && frozenForItsPrice.test(String(facts['text']));
  expect(await keeper.line(saysWhy)).toMatchObject({ level: 'warn' });
  await pass(lab(), keeper, 600);
  const stories = await mineUntil(lab(), keeper, areDone(2));
  expect(told(stories)).toEqual([
    ['rest', 'Canceled', expect.stringMatching(/^replaced by order/)],
    ['rest', 'New', expect.stringMatching(/^rests at gmx-v2/)],
  ]);
  const anew = (await decisionsOf(keeper.ledger)).find(({ id }) => id === stories[1]?.order.decision);
  expect(anew?.size).toContainEqual(expect.stringMatching(/the venue has suspended it$/));
  expect(keeper.lines.filter(saysWhy)).toHaveLength(1);
  await blocks(lab(), keeper, 3);
  expect(await orderStories(keeper.ledger)).toHaveLength(2);

  // It is one that GMX carries out.
  await lab().moveMarket(1840);
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'executed' });
  const [, after] = await mineUntil(lab(), keeper, (all) => all[1]?.order.status === 'Filled');
  expect(after?.fills).toMatchObject([
    { fill: { kind: 'replace' } },
    { fill: { kind: 'trade', side: 'Sell', quantity: eth(5) } },
  ]);
  expect(await lab().positions(account.address)).toEqual([]);
});
