import type { Block } from '../model/snapshot.js';
import { parseBlock } from './block.js';
import { type Endpoint, endpointError } from './endpoints/endpoint.js';
import type { EndpointPool } from './endpoints/endpointPool.js';
import { pause } from './endpoints/pause.js';
import { createHeadBuffer, type Heads } from './headBuffer.js';

export type { Head, Heads } from './headBuffer.js';

export interface HeadsOptions {
  pool: EndpointPool;
  /** Between polls, where the endpoint cannot push. */
  pollEveryMs?: number;
  /** A pushing endpoint that is silent for this long is asked; a block that came without a push is as good. */
  silenceMs?: number;
  signal: AbortSignal;
}

/**
 * Follows the chain's head by WebSocket `newHeads` where the endpoint has it, else by polling, until `signal` fires.
 * Whoever asks always gets the newest block; those that passed while it was busy are counted, not queued. An endpoint that fails is left for the next one, with a growing pause when all of them fail.
 */
export function createHeads(options: HeadsOptions): Heads {
  const { pool, signal, pollEveryMs = 500, silenceMs = 5_000 } = options;
  const buffer = createHeadBuffer();
  void follow({ pool, signal, pollEveryMs, silenceMs, offer: buffer.offer });
  return buffer;
}

interface Following {
  pool: EndpointPool;
  signal: AbortSignal;
  pollEveryMs: number;
  silenceMs: number;
  offer(block: Block): void;
}

async function follow({ pool, signal, pollEveryMs, silenceMs, offer }: Following): Promise<void> {
  while (!signal.aborted) {
    const endpoint = pool.current();
    try {
      await followOne(endpoint, { pool, signal, pollEveryMs, silenceMs, offer });
    } catch (error) {
      if (signal.aborted) return;
      await pause(pool.failed(endpoint, error, 'heads'), signal);
    }
  }
}

/** Returns when the pool has moved on; throws when the endpoint fails. */
async function followOne(
  endpoint: Endpoint,
  { pool, signal, pollEveryMs, silenceMs, offer }: Following,
): Promise<void> {
  let lastHeard = 0; // a quiet chain pushes nothing: ask once at the start
  let failure: unknown = null;
  let nudge: () => void = () => {};
  const unsubscribe = await endpoint.subscribe?.(
    (header) => {
      lastHeard = Date.now();
      try {
        offer(parseBlock(header));
        pool.succeeded(endpoint, 'heads');
      } catch (error) {
        failure = error;
        nudge();
      }
    },
    (error) => {
      failure = error;
      nudge();
    },
  );
  try {
    while (!signal.aborted && pool.current() === endpoint) {
      if (failure !== null) throw failure;
      if (!unsubscribe || Date.now() - lastHeard >= silenceMs) {
        offer(await latestBlock(endpoint));
        pool.succeeded(endpoint, 'heads');
        lastHeard = Date.now();
      }
      await Promise.race([
        pause(unsubscribe ? silenceMs : pollEveryMs, signal),
        new Promise<void>((resolve) => {
          nudge = resolve;
        }),
      ]);
    }
  } finally {
    unsubscribe?.();
  }
}

/** The newest block of an endpoint. @throws EndpointError */
export async function latestBlock(endpoint: Endpoint): Promise<Block> {
  let header: unknown;
  try {
    header = await endpoint.client.request({ method: 'eth_getBlockByNumber', params: ['latest', false] });
  } catch (cause) {
    throw endpointError(endpoint, 'eth_getBlockByNumber', cause);
  }
  return parseBlock(header);
}
