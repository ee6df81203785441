import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { type RpcProxy, startRpcProxy } from '../../../test/rpcProxy.js';
import { type Anvil, startAnvil } from '../../lab/anvil.js';
import { createEndpointPool, type EndpointPoolOptions } from './endpointPool.js';
import { createHandClock } from './testing/handClock.js';

const chainId = 31337;
let anvil: Anvil;
beforeAll(async () => {
  anvil = await startAnvil();
});
afterAll(() => anvil.stop());

function poolOf(urls: readonly string[], options: Partial<EndpointPoolOptions> = {}) {
  const warned: object[] = [];
  const told: object[] = [];
  const log = { warn: (facts: object) => void warned.push(facts), info: (facts: object) => void told.push(facts) };
  const pool = createEndpointPool({ urls, chainId, log, ...options });
  onTestFinished(pool.close);
  return { pool, warned, told };
}

/** All that a proxy is asked, in order. */
function askedOf(proxy: RpcProxy, servesChain = chainId): string[] {
  const asked: string[] = [];
  proxy.intercept = async ({ method }, forward) => {
    asked.push(method);
    return method === 'eth_chainId' ? { result: `0x${servesChain.toString(16)}` } : forward();
  };
  return asked;
}

const bytes: { method: 'eth_sendRawTransaction'; params: ['0x02'] } = {
  method: 'eth_sendRawTransaction',
  params: ['0x02'],
};

test.each(['url', 'wsUrl'] as const)('invariant: an endpoint of another chain gets no bytes, by %s', async (kind) => {
  const proxy = await startRpcProxy(anvil, onTestFinished);
  const asked = askedOf(proxy, 1);
  const { pool } = poolOf([proxy[kind]]);
  const wrong = { message: expect.stringContaining('serves chain 1, not 31337'), retryable: true };
  await expect(pool.client.request(bytes)).rejects.toMatchObject(wrong);
  await expect(pool.current().client.request(bytes)).rejects.toMatchObject(wrong);
  await expect(
    pool.current().subscribe?.(
      () => {},
      () => {},
    ) ?? Promise.reject(wrong),
  ).rejects.toMatchObject(wrong);
  expect(new Set(asked)).toEqual(new Set(['eth_chainId']));
});

test('behavior: an endpoint is asked for its chain once, and once more after it failed', async () => {
  const proxy = await startRpcProxy(anvil, onTestFinished);
  const asked = askedOf(proxy);
  const { pool } = poolOf([proxy.wsUrl]);
  const number = () => pool.client.request({ method: 'eth_blockNumber' });
  await Promise.all([number(), number(), number()]);
  await number();
  expect(asked.filter((method) => method === 'eth_chainId')).toHaveLength(1);
  pool.failed(pool.current(), new Error('fell over'));
  await number();
  await number();
  expect(asked.filter((method) => method === 'eth_chainId')).toHaveLength(2);
  // A lost connection may lead to another machine.
  proxy.down();
  await expect(number()).rejects.toThrow();
  proxy.up();
  await number();
  expect(asked.filter((method) => method === 'eth_chainId')).toHaveLength(3);
});

test('behavior: whoever answers on a new connection says its chain first, though nothing failed meanwhile', async () => {
  const proxy = await startRpcProxy(anvil, onTestFinished);
  const asked = askedOf(proxy);
  const { pool } = poolOf([proxy.wsUrl]);
  const number = () => pool.client.request({ method: 'eth_blockNumber' });
  await number();
  proxy.down();
  proxy.up();
  await vi.waitUntil(() => pool.current().isLost?.(), { interval: 1 });
  asked.length = 0;
  await Promise.all([number(), number()]);
  expect(asked).toEqual(['eth_chainId', 'eth_blockNumber', 'eth_blockNumber']);
});

test('behavior: what the node refuses is no reason to ask for its chain again', async () => {
  const proxy = await startRpcProxy(anvil, onTestFinished);
  const asked = askedOf(proxy);
  const { pool } = poolOf([proxy.url]);
  await expect(pool.client.request(bytes)).rejects.toThrow();
  await expect(pool.client.request(bytes)).rejects.toThrow();
  expect(asked).toEqual(['eth_chainId', 'eth_sendRawTransaction', 'eth_sendRawTransaction']);
});

test('behavior: what is no chain id at all is retryable', async () => {
  const proxy = await startRpcProxy(anvil, onTestFinished);
  proxy.intercept = async () => ({ result: { weather: 'fine' } });
  const { pool } = poolOf([proxy.url]);
  await expect(pool.client.request(bytes)).rejects.toMatchObject({ name: 'EndpointError', retryable: true });
});

test('behavior: the next endpoint takes over at once; when all have failed there is a pause, longer each time', () => {
  const { pool, warned } = poolOf(['http://127.0.0.1:1', 'http://127.0.0.1:2']);
  const first = pool.current();
  expect(pool.failed(first, new Error('no'))).toBe(0);
  const second = pool.current();
  expect(second).not.toBe(first);
  expect(pool.failed(second, new Error('no'))).toBe(250);
  expect(pool.current()).toBe(first);
  expect(warned).toMatchObject([{ pauseMs: 0 }, { pauseMs: 250 }]);
});

test('behavior: ready waits for the pause to be over, or for the signal', async () => {
  const { pool } = poolOf(['http://127.0.0.1:1']);
  const never = new AbortController();
  await pool.ready(never.signal);
  expect(pool.failed(pool.current(), new Error('no'))).toBe(250);
  const stop = new AbortController();
  const waiting = pool.ready(stop.signal);
  stop.abort();
  await waiting;
  await pool.ready(never.signal);
  expect(pool.failed(pool.current(), new Error('no'))).toBe(500);
  pool.succeeded(pool.current());
  await pool.ready(never.signal);
});

test('behavior: failures during a pause are told once and do not lengthen it', () => {
  const { pool, warned } = poolOf(['http://127.0.0.1:1']);
  for (let i = 0; i < 40; i++) expect(pool.failed(pool.current(), new Error('429'))).toBeLessThanOrEqual(250);
  expect(warned).toHaveLength(1);
});

test('invariant: a head is no proof that reads work', async () => {
  const { pool, told } = poolOf(['http://127.0.0.1:1']);
  const never = new AbortController();
  pool.failed(pool.current(), new Error('429'));
  pool.succeeded(pool.current(), 'heads');
  await pool.ready(never.signal);
  expect(pool.failed(pool.current(), new Error('429'))).toBe(500);
  expect(told).toEqual([]);
  pool.succeeded(pool.current());
  expect(told).toMatchObject([{ of: 'reads', failures: 2 }]);
  expect(pool.failed(pool.current(), new Error('429'))).toBe(250);
});

/** What a silent peer says to each that connects. */
test.each([
  ['nothing', ''],
  ['half an answer', 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"jsonrpc"'],
])('behavior: an HTTP endpoint that accepts and says %s is given up', async (_, said) => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    if (said) socket.once('data', () => socket.write(said));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { pool } = poolOf([`http://127.0.0.1:${(server.address() as AddressInfo).port}`], { timeoutMs: 100 });
  await expect(pool.client.request({ method: 'eth_blockNumber' })).rejects.toThrow(/took too long/);
});

test('behavior: everywhere asks all that serve the chain, and tells who answered what', async () => {
  const proxies = await Promise.all([1, 2, 3].map(() => startRpcProxy(anvil, onTestFinished)));
  const [well, wrong, down] = proxies;
  if (!well || !wrong || !down) throw new Error('no proxies');
  const askedWrong = askedOf(wrong, 1);
  down.down();
  const { pool } = poolOf([down.url, wrong.wsUrl, well.url]);
  const answers = await pool.everywhere({ method: 'eth_blockNumber' });
  expect(answers).toMatchObject([
    { endpoint: down.url, ok: false, error: { name: 'EndpointError' } },
    { endpoint: wrong.wsUrl, ok: false, error: { message: expect.stringContaining('serves chain 1, not 31337') } },
    { endpoint: well.url, ok: true, result: '0x0' },
  ]);
  expect(askedWrong).toEqual(['eth_chainId']);
});

test('behavior: a silent endpoint does not hold up what is enough elsewhere, and is given up', async () => {
  const [silent, well] = await Promise.all([1, 2].map(() => startRpcProxy(anvil, onTestFinished)));
  if (!silent || !well) throw new Error('no proxies');
  silent.intercept = () => new Promise(() => {});
  const clock = createHandClock();
  const { pool } = poolOf([silent.url, well.url], { clock });
  const enough = (answers: readonly { ok: boolean }[]) => answers.some(({ ok }) => ok);
  expect(await pool.everywhere({ method: 'eth_blockNumber' }, { enough })).toMatchObject([{ endpoint: well.url }]);
  let oneAnswered: () => void = () => {};
  const answered = new Promise<void>((resolve) => {
    oneAnswered = resolve;
  });
  const never = () => {
    oneAnswered();
    return false;
  };
  const all = pool.everywhere({ method: 'eth_blockNumber' }, { enough: never });
  await answered;
  await clock.advance(20_000);
  expect(await all).toMatchObject([
    { endpoint: silent.url, ok: false },
    { endpoint: well.url, ok: true },
  ]);
});

test('behavior: one that contradicts the others is not used while there is another, until it has agreed often enough', () => {
  const { pool } = poolOf(['http://127.0.0.1:1', 'http://127.0.0.1:2', 'http://127.0.0.1:3']);
  const [liar, second, third] = [pool.current(), ...pool.others()];
  if (!second || !third) throw new Error('no others');
  pool.accuse(liar, 'another answer to eth_call');
  expect(pool.current()).toBe(second);
  expect(pool.others()).toEqual([third, liar]);
  for (let i = 0; i < 4; i++) pool.failed(pool.current(), new Error('down'));
  expect(pool.current()).not.toBe(liar);
  for (let i = 0; i < 50; i++) pool.agreed(liar);
  expect(pool.state()[0]?.ailment).toBeNull();
});

test.each([
  ['the one in use first', [0, 1]],
  ['the other first', [1, 0]],
])('behavior: of two that contradict each other, the other is used next: %s', (_, order) => {
  const { pool } = poolOf(['http://127.0.0.1:1', 'http://127.0.0.1:2']);
  const both = [pool.current(), ...pool.others()];
  for (const i of order) {
    const one = both[i];
    if (one) pool.accuse(one, 'one of them lies');
  }
  expect(pool.current()).toBe(both[1]);
});

test('behavior: endpoints of one host are told apart', () => {
  const { pool } = poolOf(['https://node.example/key1', 'https://node.example/key2', 'https://node.example/key3']);
  expect(pool.state().map(({ label }) => label)).toEqual([
    'https://node.example',
    'https://node.example #2',
    'https://node.example #3',
  ]);
});

test('behavior: whoever listens is told when another endpoint is used', () => {
  const { pool } = poolOf(['http://127.0.0.1:1', 'http://127.0.0.1:2']);
  const labels: string[] = [];
  const forget = pool.onSwitch(() => labels.push(pool.current().label));
  pool.failed(pool.current(), new Error('down'));
  forget();
  pool.failed(pool.current(), new Error('down'));
  expect(labels).toEqual(['http://127.0.0.1:2']);
});
