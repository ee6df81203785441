import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { acceptWebSocket, type Peer } from '../../test/webSocketFrames.js';

/** A block header as `eth_getBlockBy…` gives it, as far as this file reads it. */
export interface Header {
  number: string;
  hash: string;
  parentHash: string;
  timestamp: string;
  [field: string]: unknown;
}

interface Request {
  id: unknown;
  method: string;
  params?: readonly unknown[];
}

/**
 * A node that answers from memory, over a real WebSocket: what a real one said of a few states of the market, told again of as
 * many blocks as are wanted. So a tick costs what the keeper costs, and nothing of what a chain does.
 */
export interface CannedNode {
  wsUrl: string;
  /** The states that were recorded: each block of theirs comes again and again. */
  states: number;
  /** Asks the real node, and keeps what it says of the block that is its newest now. */
  record(): Promise<void>;
  /**
   * From here on what was recorded is told again: the next block, made from a recorded state. What nobody has asked of that state before
   * is asked of the real node, as long as there is one.
   * @param timestamp - Unix seconds; two after the block before unless told
   */
  replay(timestamp?: number): Header;
  /** Told of every question about a block's state, by the block's hash, once it is answered. */
  onAnswered: (hash: string) => void;
  stop(): Promise<void>;
}

/** What no block has any part in. */
const timeless = new Set([
  'eth_chainId',
  'net_version',
  'web3_clientVersion',
  'eth_gasPrice',
  'eth_maxPriorityFeePerGas',
]);

export async function startCannedNode(url: string): Promise<CannedNode> {
  /** What was said, by block and question; the block stands as `*` in the question. */
  const said = new Map<string, unknown>();
  const headers: Header[] = [];
  /** The replayed block's hash → which state it is of; only the newest few are asked for. */
  const stateOf = new Map<string, number>();
  const made: Header[] = [];
  const sockets = new Set<Socket>();
  const listening = { onAnswered: (_hash: string) => {} };
  const subscribers = new Map<string, Peer>();
  let replaying = false;
  let count = 0;

  const ask = async (method: string, params: readonly unknown[]): Promise<unknown> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { result, error } = (await answer.json()) as { result?: unknown; error?: { message: string } };
    if (error) throw new Error(`${method}: ${error.message}`);
    return result ?? null;
  };

  async function answer({ method, params = [] }: Request): Promise<unknown> {
    if (timeless.has(method)) return remembered(method, () => ask(method, params));
    if (method === 'eth_getLogs') return [];
    const newest = replaying ? made.at(-1) : headers.at(-1);
    if (method === 'eth_blockNumber') return newest?.number;
    if (method.startsWith('eth_getBlockBy')) return headerAsked(method, params, newest);
    const [hash, question] = withoutBlock(method, params);
    if (hash === null) return remembered(`any ${question}`, () => ask(method, params));
    const state = replaying ? stateOf.get(hash) : headers.length - 1;
    const recorded = state === undefined ? undefined : headers[state];
    if (!recorded) throw new Error(`nothing is known of block ${hash}`);
    const found = await remembered(`${state} ${question}`, () => ask(method, atBlock(params, recorded.hash)));
    listening.onAnswered(hash);
    return found;
  }

  async function remembered(key: string, find: () => Promise<unknown>): Promise<unknown> {
    if (said.has(key)) return said.get(key);
    const found = await find().catch((cause: unknown) => {
      throw replaying ? new Error(`nobody asked before: ${key.slice(0, 200)}`, { cause }) : cause;
    });
    said.set(key, found);
    return found;
  }

  function headerAsked(method: string, params: readonly unknown[], newest: Header | undefined): unknown {
    const [wanted] = params;
    if (!replaying) return ask(method, params);
    if (wanted === 'latest' || wanted === 'pending') return newest;
    if (wanted === 'finalized' || wanted === 'safe') return made[0];
    return made.find(({ hash, number }) => hash === wanted || number === wanted) ?? null;
  }

  const server = createServer();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket) => {
    const peer = acceptWebSocket(request, socket, (text) => void reply(peer, JSON.parse(text) as Request));
  });
  async function reply(peer: Peer, request: Request): Promise<void> {
    const { id, method } = request;
    if (method === 'eth_subscribe') {
      const subscription = `0x${(subscribers.size + 1).toString(16)}`;
      subscribers.set(subscription, peer);
      peer.send(JSON.stringify({ jsonrpc: '2.0', id, result: subscription }));
      return;
    }
    try {
      peer.send(JSON.stringify({ jsonrpc: '2.0', id, result: (await answer(request)) ?? null }));
    } catch (error) {
      peer.send(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32000, message: String(error) } }));
    }
  }
  const push = (header: Header) => {
    for (const [subscription, peer] of subscribers)
      peer.send(
        JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params: { subscription, result: header } }),
      );
  };

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    wsUrl: `ws://127.0.0.1:${port}`,
    get states() {
      return headers.length;
    },
    async record() {
      const header = (await ask('eth_getBlockByNumber', ['latest', false])) as Header;
      headers.push(header);
      push(header);
    },
    set onAnswered(listener: (hash: string) => void) {
      listening.onAnswered = listener;
    },
    replay(timestamp) {
      const before = made.at(-1) ?? headers.at(-1);
      const state = count++ % headers.length;
      const template = headers[state];
      if (!before || !template) throw new Error('nothing was recorded');
      replaying = true;
      const number = BigInt(before.number) + 1n;
      const header: Header = {
        ...template,
        number: `0x${number.toString(16)}`,
        hash: `0x${number.toString(16).padStart(64, '0')}`,
        parentHash: before.hash,
        timestamp: `0x${(timestamp ?? Number(before.timestamp) + 2).toString(16)}`,
      };
      made.push(header);
      stateOf.set(header.hash, state);
      // A node forgets as well; nobody asks for what is this old.
      for (const old of made.splice(0, Math.max(0, made.length - 256))) stateOf.delete(old.hash);
      push(header);
      return header;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The hash of the block that a question is about, and the question with `*` in its place. */
function withoutBlock(method: string, params: readonly unknown[]): [hash: string | null, question: string] {
  let hash: string | null = null;
  const question = JSON.stringify([method, params], (key, value: unknown) => {
    if (key !== 'blockHash' || typeof value !== 'string') return value;
    hash = value;
    return '*';
  });
  return [hash, question];
}

/** The same question about another block. */
function atBlock(params: readonly unknown[], hash: string): readonly unknown[] {
  const text = JSON.stringify(params, (key, value: unknown) => (key === 'blockHash' ? hash : value));
  return JSON.parse(text) as readonly unknown[];
}
