import { encodeFunctionData } from 'viem';
import { describe, expect, onTestFinished, test } from 'vitest';
import { developmentAccount } from '../../src/lab/chain.js';
import { roleKey } from '../../src/lab/gmx/keys.js';
import { sendAs } from '../../src/lab/gmx/sendAs.js';
import type { TickersMood } from '../../src/lab/gmx/tickers.js';
import type { OrderStory } from '../../src/record/queries/decisions.js';
import { useGmxLab } from '../gmxLab.js';
import {
  areDone,
  asked,
  blocks,
  deleverage,
  eth,
  hedge,
  holder,
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
import { orderStories } from './story.js';

const lab = useGmxLab();

/** What the tickers do, and what is said of it. */
const moods: Readonly<Record<string, readonly [TickersMood, RegExp]>> = {
  gone: [{ kind: 'gone' }, /^MARKET_STATE: .*only the feed states a price: the tickers are down/],
  failing: [{ kind: 'failing' }, /^MARKET_STATE: .*only the feed states a price: .*HTTP status 500$/],
  stale: [
    { kind: 'stale', seconds: 120 },
    /^MARKET_STATE: .*only the feed states a price: the tickers are 12\d s old$/,
  ],
  'lying by 5 %': [{ kind: 'lying', price: 2100 }, /^MARKET_STATE: .*the tickers and the feed disagree by 5 %$/],
  'lying beyond reason': [
    { kind: 'lying', price: 4000 },
    /^MARKET_STATE: .*the tickers are 100 % off the feed, where GMX executes nothing$/,
  ],
  'talking nonsense': [{ kind: 'nonsense' }, /^MARKET_STATE: .*only the feed states a price: the tickers are down/],
};

describe.each(Object.entries(moods))('with tickers %s', (_, [mood, said]) => {
  test('default: nothing new is opened, collateral still goes in, and all is well once they are', async () => {
    const account = await holder(lab(), { USDC: 10_000, WETH: 5 }, { isLong: false, size: 2, collateral: 360 });
    const chain = onGmx(lab(), account);
    await lab().tickers.behave(mood);
    lab().keeper.run('prompt');
    const keeper = await keepGmx(lab(), account, { rules: [topUp, hedge] }, onTestFinished);
    const stories = await mineUntil(lab(), keeper, areDone(1));
    await blocks(lab(), keeper, 3);
    const refused = await newestOf(keeper, 'hedge ETH');
    expect(refused?.verdict).toBe('refused');
    expect(refused?.not[0]).toMatch(said);
    const fill = stories[0]?.fills[0]?.fill;
    // At the side that is worse for a short, where there are two.
    expect(fill?.kind === 'addCollateral' && fill.amount).toBe(
      usdc(mood.kind === 'lying' && mood.price < 3000 ? 444 : 244),
    );
    expect(told(await orderStories(keeper.ledger))).toEqual([['addCollateral', 'Filled', '']]);
    expect(await chain.size()).toBe(eth(-2));

    await lab().tickers.behave({ kind: 'honest' });
    await pass(lab(), keeper, 20);
    const after = await mineUntil(lab(), keeper, areDone(2));
    expect(after.at(-1)?.order).toMatchObject({ status: 'Filled', terms: { kind: 'trade' } });
    expect(await chain.size()).toBe(eth(-5));
    expect(await reverted(lab(), after)).toEqual([]);
  });
});

test('behavior: when they lie, a reduction is sized at the worse of both prices', async () => {
  const account = await holder(lab(), {}, { isLong: true, size: 5, collateral: 900 });
  const chain = onGmx(lab(), account);
  await lab().tickers.behave({ kind: 'lying', price: 1980 });
  lab().keeper.run('prompt');
  const keeper = await keepGmx(lab(), account, { rules: [deleverage] }, onTestFinished);
  const stories = await mineUntil(lab(), keeper, areDone(1));
  expect(told(stories)).toEqual([['trade', 'Filled', '']]);
  // Honest tickers make it sell 2.03.
  expect(await chain.size()).toBeLessThan(eth(2.7));
  await blocks(lab(), keeper, 3);
  expect(await orderStories(keeper.ledger)).toHaveLength(1);
});

test('behavior: the sequencer is down, and has just come up: no new risk; collateral goes in', async () => {
  const account = await holder(lab(), { USDC: 10_000, WETH: 5 }, { isLong: false, size: 2, collateral: 360 });
  const chain = onGmx(lab(), account);
  await lab().feeds.sequencerIs('down');
  lab().keeper.run('prompt');
  const keeper = await keepGmx(lab(), account, { rules: [topUp, hedge] }, onTestFinished);
  await asked(keeper);
  await blocks(lab(), keeper, 2);
  expect((await newestOf(keeper, 'hedge ETH'))?.not).toEqual([expect.stringMatching(/^MARKET_STATE: .*sequencer/)]);
  await lab().feeds.sequencerIs('up');
  await pass(lab(), keeper, 100, 2);
  expect((await newestOf(keeper, 'hedge ETH'))?.not).toEqual([expect.stringMatching(/^MARKET_STATE: .*sequencer/)]);
  expect(await chain.size()).toBe(eth(-2));
  await pass(lab(), keeper, 60, 3);
  const isFilled = ({ order }: OrderStory) => order.terms.kind === 'trade' && order.status === 'Filled';
  await mineUntil(lab(), keeper, (all) => all.some(isFilled));
  expect(await chain.size()).toBe(eth(-5));
});

/** Of the OrderHandler, as GMX takes it from what it replaces. */
const role = (name: 'grantRole' | 'revokeRole') =>
  sendAs(
    lab(),
    {
      from: developmentAccount(0),
      to: lab().contracts.roleStore,
      data: encodeFunctionData({
        abi: [
          {
            type: 'function',
            name,
            stateMutability: 'nonpayable',
            outputs: [],
            inputs: [
              { name: 'account', type: 'address' },
              { name: 'roleKey', type: 'bytes32' },
            ],
          },
        ],
        functionName: name,
        args: [lab().contracts.orderHandler, roleKey('CONTROLLER')],
      }),
    },
    [],
  );

test('behavior: the release is rotated: what moved is said, nothing new is opened, and it goes on once it is back', async () => {
  const account = await lab().createAccount({ USDC: 10_000, WETH: 5 });
  const chain = onGmx(lab(), account);
  lab().keeper.run('prompt');
  await role('revokeRole');
  const keeper = await keepGmx(lab(), account, { rules: [hedge] }, onTestFinished);
  await blocks(lab(), keeper, 3);
  const refused = await newestOf(keeper, 'hedge ETH');
  expect(refused?.verdict).toBe('refused');
  expect(refused?.not[0]).toMatch(
    /^MARKET_STATE: OrderHandler 0x\w{40} no longer has the role CONTROLLER: GMX has rotated its release; set the release:/,
  );
  expect(await orderStories(keeper.ledger)).toEqual([]);
  await role('grantRole');
  const after = await mineUntil(lab(), keeper, areDone(1));
  expect(after.at(-1)?.order.status).toBe('Filled');
  expect(await chain.size()).toBe(eth(-5));
});

test('behavior: with the release rotated, a top-up is refused before it is signed, and goes once it is back', async () => {
  const account = await holder(lab(), { USDC: 10_000 }, { isLong: false, size: 2, collateral: 360 });
  const chain = onGmx(lab(), account);
  lab().keeper.run('prompt');
  await role('revokeRole');
  const keeper = await keepGmx(lab(), account, { rules: [topUp] }, onTestFinished);
  await pass(lab(), keeper, 10, 4);
  const stories = await orderStories(keeper.ledger);
  expect(stories.length).toBeGreaterThan(1);
  expect(told(stories)).toEqual(
    stories.map(() => ['addCollateral', 'Rejected', expect.stringMatching(/^Unauthorized: /)]),
  );
  // The approval is all that was sent, and it serves them all.
  expect(await chain.nonce()).toBe(account.nonce + 1);
  await role('grantRole');
  await pass(lab(), keeper, 300, 2);
  const after = await mineUntil(lab(), keeper, (all) => all.at(-1)?.order.status === 'Filled');
  expect(await reverted(lab(), after)).toEqual([]);
  expect(await chain.allowance('USDC')).toBe(0n);
});
