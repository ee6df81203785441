import type { Block } from '../model/snapshot.js';
import { parseBlock } from './block.js';
import { type Endpoint, endpointError } from './endpoints/endpoint.js';
import type { EndpointPool } from './endpoints/endpointPool.js';
import { pause } from './endpoints/pause.js';

export interface HeadsOptions {
  pool: EndpointPool;
  /** Between polls, where the endpoint cannot push. */
  pollEveryMs?: number;
  /** A pushing endpoint that is silent for this long is asked; a block that came without a push is as good. */
  silenceMs?: number;
  signal: AbortSignal;
}

export interface Head {
  block: Block;
  /** Blocks that passed unseen since the previous head that was taken. */
  skipped: number;
}

export interface Heads {
  /** The newest block not taken before; waits for one. null once `stop` fires. One caller at a time. */
  next(stop: AbortSignal): Promise<Head | null>;
  /** Calls back at every head, taken or not. @returns the way to stop. */
  onHead(listener: (block: Block) => void): () => void;
  /** The newest block, taken or not; waits for the first. null once `stop` fires. */
  newest(stop: AbortSignal): Promise<Block | null>;
}

/**
 * Follows the chain's head by WebSocket `newHeads` where the endpoint has it, else by polling, until `signal` fires.
 * Whoever asks always gets the newest block; those that passed while it was busy are counted, not queued. An endpoint that fails is left for the next one, with a growing pause when all of them fail.
 */
export function createHeads(options: HeadsOptions): Heads {
  const { pool, signal, pollEveryMs = 500, silenceMs = 5_000 } = options;
  const listeners = new Set<(block: Block) => void>();
  let newest: Block | null = null;
  let taken: Block | null = null;

  const offer = (block: Block): void => {
    if (newest?.hash === block.hash) return;
    newest = block;
    for (const listener of listeners) listener(block);
  };
  const onHead = (listener: (block: Block) => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  void follow({ pool, signal, pollEveryMs, silenceMs, offer });

  return {
    onHead,
    async newest(stop) {
      if (newest === null) await anotherHead(onHead, stop);
      return stop.aborted ? null : newest;
    },
    async next(stop) {
      if (newest === null || newest.hash === taken?.hash) await anotherHead(onHead, stop);
      if (stop.aborted || newest === null) return null;
      const passed = taken === null ? 0n : newest.number - taken.number - 1n;
      taken = newest;
      return { block: newest, skipped: passed > 0n ? Number(passed) : 0 };
    },
  };
}

/** Resolves at the next head, or when `stop` fires. */
const anotherHead = (onHead: Heads['onHead'], stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const finish = () => {
      forget();
      stop.removeEventListener('abort', finish);
      resolve();
    };
    const forget = onHead(finish);
    if (stop.aborted) return finish();
    stop.addEventListener('abort', finish, { once: true });
  });

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
