import { createTestClient, http } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { type RpcProxy, startRpcProxy } from '../../test/rpcProxy.js';
import { startAnvil } from '../lab/anvil.js';
import type { Block } from '../model/snapshot.js';
import { createEndpointPool, type EndpointPoolOptions } from './endpoints/endpointPool.js';
import { recordAlarms } from './endpoints/testing/recordAlarms.js';
import { createHeads } from './heads.js';

/** One node behind a socket that pushes, and whatever ways to it come after. */
async function follow(ways: number, options: Partial<EndpointPoolOptions> = {}, silenceMs = 60_000) {
  const anvil = await startAnvil();
  onTestFinished(anvil.stop);
  const proxies: RpcProxy[] = [];
  for (let i = 0; i < ways; i++) proxies.push(await startRpcProxy(anvil, onTestFinished));
  const [first, ...rest] = proxies;
  if (!first) throw new Error('no proxy');
  const { alarms, history } = recordAlarms();
  const pool = createEndpointPool({
    ...{ urls: [first.wsUrl, ...rest.map(({ url }) => url)], chainId: 31337, alarms },
    ...{ log: { warn: () => {}, info: () => {} }, ...options },
  });
  const over = new AbortController();
  const begin = () => {
    const heads = createHeads({ pool, signal: over.signal, pollEveryMs: 5, silenceMs });
    void pool.watch(over.signal);
    const told: Block[] = [];
    heads.onHead((block) => told.push(block));
    const reach = (number: bigint): Promise<void> =>
      new Promise((resolve) => {
        const reached = () => told.some((block) => block.number === number);
        if (reached()) return resolve();
        const forget = heads.onHead(() => {
          if (!reached()) return;
          forget();
          resolve();
        });
      });
    return { heads, told, reach, numbers: () => told.map(({ number }) => number) };
  };
  onTestFinished(() => {
    over.abort();
    return pool.close();
  });
  const client = createTestClient({ mode: 'anvil', transport: http(anvil.url) });
  const mine = () => client.mine({ blocks: 1 });
  return { first, proxies, pool, history, begin, mine, signal: over.signal };
}

const farAway = (header: unknown) => ({
  ...(header as object),
  ...{ number: '0x3b9aca00', hash: `0x${'9'.repeat(64)}`, parentHash: `0x${'8'.repeat(64)}` },
});

test('behavior: a pushed head far in the future is not believed, the node is asked which is the newest', async () => {
  const { first, begin, mine, signal } = await follow(1);
  const { heads, numbers, reach } = begin();
  await heads.newest(signal);
  first.push = farAway;
  await mine();
  await reach(1n);
  expect(numbers()).toEqual([0n, 1n]);
});

test('behavior: a pushed head of an unknown parent is taken when the node says the same of it', async () => {
  const { first, begin, mine, signal } = await follow(1);
  const { heads, numbers, reach } = begin();
  await heads.newest(signal);
  // The node pushes when it likes: each head is waited for, or it would pass after the two that are kept back.
  for (const _ of [1, 2]) {
    const keptBack = new Promise<void>((resolve) => {
      first.push = () => resolve();
    });
    await mine();
    await keptBack;
  }
  first.push = (header) => header;
  await mine();
  await reach(3n);
  expect(numbers()).toEqual([0n, 3n]);
});

test('behavior: heads pushed twice, late and out of order lead nobody back', async () => {
  const { first, begin, mine, signal } = await follow(1);
  const { heads, numbers, reach } = begin();
  await heads.newest(signal);
  const pushed: unknown[] = [];
  first.push = (header) => {
    pushed.push(header);
    return header;
  };
  for (const number of [1n, 2n, 3n]) {
    await mine();
    await reach(number);
  }
  for (const old of [...pushed, ...pushed.reverse()]) {
    const isPushed = new Promise<void>((resolve) => {
      first.push = () => {
        resolve();
        return old;
      };
    });
    await mine();
    await isPushed;
  }
  first.push = (header) => header;
  await mine();
  await reach(10n);
  const seen = numbers();
  expect(seen).toEqual([...seen].sort((a, b) => Number(a - b)));
  expect(new Set(seen).size).toBe(seen.length);
});

test('behavior: a socket that stays open and tells nothing new is left while another endpoint goes on', async () => {
  const { first, pool, history, begin, mine, signal } = await follow(2, { maxHeadAgeMs: 5_500, lookEveryMs: 100 }, 100);
  first.push = () => undefined;
  let kept: Awaited<ReturnType<Parameters<RpcProxy['intercept']>[1]>> | null = null;
  first.intercept = async ({ method }, forward) => {
    if (method !== 'eth_getBlockByNumber') return forward();
    kept ??= await forward();
    return kept;
  };
  const { heads, reach } = begin();
  await heads.newest(signal);
  await mine();
  await reach(1n);
  expect(pool.state().map(({ isCurrent }) => isCurrent)).toEqual([false, true]);
  expect(history).toContainEqual(expect.stringMatching(/^\+ ENDPOINT_STALE ws:/));
});

test('behavior: one that denies that there are blocks is left', async () => {
  const { first, pool, begin, mine, signal } = await follow(2);
  first.intercept = async ({ method }, forward) => (method === 'eth_getBlockByNumber' ? { result: null } : forward());
  const { heads, reach } = begin();
  expect((await heads.newest(signal))?.number).toBe(0n);
  await mine();
  await reach(1n);
  expect(pool.state()[1]?.isCurrent).toBe(true);
});
