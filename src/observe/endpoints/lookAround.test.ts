import { createTestClient, http } from 'viem';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type RpcProxy, startRpcProxy } from '../../../test/rpcProxy.js';
import { startAnvil } from '../../lab/anvil.js';
import { latestBlock } from '../latestBlock.js';
import { createEndpoint } from './createEndpoint.js';
import { createEndpointPool, type EndpointPool, type EndpointState } from './endpointPool.js';
import { createHandClock } from './testing/handClock.js';
import { recordAlarms } from './testing/recordAlarms.js';

const chainId = 31337;
const until = (condition: () => boolean) => vi.waitUntil(condition, { interval: 2, timeout: 10_000 });

/** A node, as many ways to it as wanted, one of them mute, and a pool that is looked after in a time that the test lets pass. */
async function watch(ways: number, spoil: (proxies: readonly RpcProxy[]) => void = () => {}, mute = -1) {
  const anvil = await startAnvil();
  onTestFinished(anvil.stop);
  const proxies: RpcProxy[] = [];
  for (let i = 0; i < ways; i++) proxies.push(await startRpcProxy(anvil, onTestFinished));
  spoil(proxies);
  const first = await latestBlock(createEndpoint(anvil.url));
  const clock = createHandClock(first.timestamp * 1000);
  const { alarms, open, history } = recordAlarms();
  const log = { warn: () => {}, info: () => {} };
  const pool = createEndpointPool({ urls: proxies.map(({ url }) => url), chainId, log, alarms, clock });
  const over = new AbortController();
  void pool.watch(over.signal);
  onTestFinished(() => {
    over.abort();
    return pool.close();
  });
  const client = createTestClient({ mode: 'anvil', transport: http(anvil.url) });
  const world = { anvil, proxies, pool, clock, open, history };
  return {
    ...world,
    /** Seconds pass, in steps of a third of a look, each with a block where there is to be one. */
    async pass(seconds: number, blocks = true) {
      for (let left = seconds; left > 0; left -= 5) {
        if (blocks) {
          await client.setNextBlockTimestamp({ timestamp: BigInt(Math.floor(clock.now() / 1000) + 5) });
          await client.mine({ blocks: 1 });
        }
        await clock.advance(5_000);
        await until(() => pool.state().every((state, i) => i === mute || !isDue(state, clock.now())));
      }
    },
  };
}

const isDue = ({ health: { heardAt, failing } }: EndpointState, now: number): boolean =>
  now - Math.max(heardAt ?? 0, failing.heads?.lastAt ?? 0) >= 15_000;

const inUse = (pool: EndpointPool) => pool.state().findIndex(({ isCurrent }) => isCurrent);
const subject = (proxy: RpcProxy | undefined) => `${proxy?.url}, chain ${chainId}`;

/** Resolves once it has told its newest block. */
const untilItTellsABlock = (proxy: RpcProxy): Promise<void> =>
  new Promise((resolve) => {
    proxy.intercept = async ({ method }, forward) => {
      const answer = await forward();
      if (method === 'eth_getBlockByNumber') setImmediate(resolve);
      return answer;
    };
  });

/** Says the same newest block for ever. */
async function freeze(proxy: RpcProxy | undefined): Promise<void> {
  if (!proxy) throw new Error('no proxy');
  let kept: Awaited<ReturnType<Parameters<RpcProxy['intercept']>[1]>> | null = null;
  proxy.intercept = async ({ method }, forward) => {
    if (method !== 'eth_getBlockByNumber') return forward();
    kept ??= await forward();
    return kept;
  };
}

test('behavior: one whose newest block gets old while others go on is left, and used again once it is well for a while', async () => {
  const { pool, proxies, open, history, pass } = await watch(2, ([first]) => void freeze(first));
  const [first] = proxies;
  await pass(60);
  expect(inUse(pool)).toBe(0);
  expect([...open]).toEqual([]);
  await pass(20);
  expect(inUse(pool)).toBe(1);
  await until(() => open.has(`ENDPOINT_STALE ${subject(first)}`));
  expect(open.get(`ENDPOINT_STALE ${subject(first)}`)).toMatch(/its newest block \d is \d+ s old; others have \d+/);
  if (first) first.intercept = (_, forward) => forward();
  await pass(30);
  expect([...open]).toEqual([]);
  expect(inUse(pool)).toBe(1);
  await pass(65);
  expect(inUse(pool)).toBe(0);
  expect(history).toEqual([`+ ENDPOINT_STALE ${subject(first)}`, `- ENDPOINT_STALE ${subject(first)}`]);
});

test('behavior: one that does not answer is alerted of after three looks, not after one', async () => {
  const { pool, proxies, open, pass } = await watch(2);
  const [first, second] = proxies;
  await pass(15);
  second?.down();
  await pass(15);
  await until(() => pool.state()[1]?.ailment?.kind === 'shaky');
  expect([...open]).toEqual([]);
  await pass(20);
  await until(() => open.has(`ENDPOINT_SILENT ${subject(second)}`));
  second?.up();
  await pass(20);
  await until(() => open.size === 0);
  expect(inUse(pool)).toBe(0);
  first?.down();
  await pass(20);
  await until(() => inUse(pool) === 1);
});

test.each([0, 1])(
  'behavior: endpoint %i serves another chain: known at the start, alerted of, not used',
  async (wrong) => {
    const { pool, proxies, open } = await watch(2, (all) => {
      const proxy = all[wrong];
      if (proxy)
        proxy.intercept = async ({ method }, forward) => (method === 'eth_chainId' ? { result: '0x1' } : forward());
    });
    await until(() => open.size > 0);
    expect([...open]).toEqual([[`ENDPOINT_WRONG_CHAIN ${subject(proxies[wrong])}`, 'serves chain 1']]);
    expect(inUse(pool)).toBe(1 - wrong);
  },
);

test('behavior: a chain that stands still is silent, and its endpoints are not blamed', async () => {
  const { open, history, pass } = await watch(2);
  await pass(60, false);
  expect([...open]).toEqual([]);
  await pass(20, false);
  await until(() => open.size > 0);
  expect([...open.keys()]).toEqual([`CHAIN_SILENT chain ${chainId}`]);
  await pass(20);
  await until(() => open.size === 0);
  expect(history).toEqual([`+ CHAIN_SILENT chain ${chainId}`, `- CHAIN_SILENT chain ${chainId}`]);
});

test('behavior: all that fail are a silent chain', async () => {
  const { proxies, open, pass } = await watch(2);
  for (const proxy of proxies) proxy.down();
  await pass(90);
  await until(() => open.size === 3);
  expect([...open.keys()].sort()).toEqual([
    `CHAIN_SILENT chain ${chainId}`,
    ...proxies.map((proxy) => `ENDPOINT_SILENT ${subject(proxy)}`).sort(),
  ]);
  for (const proxy of proxies) proxy.up();
  await pass(20);
  await until(() => open.size === 0);
});

test('behavior: one that never answers holds up no look at the others', async () => {
  const { pool, pass } = await watch(
    3,
    ([first]) => {
      if (first) first.intercept = () => new Promise(() => {});
    },
    0,
  );
  await pass(60);
  const heard = pool.state().map(({ health }) => health.head?.number ?? null);
  expect(heard[0]).toBeNull();
  expect(heard[1]).toBeGreaterThan(5n);
  expect(heard[2]).toBeGreaterThan(5n);
});

test('behavior: one that tells of blocks far ahead is left and alerted of, and nobody else is', async () => {
  const { pool, proxies, open, pass } = await watch(3, ([first, ...others]) => {
    if (!first) return;
    // Both others are heard first: which of them is chosen must not hang on who answers sooner.
    const heard = Promise.all(others.map(untilItTellsABlock));
    first.intercept = async ({ method }, forward) => {
      const answer = await forward();
      if (method !== 'eth_getBlockByNumber' || !('result' in answer)) return answer;
      await heard;
      return { result: { ...(answer.result as object), number: '0x3b9aca00', hash: `0x${'9'.repeat(64)}` } };
    };
  });
  await pass(20);
  expect(inUse(pool)).toBe(1);
  await until(() => open.size > 0);
  await pass(120);
  expect([...open.keys()]).toEqual([`ENDPOINT_LYING ${subject(proxies[0])}`]);
  expect(inUse(pool)).toBe(1);
});
