import { expect, onTestFinished, test } from 'vitest';
import { useGmxLab } from '../gmxLab.js';
import { areDone, asked, blocks, eth, hedge, keepGmx, mineUntil, onGmx, reverted, told } from './gmxDesk.js';
import { orderStories } from './story.js';

const lab = useGmxLab();

/** Replaces the newest blocks by empty ones. */
async function reorganise(depth: bigint): Promise<void> {
  await lab().testClient.request<{ Method: 'anvil_reorg'; Parameters: [number, unknown[]]; ReturnType: null }>({
    method: 'anvil_reorg',
    params: [Number(depth), []],
  });
}

async function setUp() {
  const account = await lab().createAccount({ USDC: 20_000, WETH: 5 });
  await lab().testClient.mine({ blocks: 3 });
  const keeper = await keepGmx(lab(), account, { rules: [hedge], confirmations: 4 }, onTestFinished);
  const [key = '0x'] = await asked(keeper);
  return { keeper, key, chain: onGmx(lab(), account) };
}

/** From the block that holds it to the newest, both included. */
const depthOf = async (block: bigint | null | undefined): Promise<bigint> =>
  (await lab().publicClient.getBlockNumber()) - (block ?? 0n) + 1n;

test('default: the block of the request is reorganised away: it is sent again, and has one effect', async () => {
  const { keeper, chain } = await setUp();
  const request = async () => (await orderStories(keeper.ledger))[0]?.attempts.at(-1);
  const mined = await request();
  await reorganise(await depthOf(mined?.blockNumber));
  // Sent again at once, it may be in a block by now: another one.
  await blocks(lab(), keeper, 2);
  expect(await orderStories(keeper.ledger)).toHaveLength(1);
  lab().keeper.run('prompt');
  await mineUntil(lab(), keeper, areDone(1));
  await blocks(lab(), keeper, 6);
  const stories = await orderStories(keeper.ledger);
  expect(told(stories)).toEqual([['trade', 'Filled', '']]);
  expect(stories[0]?.attempts.map(({ nonce, state }) => [nonce, state])).toEqual([
    [0, 'Final'],
    [1, 'Final'],
  ]);
  expect((await request())?.blockHash).not.toBe(mined?.blockHash);
  expect(stories[0]?.fills).toHaveLength(1);
  expect(stories[0]?.venueOrders).toMatchObject([{ status: 'Filled', settled: true }]);
  expect(await chain.size()).toBe(eth(-5));
  expect(await reverted(lab(), stories)).toEqual([]);
});

test('default: the block in which GMX carried it out is reorganised away: it is open again, and its fill did not happen', async () => {
  const { keeper, key, chain } = await setUp();
  await blocks(lab(), keeper, 5);
  await lab().keeper.execute(key);
  const [filled] = await mineUntil(lab(), keeper, areDone(1));
  expect(filled?.fills).toHaveLength(1);
  await reorganise(await depthOf(filled?.venueOrders[0]?.endBlock));
  expect(await chain.size()).toBe(0n);

  const [open] = await mineUntil(lab(), keeper, (all) => all[0]?.order.status === 'New');
  expect(open).toMatchObject({ fills: [], venueOrders: [{ id: key, status: 'New', settled: false }] });
  await blocks(lab(), keeper, 3);
  expect(await orderStories(keeper.ledger)).toHaveLength(1);

  await lab().keeper.execute(key);
  await mineUntil(lab(), keeper, areDone(1));
  await blocks(lab(), keeper, 6);
  const [story, ...more] = await orderStories(keeper.ledger);
  expect(more).toEqual([]);
  expect(story).toMatchObject({ order: { status: 'Filled' }, venueOrders: [{ status: 'Filled', settled: true }] });
  expect(story?.fills).toHaveLength(1);
  expect(await chain.size()).toBe(eth(-5));
});

test('behavior: both are reorganised away: the request is sent again, and carried out once', async () => {
  const { keeper, key, chain } = await setUp();
  await lab().keeper.execute(key);
  const [filled] = await mineUntil(lab(), keeper, areDone(1));
  await reorganise(await depthOf(filled?.venueOrders[0]?.createdBlock));
  expect(await chain.size()).toBe(0n);
  await mineUntil(lab(), keeper, (all) => all[0]?.order.status === 'New');
  lab().keeper.run('prompt');
  await mineUntil(lab(), keeper, areDone(1));
  await blocks(lab(), keeper, 6);
  const [story, ...more] = await orderStories(keeper.ledger);
  expect(more).toEqual([]);
  expect(story?.order.status).toBe('Filled');
  expect(story?.fills).toHaveLength(1);
  expect(await chain.size()).toBe(eth(-5));
});
