import { expect, onTestFinished, test } from 'vitest';
import { useGmxLab } from '../gmxLab.js';
import { startRpcProxy } from '../rpcProxy.js';
import { areDone, blocks, eth, hedge, keepGmx, mineUntil, onGmx, reverted, told } from './gmxDesk.js';
import { orderStories } from './story.js';

const lab = useGmxLab();

const gwei = 1_000_000_000n;

/** What a block asks for from now on, falling by an eighth with each that is empty. */
async function becomes(baseFeePerGas: bigint): Promise<void> {
  await lab().testClient.setNextBlockBaseFeePerGas({ baseFeePerGas });
  await lab().testClient.mine({ blocks: 1 });
}

for (const [moment, method, count] of [
  ['between the plan and the rehearsal', 'eth_estimateGas', 1],
  ['between the rehearsal and the sending', 'eth_sendRawTransaction', 2],
] as const) {
  test(`default: gas is dear all of a sudden ${moment}: GMX is paid enough, and nothing reverts`, async () => {
    const account = await lab().createAccount({ USDC: 20_000, WETH: 5 });
    const chain = onGmx(lab(), account);
    await becomes(gwei);
    const proxy = await startRpcProxy(lab(), onTestFinished);
    let seen = 0;
    let dear = false;
    proxy.intercept = async (request, forward) => {
      if (request.method === method && ++seen === count) {
        await becomes(40n * gwei);
        dear = true;
      }
      const answer = await forward();
      // An eighth less with each block, until what was signed is taken.
      if (dear && request.method === 'eth_sendRawTransaction') await lab().testClient.mine({ blocks: 30 });
      return answer;
    };
    const text = { rules: [hedge], endpoints: [proxy.wsUrl] };
    const keeper = await keepGmx(lab(), account, text, onTestFinished);
    lab().keeper.run('prompt');
    await mineUntil(lab(), keeper, (all) => all.some(({ order }) => order.status === 'Filled'));
    expect(dear).toBe(true);
    await blocks(lab(), keeper, 3);
    const stories = await orderStories(keeper.ledger);
    expect(stories.filter(({ order }) => order.status === 'Filled')).toHaveLength(1);
    expect(await chain.size()).toBe(eth(-5));
    expect(await reverted(lab(), stories)).toEqual([]);
  });
}

test('behavior: gas has become dear before it starts: the request pays for it', async () => {
  const account = await lab().createAccount({ USDC: 20_000, WETH: 5 });
  const chain = onGmx(lab(), account);
  await becomes(100n * gwei);
  lab().keeper.run('prompt');
  const keeper = await keepGmx(lab(), account, { rules: [hedge] }, onTestFinished);
  const stories = await mineUntil(lab(), keeper, areDone(1));
  expect(told(stories)).toEqual([['trade', 'Filled', '']]);
  const { value } = await lab().publicClient.getTransaction({ hash: stories[0]?.attempts.at(-1)?.hash ?? '0x' });
  // 4.35 million gas, at no less than what a block of that time asked for.
  expect(value).toBeGreaterThan(4_350_000n * 60n * gwei);
  expect(await chain.size()).toBe(eth(-5));
  expect(await reverted(lab(), stories)).toEqual([]);
});
