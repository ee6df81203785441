import type { Block } from '../model/snapshot.js';
import { parseBlock } from './block.js';
import type { Endpoint } from './endpoints/endpoint.js';
import type { EndpointPool } from './endpoints/endpointPool.js';
import { latestBlock } from './latestBlock.js';
import { createRecentHashes } from './recentHashes.js';

export interface Following {
  pool: EndpointPool;
  signal: AbortSignal;
  pollEveryMs: number;
  silenceMs: number;
  offer(block: Block): void;
}

/** Returns when the pool has moved on; throws when the endpoint fails. */
export async function followOne(endpoint: Endpoint, following: Following): Promise<void> {
  const { pool, signal, pollEveryMs, silenceMs, offer } = following;
  const { clock } = pool;
  const left = new AbortController();
  const leave = () => left.abort();
  const forget = pool.onSwitch(leave);
  signal.addEventListener('abort', leave);
  const isOver = () => left.signal.aborted || signal.aborted || pool.current() !== endpoint;

  let newest: Block | null = null;
  let askedAt = Number.NEGATIVE_INFINITY; // a quiet chain pushes nothing: ask once at the start
  let lastHeard = Number.NEGATIVE_INFINITY;
  let doubtful = false;
  let failure: unknown = null;
  let nudge: () => void = () => {};

  const hear = (block: Block): void => {
    if (isOver()) return;
    newest = block;
    pool.saw(endpoint, block);
    pool.succeeded(endpoint, 'heads');
    // It may have been left on account of what it has just told.
    if (!isOver()) offer(block);
  };
  const seen = createRecentHashes();
  const push = (header: unknown): void => {
    try {
      const block = parseBlock(header);
      if (seen.has(block.hash)) return; // again, or late
      seen.add(block.hash);
      // Of what does not follow upon the newest a push is no proof: the endpoint is asked which block is.
      if (newest !== null && block.parentHash !== newest.hash) {
        doubtful = true;
        nudge();
      } else {
        lastHeard = clock.now();
        hear(block);
      }
    } catch (error) {
      failure = error;
      nudge();
    }
  };
  const lost = (error: unknown): void => {
    failure = error;
    nudge();
  };

  /** How long until it is to be asked, ms. */
  const dueInMs = (pushes: boolean): number => {
    if (doubtful || !pushes) return askedAt + pollEveryMs - clock.now();
    return lastHeard + silenceMs - clock.now();
  };

  let unsubscribe: (() => void) | undefined;
  try {
    unsubscribe = await endpoint.subscribe?.(push, lost);
    while (!isOver()) {
      if (failure !== null) throw failure;
      const due = dueInMs(unsubscribe !== undefined);
      if (due > 0) {
        const wake = new AbortController();
        nudge = () => wake.abort();
        left.signal.addEventListener('abort', nudge, { once: true });
        await clock.pause(due, wake.signal);
        left.signal.removeEventListener('abort', nudge);
        continue;
      }
      doubtful = false;
      askedAt = clock.now();
      const block = await unlessAborted(latestBlock(endpoint), left.signal);
      if (block === null) return;
      lastHeard = clock.now();
      seen.add(block.hash);
      hear(block);
    }
  } finally {
    forget();
    signal.removeEventListener('abort', leave);
    unsubscribe?.();
  }
}

/** null once the signal fires. Leaves nothing behind on the signal: it outlives many. */
function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | null> {
  return new Promise((resolve, reject) => {
    const leave = () => resolve(null);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
