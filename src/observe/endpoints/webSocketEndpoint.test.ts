import { once } from 'node:events';
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startRpcProxy } from '../../../test/rpcProxy.js';
import { startAnvil } from '../../lab/anvil.js';
import { createWebSocketEndpoint } from './webSocketEndpoint.js';

async function connect(timeoutMs = 10_000) {
  const anvil = await startAnvil();
  onTestFinished(anvil.stop);
  const proxy = await startRpcProxy(anvil, onTestFinished);
  const endpoint = createWebSocketEndpoint(`${proxy.wsUrl}/v2/API_KEY`, timeoutMs);
  onTestFinished(endpoint.close);
  const chainId = () => endpoint.client.request({ method: 'eth_chainId' });
  return { anvil, proxy, endpoint, chainId };
}

test('default: asks, and is told of heads', async () => {
  const { anvil, endpoint, chainId } = await connect();
  expect(await chainId()).toBe('0x7a69');
  const pushed = new Promise((resolve) => void endpoint.subscribe?.(resolve, () => {}).then(() => mine(anvil.url)));
  expect(await pushed).toMatchObject({ number: '0x1' });
});

test('behavior: a lost connection is told at once, to who asked and who listens, and made again when it is needed', async () => {
  const { proxy, endpoint, chainId } = await connect();
  const lost = new Promise((resolve) => void endpoint.subscribe?.(() => {}, resolve).then(() => proxy.down()));
  expect(await lost).toBeInstanceOf(Error);
  await expect(chainId()).rejects.toThrow();
  proxy.up();
  expect(await chainId()).toBe('0x7a69');
});

test('behavior: a node that is down costs one connection a request, and prints nothing', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => printed.mockRestore());
  const { proxy, chainId } = await connect();
  proxy.down();
  for (let i = 0; i < 20; i++) await expect(chainId()).rejects.toThrow(/ECONNRESET|hang up|lost/);
  proxy.up();
  const asked: string[] = [];
  proxy.intercept = (request, forward) => {
    asked.push(request.method);
    return forward();
  };
  expect(await chainId()).toBe('0x7a69');
  expect(asked).toEqual(['eth_chainId']);
  expect(printed).not.toHaveBeenCalled();
});

test('behavior: many who ask while it connects share the connection', async () => {
  const { chainId } = await connect();
  expect(await Promise.all([chainId(), chainId(), chainId()])).toEqual(['0x7a69', '0x7a69', '0x7a69']);
});

test('behavior: one that answers nothing more is given up and made anew', async () => {
  const { proxy, chainId } = await connect(200);
  await chainId();
  proxy.intercept = () => new Promise(() => {});
  await expect(chainId()).rejects.toThrow(/took too long/);
  proxy.intercept = (_, forward) => forward();
  expect(await chainId()).toBe('0x7a69');
});

test('behavior: what the node refuses is no reason for another connection', async () => {
  const { proxy, endpoint, chainId } = await connect();
  await chainId();
  let lost = false;
  await endpoint.subscribe?.(
    () => {},
    () => {
      lost = true;
    },
  );
  proxy.intercept = async () => ({ error: { code: -32000, message: 'header not found' } });
  await expect(chainId()).rejects.toThrow(/header not found/);
  proxy.intercept = (_, forward) => forward();
  await chainId();
  expect(lost).toBe(false);
});

test('behavior: two endpoints of one URL do not share a fate', async () => {
  const { proxy, endpoint, chainId } = await connect();
  const other = createWebSocketEndpoint(`${proxy.wsUrl}/v2/API_KEY`, 10_000);
  await chainId();
  await other.client.request({ method: 'eth_chainId' });
  let lost = false;
  await endpoint.subscribe?.(
    () => {},
    () => {
      lost = true;
    },
  );
  await other.close();
  await chainId();
  expect(lost).toBe(false);
});

/** Accepts connections and says nothing on them, until it is well and passes on every new one. */
async function startMute(node: string) {
  const sockets = new Set<Socket>();
  const gate = { well: false };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    if (gate.well) pass(socket);
  });
  const pass = (socket: Socket) => {
    const upstream = connectTcp(Number(new URL(node).port), '127.0.0.1').on('error', () => {});
    sockets.add(upstream);
    socket.pipe(upstream).pipe(socket);
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets, gate, pass };
}

test('behavior: an upgrade that is never answered is given up; the next request connects anew', async () => {
  const anvil = await startAnvil();
  onTestFinished(anvil.stop);
  const mute = await startMute(anvil.url);
  const endpoint = createWebSocketEndpoint(mute.url, 200);
  onTestFinished(endpoint.close);
  const chainId = () => endpoint.client.request({ method: 'eth_chainId' });
  await expect(chainId()).rejects.toThrow('no connection within 200 ms');
  const [forgotten] = mute.sockets;
  if (!forgotten) throw new Error('nobody has connected');
  mute.gate.well = true;
  expect(await chainId()).toBe('0x7a69');
  // What comes late after all is closed, and takes nothing from the connection in use.
  const closed = once(forgotten, 'close');
  mute.pass(forgotten);
  await closed;
  expect(await chainId()).toBe('0x7a69');
});

test('behavior: a subscription that is never answered is given up with its connection', async () => {
  const { proxy, endpoint, chainId } = await connect(200);
  let lost = 0;
  proxy.intercept = ({ method }, forward) => (method === 'eth_subscribe' ? new Promise(() => {}) : forward());
  const subscribed = endpoint.subscribe?.(
    () => {},
    () => {
      lost++;
    },
  );
  await expect(subscribed).rejects.toThrow('no subscription within 200 ms');
  expect(lost).toBe(1);
  proxy.intercept = (_, forward) => forward();
  expect(await chainId()).toBe('0x7a69');
});

const mine = (url: string) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'evm_mine', params: [] }),
  });
