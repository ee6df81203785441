import type { Address } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import type { BookOption } from '../../src/lab/book.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { type RunningKeeper, runKeeper } from '../runKeeper.js';
import { orderStories, settledAccount } from './story.js';

const lab = useLab();

/** The orders there are, each filled, with a transaction for each step and the fill of the last. */
async function filled(keeper: RunningKeeper, { nonce }: { nonce: number }) {
  const stories = await orderStories(keeper.ledger);
  let expected = nonce;
  for (const { order, steps, attempts, fills } of stories) {
    expect(order).toMatchObject({ status: 'Filled', text: '' });
    expect(attempts.map(({ state, step }) => ({ state, step }))).toEqual(
      steps.map((_, step) => ({ state: 'Final', step })),
    );
    expect(attempts.map((attempt) => attempt.nonce)).toEqual(steps.map((_, step) => expected + step));
    expect(fills).toMatchObject([{ attempt: attempts.at(-1)?.id }]);
    expected += steps.length;
  }
  expect(await lab().publicClient.getTransactionCount({ address: stories[0]?.order.account ?? '0x' })).toBe(expected);
  return stories.map(({ order, steps, fills: [recorded] }) => {
    if (!recorded) throw new Error('no fill');
    return { order, steps, fill: recorded.fill };
  });
}

const spenders = (): Record<'lyra' | 'perp-v2', Address> => ({
  lyra: lab().contracts.lyra.OptionMarket.address,
  'perp-v2': lab().contracts.perp.Vault.address,
});

test('default: a top-up of Perp V2 brings health to the target, once, and leaves no allowance', async () => {
  const account = await settledAccount(lab(), { USDC: 10_000 }, { options: [], perp: { size: 5, margin: 2500 } });
  const chain = onChain(lab(), account.address);
  const [wallet, margin] = [await chain.balance('USDC'), await chain.perpMargin()];
  expect(await chain.perpHealth()).toBeLessThan(5);
  const rules = [{ topUp: 'perp-v2 *', when: 'health < 5', to: 6, from: 'wallet USDC' }];
  const keeper = await runKeeper(lab(), account, { rules }, onTestFinished);
  await keeper.quiet();

  const [story, ...more] = await filled(keeper, account);
  expect(more).toEqual([]);
  expect(story?.order).toMatchObject({ orderClass: 'margin' });
  expect(story?.steps.map(({ purpose }) => purpose)).toEqual(['approve', 'addCollateral']);
  const amount = story?.fill.kind === 'addCollateral' ? story.fill.amount : 0n;
  expect(await chain.perpMargin()).toBe(margin + amount);
  expect(await chain.balance('USDC')).toBe(wallet - amount);
  expect(await chain.allowance('USDC', spenders()['perp-v2'])).toBe(0n);
  expect(await chain.perpHealth()).toBeGreaterThanOrEqual(6);
  expect(await chain.perpHealth()).toBeLessThan(6 * 1.01);

  await keeper.idle(5);
  expect(await filled(keeper, account)).toHaveLength(1);
});

const shorts = {
  'a put': [{ expiry: 'near', kind: 'shortPutQuote', strike: 1850, amount: 5, collateral: 3600 }, 'sUSD'],
  'a call on dollars': [{ expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 5, collateral: 4500 }, 'sUSD'],
  'a covered call': [{ expiry: 'far', kind: 'shortCallBase', strike: 2600, amount: 3, collateral: 1.3 }, 'sETH'],
} as const satisfies Readonly<Record<string, readonly [BookOption, 'sUSD' | 'sETH']>>;

for (const [name, [option, token]] of Object.entries(shorts)) {
  test(`default: a top-up of ${name} on Lyra brings health to the target, once, and leaves no allowance`, async () => {
    const funds = { sUSD: 20_000, sETH: 10 };
    const account = await settledAccount(lab(), funds, { options: [option], perp: null });
    const chain = onChain(lab(), account.address);
    const before = await chain.option(account.options[0]);
    const wallet = await chain.balance(token);
    const rules = [{ topUp: 'lyra *', when: 'health < 1.7', to: 1.8, from: ['wallet sUSD', 'wallet sETH'] }];
    const keeper = await runKeeper(lab(), account, { rules }, onTestFinished);
    await keeper.quiet();

    const [story, ...more] = await filled(keeper, account);
    expect(more).toEqual([]);
    const amount = story?.fill.kind === 'addCollateral' ? story.fill.amount : 0n;
    const after = await chain.option(account.options[0]);
    expect(after).toMatchObject({ amount: before.amount, collateral: before.collateral + amount });
    expect(await chain.balance(token)).toBe(wallet - amount);
    expect(await chain.allowance(token, spenders().lyra)).toBe(0n);
    expect(after.health).toBeGreaterThanOrEqual(1.8);
    expect(after.health).toBeLessThan(1.8 * 1.01);

    await keeper.idle(3);
    expect(await filled(keeper, account)).toHaveLength(1);
  });

  test(`default: a deleveraging of ${name} on Lyra brings health to the target, once`, async () => {
    const account = await settledAccount(lab(), { sUSD: 20_000, sETH: 10 }, { options: [option], perp: null });
    const chain = onChain(lab(), account.address);
    const before = await chain.option(account.options[0]);
    const dollars = await chain.balance('sUSD');
    const rules = [{ deleverage: 'lyra *', when: 'health < 1.7', to: 1.8, maxSlippage: '5%' }];
    const keeper = await runKeeper(lab(), account, { rules }, onTestFinished);
    await keeper.quiet();

    const [story, ...more] = await filled(keeper, account);
    expect(more).toEqual([]);
    expect(story?.fill).toMatchObject({ kind: 'trade', side: 'Buy' });
    const quantity = story?.fill.kind === 'trade' ? story.fill.quantity : 0n;
    const after = await chain.option(account.options[0]);
    expect(after.amount).toBe(before.amount - quantity);
    // It approved the worst price it would take; what is left over is what it did not have to pay.
    const approved = story?.steps.find(({ approval }) => approval !== null)?.approval?.amount ?? 0n;
    expect(await chain.allowance('sUSD', spenders().lyra)).toBe(approved - (dollars - (await chain.balance('sUSD'))));
    expect(after.health).toBeGreaterThanOrEqual(1.8);

    await keeper.idle(3);
    expect(await filled(keeper, account)).toHaveLength(1);
  });
}

test('default: a deleveraging of Perp V2 brings health to the target, once', async () => {
  const account = await settledAccount(lab(), { USDC: 10_000 }, { options: [], perp: { size: -5, margin: 2500 } });
  const chain = onChain(lab(), account.address);
  const size = await chain.perpSize();
  const rules = [{ deleverage: 'perp-v2 *', when: 'health < 5', to: 6, maxSlippage: '2%' }];
  const keeper = await runKeeper(lab(), account, { rules }, onTestFinished);
  await keeper.quiet();

  const [story, ...more] = await filled(keeper, account);
  expect(more).toEqual([]);
  expect(story).toMatchObject({ order: { terms: { reduceOnly: true } }, fill: { kind: 'trade', side: 'Buy' } });
  const quantity = story?.fill.kind === 'trade' ? story.fill.quantity : 0n;
  expect(await chain.perpSize()).toBe(size + quantity);
  expect(await chain.perpHealth()).toBeGreaterThanOrEqual(6);

  await keeper.idle(3);
  expect(await filled(keeper, account)).toHaveLength(1);
});

test('behavior: a top-up takes what the wallet has, and a deleveraging does the rest in the same tick', async () => {
  const account = await settledAccount(lab(), { USDC: 2800 }, { options: [], perp: { size: 5, margin: 2500 } });
  const chain = onChain(lab(), account.address);
  const rules = [
    { topUp: 'perp-v2 *', when: 'health < 5', to: 6, from: 'wallet USDC' },
    { deleverage: 'perp-v2 *', when: 'health < 5', to: 6, maxSlippage: '2%' },
  ];
  const keeper = await runKeeper(lab(), account, { rules }, onTestFinished);
  const first = await keeper.tick();
  expect(first.orders.map(({ order }) => order.terms.kind)).toEqual(['addCollateral', 'trade']);
  await keeper.quiet();

  const stories = await filled(keeper, account);
  expect(stories).toMatchObject([
    { fill: { kind: 'addCollateral', amount: 300_000_000n } },
    { fill: { kind: 'trade', side: 'Sell' } },
  ]);
  expect(await chain.balance('USDC')).toBe(0n);
  expect(await chain.perpHealth()).toBeGreaterThanOrEqual(6);
  const quantity = stories[1]?.fill.kind === 'trade' ? stories[1].fill.quantity : 0n;
  expect(await chain.perpSize()).toBe(5n * 10n ** 18n - quantity);

  await keeper.idle(3);
  expect(await filled(keeper, account)).toHaveLength(2);
});
