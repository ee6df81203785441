import { expect, onTestFinished, test } from 'vitest';
import type { LabAccount } from '../../src/lab/accounts.js';
import { sendAs } from '../../src/lab/gmx/sendAs.js';
import { toFloat } from '../../src/model/units.js';
import { useGmxLab } from '../gmxLab.js';
import {
  deleverage,
  eth,
  finished,
  hedge,
  holder,
  keepGmx,
  LONG,
  onGmx,
  protect,
  reverted,
  SHORT,
  topUp,
  transferCall,
  usdc,
  when,
} from './gmxDesk.js';
import { decisionsOf } from './story.js';

const lab = useGmxLab();

/** Somewhere to send ether to. */
const elsewhere = '0x00000000000000000000000000000000000000e1';

const giveAway = (from: LabAccount, amount: bigint) =>
  sendAs(lab(), { from: from.address, to: lab().tokens.WETH.address, data: transferCall(elsewhere, amount) }, []);

test('default: a hedge opens a short against the ether in the wallet, and follows it', async () => {
  const account = await lab().createAccount({ USDC: 20_000, WETH: 5 });
  const chain = onGmx(lab(), account);
  lab().keeper.run('prompt');
  const keeper = await keepGmx(lab(), account, { rules: [hedge] }, onTestFinished);
  const [first] = await finished(keeper, 1);
  expect(await chain.size()).toBe(eth(-5));
  expect(first).toMatchObject({
    order: { status: 'Filled', text: '', orderClass: 'delta' },
    steps: [{ purpose: 'approve' }, { purpose: 'trade' }],
    fills: [{ fill: { kind: 'trade', side: 'Sell', quantity: eth(5), price: eth(2000), fee: eth(6) } }],
    venueOrders: [{ status: 'Filled' }],
  });
  expect(await chain.allowance('USDC')).toBe(0n);
  // A third of the notional, after the fee of opening.
  expect(await chain.collateral(false)).toBeGreaterThan(usdc(3_333));
  expect(await chain.collateral(false)).toBeLessThan(usdc(3_334));

  await keeper.idle(3);
  expect(await finished(keeper, 1)).toHaveLength(1);

  await giveAway(account, eth(2));
  const [, second] = await finished(keeper, 2);
  expect(await chain.size()).toBe(eth(-3));
  expect(second).toMatchObject({
    order: { status: 'Filled', terms: { reduceOnly: true, position: SHORT } },
    fills: [{ fill: { side: 'Buy', quantity: eth(2) } }],
  });
  await keeper.idle(3);
  const stories = await finished(keeper, 2);
  expect(stories).toHaveLength(2);
  expect(await reverted(lab(), stories)).toEqual([]);
});

test('default: a hedge goes through zero with both its orders in one transaction', async () => {
  const account = await holder(lab(), { USDC: 10_000, WETH: 2 }, { isLong: true, size: 3, collateral: 2_000 });
  const chain = onGmx(lab(), account);
  lab().keeper.run('prompt');
  const keeper = await keepGmx(lab(), account, { rules: [hedge] }, onTestFinished);
  const [story, ...more] = await finished(keeper, 1);
  expect(more).toEqual([]);
  expect(await chain.size()).toBe(eth(-2));
  expect(await chain.position(true)).toBeUndefined();
  expect(story).toMatchObject({
    order: { status: 'Filled', text: '', terms: { side: 'Sell', quantity: eth(5), reduceOnly: false, position: LONG } },
    venueOrders: [{ status: 'Filled' }, { status: 'Filled' }],
  });
  const sold = story?.fills.map(({ fill }) => (fill.kind === 'trade' ? fill.quantity : 0n));
  expect(new Set(sold)).toEqual(new Set([eth(3), eth(2)]));
  await keeper.idle(3);
  expect(await finished(keeper, 1)).toHaveLength(1);
});

test('default: a top-up brings health to its target, once, and leaves no allowance', async () => {
  const account = await holder(lab(), { USDC: 5_000 }, { isLong: false, size: 5, collateral: 900 });
  const chain = onGmx(lab(), account);
  const [wallet, before] = [await chain.balance('USDC'), await chain.collateral(false)];
  lab().keeper.run('prompt');
  const keeper = await keepGmx(lab(), account, { rules: [topUp] }, onTestFinished);
  const [story, ...more] = await finished(keeper, 1);
  expect(more).toEqual([]);
  const fill = story?.fills[0]?.fill;
  const amount = fill?.kind === 'addCollateral' ? fill.amount : 0n;
  expect(story?.order).toMatchObject({ status: 'Filled', orderClass: 'margin' });
  expect(await chain.collateral(false)).toBe(before + amount);
  expect(await chain.balance('USDC')).toBe(wallet - amount);
  expect(await chain.allowance('USDC')).toBe(0n);
  // It is liquidated at half a percent of 10 000.
  expect(await chain.collateral(false)).toBeGreaterThanOrEqual(usdc(30 * 50));
  expect(await chain.collateral(false)).toBeLessThan(usdc(30 * 50 + 15));
  await keeper.idle(3);
  expect(await finished(keeper, 1)).toHaveLength(1);
});

test('default: a deleveraging brings health to its target, once', async () => {
  const account = await holder(lab(), {}, { isLong: true, size: 5, collateral: 900 });
  const chain = onGmx(lab(), account);
  lab().keeper.run('prompt');
  const keeper = await keepGmx(lab(), account, { rules: [deleverage] }, onTestFinished);
  const [story, ...more] = await finished(keeper, 1);
  expect(more).toEqual([]);
  expect(story).toMatchObject({
    order: { status: 'Filled', text: '', orderClass: 'margin', terms: { reduceOnly: true, position: LONG } },
    fills: [{ fill: { kind: 'trade', side: 'Sell' } }],
  });
  const left = await chain.position(true);
  const requirement = (left?.numbers.sizeInUsd ?? 0n) / 200n / 10n ** 24n;
  const health = Number(left?.numbers.collateralAmount ?? 0n) / Number(requirement);
  expect(health).toBeGreaterThanOrEqual(30);
  expect(health).toBeLessThan(31);
  await keeper.idle(3);
  expect(await finished(keeper, 1)).toHaveLength(1);
});

test('default: a stop is placed for a position, moved when the position changes, and goes with it', async () => {
  const account = await lab().createAccount({ USDC: 20_000, WETH: 5 });
  lab().keeper.run('prompt');
  const keeper = await keepGmx(lab(), account, { rules: [hedge, protect] }, onTestFinished);
  const [, placed] = await finished(keeper, 2);
  expect(placed).toMatchObject({
    order: {
      status: 'New',
      orderClass: 'margin',
      terms: { kind: 'rest', ordType: 'Stop', side: 'Buy', position: SHORT },
    },
    venueOrders: [{ status: 'New' }],
    fills: [],
  });
  await keeper.idle(3);
  expect(await finished(keeper, 2)).toHaveLength(2);

  // Less ether, so a smaller short with more collateral to each: its stop belongs elsewhere.
  await giveAway(account, eth(3));
  const [, replaced, , moved] = await finished(keeper, 4);
  expect(replaced?.order).toMatchObject({ status: 'Canceled', text: expect.stringMatching(/^replaced by order/) });
  const [before, after] = [placed, moved].map((story) =>
    story?.order.terms.kind === 'rest' ? toFloat(story.order.terms.triggerPrice) : Number.NaN,
  );
  expect(before).toBeGreaterThan(2_600);
  expect(after).toBeGreaterThan(3_600);
  expect(moved?.venueOrders.map(({ id }) => id)).toEqual(placed?.venueOrders.map(({ id }) => id));
  await keeper.idle(3);
  expect(await finished(keeper, 4)).toHaveLength(4);

  // All of it gone: the hedge closes, and GMX cancels the stop with the position.
  await giveAway(account, eth(2));
  const stories = await when(keeper, (all) => all.length >= 5 && all.every(({ order }) => order.status !== 'New'));
  expect(stories[3]?.order).toMatchObject({ status: 'Canceled', text: 'cancelled by GMX with its position' });
  expect(await lab().positions(account.address)).toEqual([]);
  await keeper.idle(3);
  expect(await finished(keeper, 5)).toHaveLength(5);
  expect(await reverted(lab(), stories)).toEqual([]);
});

test('default: funding that is owed is claimed, once it is worth it', async () => {
  const account = await holder(lab(), { USDC: 100 }, { isLong: false, size: 1, collateral: 500 });
  const chain = onGmx(lab(), account);
  const keeper = await keepGmx(lab(), account, { rules: [{ claim: 'gmx-v2', minimum: '20 usd' }] }, onTestFinished);
  await lab().controls.creditFunding(account.address, { USDC: usdc(10), WETH: eth(0.004) });
  await keeper.idle(2);
  expect(await finished(keeper, 0)).toEqual([]);
  await lab().controls.creditFunding(account.address, { USDC: usdc(15) });
  const [story, ...more] = await finished(keeper, 1);
  expect(more).toEqual([]);
  expect(story?.order).toMatchObject({ status: 'Filled', text: '', orderClass: 'cost' });
  expect(await chain.balance('USDC')).toBe(usdc(125));
  expect(await chain.balance('WETH')).toBe(eth(0.004));
  await keeper.idle(3);
  expect(await finished(keeper, 1)).toHaveLength(1);
});

test('default: a shadow decides the same and moves nothing', async () => {
  const account = await holder(lab(), { USDC: 10_000, WETH: 7 }, { isLong: false, size: 5, collateral: 900 });
  const chain = onGmx(lab(), account);
  const state = async () => [
    ...[await chain.nonce(), await chain.gasToken(), await chain.balance('USDC'), await chain.balance('WETH')],
    ...[await chain.allowance('USDC'), await chain.size(), await chain.collateral(false)],
  ];
  const before = await state();
  const refuse = { signerOf: () => Promise.reject(new Error('a shadow asked for a signer')) };
  const rules = [hedge, topUp, protect];
  const keeper = await keepGmx(lab(), account, { rules, mode: 'shadow' }, onTestFinished, refuse);
  const dry = await keeper.tick(({ orders }) => orders.length > 0);
  await lab().testClient.mine({ blocks: 1 });
  await keeper.tick(({ snapshot }) => snapshot.block.number > dry.snapshot.block.number);
  expect(await state()).toEqual(before);
  const decided = (await decisionsOf(keeper.ledger)).filter(({ verdict }) => verdict === 'act');
  expect(new Set(decided.map(({ kind }) => kind))).toEqual(new Set(['hedge', 'topUp', 'protect']));
  const stories = await finished(keeper, 2);
  for (const { order, attempts, fills, venueOrders } of stories) {
    expect(order).toMatchObject({ status: 'Canceled', text: expect.stringMatching(/^shadow: would have/) });
    expect([attempts, fills, venueOrders]).toEqual([[], [], []]);
  }
});
