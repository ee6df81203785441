import { encodeAbiParameters, parseEther } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { lying } from '../../../test/forge.js';
import { useLab } from '../../../test/lab.js';
import { type RpcProxy, startRpcProxy } from '../../../test/rpcProxy.js';
import { multicall3Address } from '../../model/multicall3.js';
import { steadyClock } from '../endpoints/clock.js';
import { createEndpointPool } from '../endpoints/endpointPool.js';
import { latestBlock } from '../latestBlock.js';
import { callsAt } from '../runReadings.js';
import { takeSnapshots } from '../takeSnapshots.js';
import { createAudit } from './audit.js';

const lab = useLab();
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** An account without venues, watched by the first of these endpoints on a clock that is set by hand. */
async function watching(proxies: readonly RpcProxy[]) {
  const time = { now: 0 };
  const accused: string[] = [];
  const pool = createEndpointPool({
    urls: proxies.map(({ url }) => url),
    chainId: lab().chainId,
    log: { ...quiet, warn: (facts) => accused.push((facts as { endpoint: string }).endpoint) },
    clock: { ...steadyClock, now: () => time.now },
  });
  onTestFinished(() => pool.close());
  const { address: account } = await lab().createAccount({ ETH: 1 });
  const watched = { account, venues: [] };
  const see = async () => {
    const inUse = pool.current();
    const block = await latestBlock(inUse);
    const frame = { chainId: lab().chainId, block, multicall3: multicall3Address };
    const taken = await takeSnapshots(frame, [watched], callsAt(inUse, multicall3Address, block.hash));
    return {
      ...{ frame, inUse, others: pool.others() },
      doubts: taken.map((one) => ({ watched, taken: one, wanted: 2 })),
    };
  };
  const audit = createAudit({ pool, everyMs: 60_000, log: quiet, stop: new AbortController().signal });
  return { pool, time, accused, see, audit };
}

/** Says that the account holds so much gas token. */
const sayRich = lying([
  { to: multicall3Address, data: '0x4d2301cc', answer: encodeAbiParameters([{ type: 'uint256' }], [parseEther('9')]) },
]);

async function endpoints(count: number): Promise<RpcProxy[]> {
  return Promise.all(Array.from({ length: count }, () => startRpcProxy(lab(), onTestFinished)));
}

test('default: a lie that triggers nothing is found once it is time, and the next tick stands on another endpoint', async () => {
  const [liar, ...honest] = await endpoints(3);
  if (!liar) throw new Error('no endpoints');
  const { pool, time, accused, see, audit } = await watching([liar, ...honest]);
  liar.intercept = sayRich;
  time.now = 59_999;
  await audit(await see());
  expect(accused).toEqual([]);
  time.now = 60_000;
  await audit(await see());
  expect(accused).toEqual([liar.url]);
  expect(pool.current().label).not.toBe(liar.url);
  await audit(await see());
  expect(accused).toEqual([liar.url]);
});

test('behavior: each of the others is asked in turn', async () => {
  const proxies = await endpoints(3);
  const asked: number[] = [];
  const { time, accused, see, audit } = await watching(proxies);
  for (const [i, proxy] of proxies.entries()) {
    proxy.intercept = ({ method }, forward) => {
      if (method === 'eth_getBlockByHash') asked.push(i);
      return forward();
    };
  }
  for (time.now = 60_000; time.now <= 180_000; time.now += 60_000) await audit(await see());
  expect(asked).toEqual([1, 2, 1]);
  expect(accused).toEqual([]);
});

test('behavior: with one endpoint there is nobody to ask', async () => {
  const { time, accused, see, audit } = await watching(await endpoints(1));
  time.now = 60_000;
  await audit(await see());
  expect(accused).toEqual([]);
});
