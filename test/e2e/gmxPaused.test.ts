import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../src/model/units.js';
import { setTradingState } from '../../src/operate/cli/setTradingState.js';
import { useGmxLab } from '../gmxLab.js';
import {
  areDone,
  asked,
  blocks,
  eth,
  hedge,
  holder,
  keepGmx,
  mineUntil,
  newestOf,
  onGmx,
  pass,
  protect,
  told,
  usdc,
} from './gmxDesk.js';
import { orderStories } from './story.js';

const lab = useGmxLab();

const setUp = async () => {
  const account = await lab().createAccount({ USDC: 20_000, WETH: 5 });
  const keeper = await keepGmx(lab(), account, { rules: [hedge] }, onTestFinished);
  const [key = '0x'] = await asked(keeper);
  const say = (verb: 'pause' | 'halt' | 'resume') =>
    setTradingState(keeper.ledger, verb, 'let me see', unixMillis(Date.now()));
  return { keeper, key, say, chain: onGmx(lab(), account) };
};

test('default: paused while a hedge waits: what is late is taken back, and nothing is opened until trading is resumed', async () => {
  const { keeper, say, chain } = await setUp();
  await say('pause');
  await pass(lab(), keeper, 100, 3);
  const stories = await mineUntil(lab(), keeper, areDone(2));
  expect(told(stories)).toEqual([
    ['trade', 'Canceled', 'taken back by the account'],
    ['cancel', 'Filled', ''],
  ]);
  expect(await chain.balance('USDC')).toBe(usdc(20_000));
  await pass(lab(), keeper, 30, 2);
  expect(await newestOf(keeper, 'hedge ETH')).toMatchObject({
    verdict: 'refused',
    not: [expect.stringMatching(/^TRADING_STATE: /)],
  });
  expect(await orderStories(keeper.ledger)).toHaveLength(2);

  lab().keeper.run('prompt');
  await say('resume');
  const after = await mineUntil(lab(), keeper, areDone(3));
  expect(told(after)[2]).toEqual(['trade', 'Filled', '']);
  expect(await chain.size()).toBe(eth(-5));
});

test('default: halted while a hedge waits: nothing is sent, and what GMX does all the same is in the books', async () => {
  const { keeper, key, say, chain } = await setUp();
  const nonce = await chain.nonce();
  await say('halt');
  const { timestamp } = await lab().publicClient.getBlock();
  await pass(lab(), keeper, 100, 5);
  const stories = await orderStories(keeper.ledger);
  expect((await newestOf(keeper, 'expire'))?.not).toEqual(['TRADING_STATE: trading is halted']);
  expect(told(stories)[0]).toEqual(['trade', 'New', expect.stringMatching(/^waits at gmx-v2/)]);
  expect(await chain.nonce()).toBe(nonce);

  expect(await lab().keeper.execute(key, { timestamp: Number(timestamp) })).toMatchObject({ outcome: 'executed' });
  const after = await mineUntil(lab(), keeper, (all) => all[0]?.order.status === 'Filled');
  expect(after[0]?.fills).toMatchObject([{ fill: { kind: 'trade', side: 'Sell', quantity: eth(5) } }]);
  expect(await chain.nonce()).toBe(nonce);
});

test('behavior: halted with a stop at GMX: it stays there, and its end is in the books', async () => {
  const account = await holder(lab(), {}, { isLong: false, size: 5, collateral: 900 });
  const keeper = await keepGmx(lab(), account, { rules: [protect] }, onTestFinished);
  const [stop = '0x'] = await asked(keeper);
  await setTradingState(keeper.ledger, 'halt', 'let me see', unixMillis(Date.now()));
  await lab().moveMarket(2100);
  await blocks(lab(), keeper, 3);
  expect(told(await orderStories(keeper.ledger))).toEqual([['rest', 'New', expect.stringMatching(/^rests at/)]]);
  await lab().moveMarket(2165);
  expect(await lab().keeper.execute(stop)).toMatchObject({ outcome: 'executed' });
  const [story] = await mineUntil(lab(), keeper, (all) => all[0]?.order.status === 'Filled');
  expect(story?.fills).toMatchObject([{ fill: { kind: 'trade', side: 'Buy', quantity: eth(5) } }]);
});
