import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestClient, http } from 'viem';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startRpcProxy } from '../../test/rpcProxy.js';
import { type Anvil, startAnvil } from '../lab/anvil.js';
import { createEndpointPool } from './endpoints/endpointPool.js';
import { createHeads } from './heads.js';

const silent = { warn: () => {}, info: () => {} };
let anvil: Anvil;
let mine: (blocks: number) => Promise<unknown>;
let over: AbortController;

beforeAll(async () => {
  anvil = await startAnvil();
  const client = createTestClient({ mode: 'anvil', transport: http(anvil.url) });
  mine = (blocks) => client.mine({ blocks });
});
afterEach(() => over.abort());
afterAll(() => anvil.stop());

function follow(
  urls: readonly string[],
  options: { pollEveryMs?: number; silenceMs?: number; mute?: boolean; timeoutMs?: number } = {},
) {
  over = new AbortController();
  const failures: unknown[] = [];
  const log = { ...silent, warn: (facts: object) => failures.push(facts) };
  const { mute, timeoutMs = 10_000, ...times } = options;
  const pool = createEndpointPool({ urls, chainId: 31337, log, timeoutMs });
  if (mute) Object.assign(pool.current(), { subscribe: async () => () => {} });
  const heads = createHeads({ pool, signal: over.signal, ...times });
  over.signal.addEventListener('abort', () => void pool.close());
  return { heads, failures };
}

test.each(['url', 'wsUrl'] as const)('default: the newest block through %s, skipped ones counted', async (kind) => {
  const { heads } = follow([anvil[kind]], { pollEveryMs: 5 });
  const first = await heads.next(over.signal);
  const reached = new Promise<void>((resolve) => {
    const forget = heads.onHead((block) => {
      if (first && block.number >= first.block.number + 5n) {
        forget();
        resolve();
      }
    });
  });
  for (let i = 0; i < 5; i++) await mine(1);
  await reached;
  const second = await heads.next(over.signal);
  expect(second?.block.number).toBe((first?.block.number ?? 0n) + 5n);
  expect(second?.skipped).toBe(4);
});

test('behavior: one that never answers a subscription is left for one that works', async () => {
  const proxy = await startRpcProxy(anvil, onTestFinished);
  proxy.intercept = ({ method }, forward) => (method === 'eth_subscribe' ? new Promise(() => {}) : forward());
  const { heads, failures } = follow([proxy.wsUrl, anvil.url], { timeoutMs: 100 });
  expect(await heads.next(over.signal)).not.toBeNull();
  expect(JSON.stringify(failures)).toContain('no subscription within 100 ms');
});

test('behavior: stopping wakes whoever waits', async () => {
  const { heads } = follow([anvil.wsUrl]);
  const stop = new AbortController();
  await heads.next(stop.signal);
  const waiting = heads.next(stop.signal);
  stop.abort();
  expect(await waiting).toBeNull();
});

test('behavior: a silent subscription is asked; the block arrives all the same', async () => {
  const { heads } = follow([anvil.wsUrl], { silenceMs: 20, mute: true });
  const first = await heads.next(over.signal);
  await mine(1);
  expect((await heads.next(over.signal))?.block.number).toBe((first?.block.number ?? 0n) + 1n);
});

test('behavior: endpoints that are down, lie about the chain or answer nonsense are left for one that works', async () => {
  const answers = ['not json', '{"jsonrpc":"2.0","id":1,"result":"0x1"}', '[{"jsonrpc":"2.0","id":1,"result":"0x1"}]'];
  const server = createServer((_, response) => response.end(answers[0]));
  const liar = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const asked = JSON.parse(body);
      const reply = (one: { id: number }) => ({ jsonrpc: '2.0', id: one.id, result: '0x1' });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(Array.isArray(asked) ? asked.map(reply) : reply(asked)));
    });
  });
  const listen = (s: typeof server) =>
    new Promise<string>((resolve) =>
      s.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(s.address() as AddressInfo).port}`)),
    );
  const [babbling, lying] = [await listen(server), await listen(liar)];
  try {
    const { heads, failures } = follow(['http://127.0.0.1:1/key-1234', babbling, lying, anvil.url]);
    expect((await heads.next(over.signal))?.block.number).toBeGreaterThanOrEqual(0n);
    expect(failures).toHaveLength(3);
    expect(JSON.stringify(failures)).toContain('serves chain 1, not 31337');
    expect(JSON.stringify(failures)).not.toContain('key-1234');
  } finally {
    server.close();
    liar.close();
  }
});
