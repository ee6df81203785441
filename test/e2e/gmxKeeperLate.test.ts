import { expect, onTestFinished, test } from 'vitest';
import { useGmxLab } from '../gmxLab.js';
import {
  areDone,
  asked,
  blocks,
  eth,
  hedge,
  holder,
  isAt,
  keepGmx,
  mineUntil,
  newestOf,
  onGmx,
  pass,
  reverted,
  told,
  topUp,
  usdc,
} from './gmxDesk.js';
import { decisionsOf, orderStories } from './story.js';

const lab = useGmxLab();

test('default: what GMX never carries out is taken back, its collateral returns, and it is tried again', async () => {
  const account = await lab().createAccount({ USDC: 20_000, WETH: 5 });
  const chain = onGmx(lab(), account);
  const keeper = await keepGmx(lab(), account, { rules: [hedge] }, onTestFinished);
  const [key] = await asked(keeper);
  expect(await chain.balance('USDC')).toBeLessThan(usdc(17_000));
  await blocks(lab(), keeper, 2);
  await pass(lab(), keeper, 60, 4);
  // Overdue for long, and still nothing is hedged twice.
  expect(told(await orderStories(keeper.ledger))).toEqual([
    ['trade', 'New', expect.stringMatching(/^waits at gmx-v2/)],
  ]);
  expect(await newestOf(keeper, 'hedge ETH')).toMatchObject({
    verdict: 'hold',
    not: [expect.stringMatching(/^order \S+ is in flight and brings delta to 0 ETH$/)],
  });

  await pass(lab(), keeper, 61);
  const stories = await mineUntil(lab(), keeper, isAt(2));
  expect(told(stories)).toEqual([
    ['trade', 'Canceled', 'taken back by the account'],
    ['cancel', 'Filled', ''],
    ['trade', 'New', expect.stringMatching(/^waits at gmx-v2/)],
  ]);
  expect(stories[0]).toMatchObject({ fills: [], venueOrders: [{ id: key, status: 'Canceled' }] });
  expect((await decisionsOf(keeper.ledger)).find(({ kind }) => kind === 'expire')).toMatchObject({
    verdict: 'act',
    because: [expect.stringMatching(/was not carried out within 30\d s$/)],
  });
  expect(await chain.dollars()).toBe(usdc(20_000));

  lab().keeper.run('prompt');
  const after = await mineUntil(lab(), keeper, areDone(3));
  expect(after.map(({ order }) => order.status)).toEqual(['Canceled', 'Filled', 'Filled']);
  expect(await chain.size()).toBe(eth(-5));
  await blocks(lab(), keeper, 3);
  expect(await orderStories(keeper.ledger)).toHaveLength(3);
  expect(await reverted(lab(), after)).toEqual([]);
});

test('behavior: survival does not rely on a rescue that is overdue, and what is late goes back to the wallet', async () => {
  const account = await holder(lab(), { USDC: 6_000 }, { isLong: false, size: 5, collateral: 900 });
  const chain = onGmx(lab(), account);
  const dollars = await chain.dollars();
  const text = { rules: [topUp], surviveBelow: 25, limits: { health: 25 } };
  const keeper = await keepGmx(lab(), account, text, onTestFinished);
  await asked(keeper);
  await blocks(lab(), keeper, 2);
  const [first, ...none] = await orderStories(keeper.ledger);
  expect(none).toEqual([]);
  expect(first?.order).toMatchObject({ orderClass: 'survive', terms: { kind: 'addCollateral' } });

  await pass(lab(), keeper, 61);
  await mineUntil(lab(), keeper, isAt(2));
  await blocks(lab(), keeper, 2);
  expect(await orderStories(keeper.ledger)).toHaveLength(2);

  // One a minute, and each is taken back after five.
  let most = 0;
  for (let minute = 0; minute < 8; minute++) {
    await pass(lab(), keeper, 61);
    const stories = await mineUntil(lab(), keeper, isAt(minute + 2));
    const waiting = stories.filter(({ order }) => order.terms.kind === 'addCollateral' && order.status === 'New');
    most = Math.max(most, waiting.length);
    expect(await chain.dollars()).toBe(dollars);
  }
  expect(most).toBeLessThanOrEqual(6);

  lab().keeper.run('prompt');
  await mineUntil(lab(), keeper, areDone(2));
  await blocks(lab(), keeper, 3);
  const stories = await mineUntil(lab(), keeper, areDone(2));
  expect(new Set(told(stories).map(([kind, status]) => `${kind} ${status}`))).toEqual(
    new Set(['addCollateral Canceled', 'addCollateral Filled', 'cancel Filled']),
  );
  const added = stories.flatMap(({ fills }) =>
    fills.map(({ fill }) => (fill.kind === 'addCollateral' ? fill.amount : 0n)),
  );
  expect(await chain.balance('USDC')).toBe(usdc(6_000) - added.reduce<bigint>((sum, amount) => sum + amount, 0n));
  expect(await reverted(lab(), stories)).toEqual([]);
});

test('behavior: carried out late, it has counted in the meantime, and counts once afterwards', async () => {
  const account = await lab().createAccount({ USDC: 20_000, WETH: 5 });
  const chain = onGmx(lab(), account);
  const keeper = await keepGmx(lab(), account, { rules: [hedge] }, onTestFinished);
  lab().keeper.run({ late: 250 });
  await asked(keeper);
  await pass(lab(), keeper, 60, 4);
  expect(await orderStories(keeper.ledger)).toHaveLength(1);
  await lab().moveMarket(1995, { seconds: 20 });
  const [story, ...more] = await mineUntil(lab(), keeper, areDone(1));
  expect(more).toEqual([]);
  // GMX's orders are in dollars: at a lower price they are more ether.
  const quantity = (eth(5) * 2000n) / 1995n + 1n;
  expect(await chain.size()).toBe(-quantity);
  expect(story).toMatchObject({ order: { status: 'Filled' }, fills: [{ fill: { quantity } }] });
  await blocks(lab(), keeper, 3);
  expect(await orderStories(keeper.ledger)).toHaveLength(1);
});

test('behavior: carried out after an hour in which GMX took no cancels: filled, and no double effect', async () => {
  const account = await lab().createAccount({ USDC: 20_000, WETH: 5 });
  const chain = onGmx(lab(), account);
  const keeper = await keepGmx(lab(), account, { rules: [hedge] }, onTestFinished);
  const [key = '0x'] = await asked(keeper);
  await lab().controls.setFeatureDisabled('CANCEL', 2, true);
  const then = Number((await lab().publicClient.getBlock()).timestamp);
  await pass(lab(), keeper, 300, 12);
  const waiting = await orderStories(keeper.ledger);
  expect(waiting.filter(({ order }) => order.terms.kind === 'trade')).toMatchObject([{ order: { status: 'New' } }]);
  const cancels = waiting.filter(({ order }) => order.terms.kind === 'cancel');
  // Refused before it is signed, and less and less often.
  expect(cancels.length).toBeGreaterThan(1);
  expect(cancels.length).toBeLessThanOrEqual(12);
  for (const { order, attempts } of cancels) {
    expect(order).toMatchObject({ status: 'Rejected', text: expect.stringMatching(/DisabledFeature/) });
    expect(attempts).toEqual([]);
  }

  const done = await lab().keeper.execute(key, { timestamp: then + 60 });
  expect(done.outcome).toBe('executed');
  const stories = await mineUntil(lab(), keeper, areDone(1));
  expect(stories[0]).toMatchObject({ order: { status: 'Filled' }, fills: [{ fill: { quantity: eth(5) } }] });
  expect(await chain.size()).toBe(eth(-5));
  await blocks(lab(), keeper, 3);
  expect(await orderStories(keeper.ledger)).toHaveLength(stories.length);
});
