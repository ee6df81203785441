import { expect, onTestFinished, test } from 'vitest';
import { type RpcProxy, startRpcProxy } from '../../../test/rpcProxy.js';
import { startAnvil } from '../../lab/anvil.js';
import { createEndpointPool } from './endpointPool.js';
import { createHandClock } from './testing/handClock.js';

async function before(ways: number) {
  const anvil = await startAnvil();
  onTestFinished(anvil.stop);
  const proxies: RpcProxy[] = [];
  for (let i = 0; i < ways; i++) proxies.push(await startRpcProxy(anvil, onTestFinished));
  const clock = createHandClock();
  const said: string[] = [];
  const tell = (_: object, message: string) => void said.push(message);
  const log = { warn: tell, info: tell };
  const pool = createEndpointPool({ urls: proxies.map(({ url }) => url), chainId: 31337, log, clock });
  onTestFinished(pool.close);
  return { proxies, clock, said, pool, number: () => pool.client.request({ method: 'eth_blockNumber' }) };
}

/** Refuses everything, and counts how often. */
function limit(proxy: RpcProxy | undefined, retryAfter?: string) {
  if (!proxy) throw new Error('no proxy');
  const asked = { times: 0 };
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  proxy.intercept = async () => {
    asked.times++;
    return { raw: '{"error":"Too Many Requests"}', status: 429, headers };
  };
  return asked;
}
const well = (proxy: RpcProxy | undefined) => {
  if (proxy) proxy.intercept = (_, forward) => forward();
};

test('default: one that limits rates is left alone while another serves, and has not failed', async () => {
  const { proxies, clock, said, pool, number } = await before(2);
  const asked = limit(proxies[0], '7');
  const first = pool.current();
  await expect(number()).rejects.toThrow(/429/);
  expect(pool.current()).not.toBe(first);
  expect(await number()).toBe('0x0');
  // Somebody who still holds the first is told so at once, and nobody is asked.
  const told = first.client.request({ method: 'eth_blockNumber' });
  await expect(told).rejects.toMatchObject({ name: 'EndpointRestsError', retryable: true });
  await clock.advance(6_999);
  await expect(first.client.request({ method: 'eth_blockNumber' })).rejects.toThrow(/left alone for another 1 ms/);
  expect(asked.times).toBe(1);
  well(proxies[0]);
  await clock.advance(1);
  expect(await first.client.request({ method: 'eth_blockNumber' })).toBe('0x0');
  expect(said).toEqual(['endpoint limits the rate', 'endpoint in use', 'endpoint answers again']);
});

test('behavior: reported as a failure it costs no pause but the rest', async () => {
  const { proxies, said, pool, number } = await before(1);
  limit(proxies[0], '3');
  const error = await number().catch((cause: unknown) => cause);
  expect(pool.failed(pool.current(), error)).toBe(3000);
  expect(said).toEqual(['endpoint limits the rate']);
  expect(pool.state()[0]?.health.failing).toEqual({ reads: null, heads: null });
});

test('behavior: requests to the only one wait for the rest to be over, and are made then', async () => {
  const { proxies, clock, number } = await before(1);
  const asked = limit(proxies[0], '5');
  await expect(number()).rejects.toThrow(/429/);
  const waiting = [number(), number(), number()];
  await clock.advance(4_999);
  expect(asked.times).toBe(1);
  well(proxies[0]);
  await clock.advance(1);
  expect(await Promise.all(waiting)).toEqual(['0x0', '0x0', '0x0']);
});

test('behavior: nobody waits long, and not everybody waits', async () => {
  const { proxies, clock, number } = await before(1);
  await number();
  const asked = limit(proxies[0], '5');
  await expect(number()).rejects.toThrow(/429/);
  const outcomes = Array.from({ length: 108 }, () => number().then(String, ({ name }: Error) => name));
  well(proxies[0]);
  await clock.advance(5_000);
  const came = await Promise.all(outcomes);
  expect(came.filter((outcome) => outcome === '0x0')).toHaveLength(100);
  expect(came.filter((outcome) => outcome === 'EndpointRestsError')).toHaveLength(8);
  limit(proxies[0], '3600');
  await expect(number()).rejects.toThrow(/429/);
  await expect(number()).rejects.toThrow(/left alone for another 600000 ms/);
  expect(asked.times).toBe(1);
});

test('behavior: whoever waits is let go when the pool closes', async () => {
  const { proxies, pool, number } = await before(1);
  limit(proxies[0], '5');
  await expect(number()).rejects.toThrow(/429/);
  const waiting = number().catch(() => 'let go');
  await pool.close();
  expect(await waiting).toBe('let go');
});

test('behavior: signed bytes go to those that can be asked, and are not held up', async () => {
  const { proxies, pool, number } = await before(2);
  limit(proxies[0], '60');
  await expect(number()).rejects.toThrow(/429/);
  expect(await pool.everywhere({ method: 'eth_blockNumber' })).toMatchObject([
    { ok: false, error: { name: 'EndpointRestsError' } },
    { ok: true, result: '0x0' },
  ]);
});
