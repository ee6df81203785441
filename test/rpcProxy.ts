import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createEndpoint } from '../src/observe/endpoints/createEndpoint.js';
import { acceptWebSocket, type Peer } from './webSocketFrames.js';

export interface RpcRequest {
  id: unknown;
  method: string;
  params?: readonly unknown[];
}

export type RpcAnswer =
  | { result: unknown }
  | { error: { code: number; message: string; data?: unknown } }
  /** Instead of JSON-RPC: this very text, over HTTP with this status and these headers. */
  | { raw: string; status?: number; headers?: Readonly<Record<string, string>> };

/** Answers a request, itself or by asking the node. What it throws closes the connection. */
export type Intercept = (request: RpcRequest, forward: () => Promise<RpcAnswer>) => Promise<RpcAnswer>;

/** Stands before a node, HTTP and WebSocket on one port, and does to its answers what a test wants. */
export interface RpcProxy {
  url: string;
  wsUrl: string;
  /** May be replaced at any time; passes everything on at first. */
  intercept: Intercept;
  /** Told of each `newHeads` that is pushed; may spoil it, or keep it back by giving undefined. */
  push: (header: unknown) => unknown;
  /** Drops every connection and refuses new ones. */
  down(): void;
  up(): void;
  stop(): Promise<void>;
}

type Finished = (forget: () => void | Promise<void>) => void;

export async function startRpcProxy(node: { url: string; wsUrl: string }, onFinished: Finished): Promise<RpcProxy> {
  const sockets = new Set<Socket>();
  const subscribers = new Map<string, Peer>();
  let open = true;

  const forward = async ({ id, method, params = [] }: RpcRequest): Promise<RpcAnswer> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id, method, params });
    const answer = await fetch(node.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { result, error } = (await answer.json()) as { result?: unknown; error?: never };
    return error === undefined ? { result: result ?? null } : { error };
  };
  const answerTo = (request: RpcRequest) => proxy.intercept(request, () => forward(request));

  const server = createServer((request, response) => void answerHttp(request, response, answerTo));
  server.on('connection', (socket) => {
    if (!open) return void socket.destroy();
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket) => {
    const peer = acceptWebSocket(request, socket, async (text) => {
      const asked = JSON.parse(text) as RpcRequest;
      try {
        const answer = await proxy.intercept(asked, () =>
          asked.method === 'eth_subscribe' ? Promise.resolve(subscribe(peer)) : forward(asked),
        );
        peer.send(textOf(asked, answer));
      } catch {
        socket.destroy();
      }
    });
    socket.once('close', () => {
      for (const [id, other] of subscribers) if (other === peer) subscribers.delete(id);
    });
  });
  function subscribe(peer: Peer): RpcAnswer {
    const id = `0x${(subscribers.size + 1).toString(16)}${Date.now().toString(16)}`;
    subscribers.set(id, peer);
    return { result: id };
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const upstream = createEndpoint(node.wsUrl);
  const unsubscribe = await upstream.subscribe?.(
    (header) => {
      const result = proxy.push(header);
      if (result === undefined) return;
      for (const [subscription, peer] of subscribers) {
        peer.send(JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params: { subscription, result } }));
      }
    },
    () => {},
  );

  const proxy: RpcProxy = {
    url: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}`,
    intercept: (_, pass) => pass(),
    push: (header) => header,
    down() {
      open = false;
      for (const socket of sockets) socket.destroy();
    },
    up() {
      open = true;
    },
    async stop() {
      unsubscribe?.();
      await upstream.close();
      proxy.down();
      server.close();
      await once(server, 'close');
    },
  };
  onFinished(proxy.stop);
  return proxy;
}

async function answerHttp(
  request: IncomingMessage,
  response: ServerResponse,
  answerTo: (request: RpcRequest) => Promise<RpcAnswer>,
): Promise<void> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked = JSON.parse(Buffer.concat(chunks).toString('utf8')) as RpcRequest | RpcRequest[];
    const batch = Array.isArray(asked) ? asked : [asked];
    const answers = await Promise.all(batch.map(answerTo));
    const raw = answers.find((answer) => 'raw' in answer);
    const texts = batch.map((one, i) => textOf(one, answers[i] ?? { result: null }));
    response.writeHead(raw?.status ?? 200, { 'content-type': 'application/json', ...raw?.headers });
    response.end(raw ? raw.raw : Array.isArray(asked) ? `[${texts.join(',')}]` : texts[0]);
  } catch {
    response.destroy();
  }
}

const textOf = ({ id }: RpcRequest, answer: RpcAnswer): string =>
  'raw' in answer ? answer.raw : JSON.stringify({ jsonrpc: '2.0', id, ...answer });
