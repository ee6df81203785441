import type { EndpointPool } from './endpoints/endpointPool.js';
import { type Following, followOne } from './followOne.js';
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
 * Whoever asks always gets the newest block; those that passed while it was busy are counted, not queued. An endpoint that
 * fails is left for the next one, with a growing pause when all of them fail.
 */
export function createHeads(options: HeadsOptions): Heads {
  const { pool, signal, pollEveryMs = 500, silenceMs = 5_000 } = options;
  const buffer = createHeadBuffer();
  void follow({ pool, signal, pollEveryMs, silenceMs, offer: buffer.offer });
  return buffer;
}

async function follow(following: Following): Promise<void> {
  const { pool, signal } = following;
  while (!signal.aborted) {
    const endpoint = pool.current();
    try {
      await followOne(endpoint, following);
    } catch (error) {
      if (signal.aborted) return;
      await pool.clock.pause(pool.failed(endpoint, error, 'heads'), signal);
    }
  }
}
