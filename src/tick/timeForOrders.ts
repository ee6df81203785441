import type { Milliseconds, UnixMillis } from '../model/units.js';
import type { Head, Heads } from '../observe/heads.js';

/** For so long the orders of one tick are begun whatever the chain does: one order on a slow chain, a few on a quick one. */
const youngFor = 2_000 as Milliseconds;

export interface TimeForOrdersOptions {
  heads: Heads;
  now: () => UnixMillis;
  stop: AbortSignal;
}

/**
 * Whether more of what people have asked for may be begun in a tick: while it is young, and for as long as no newer block is there,
 * at which something may have to be rescued.
 */
export function timeForOrders({ heads, now, stop }: TimeForOrdersOptions, { block }: Head): () => Promise<boolean> {
  const since = now();
  return async () => {
    const elapsed = now() - since;
    // A clock that was set back tells nothing.
    if (elapsed >= 0 && elapsed < youngFor) return true;
    const newest = await heads.newest(stop);
    return newest === null || newest.hash === block.hash;
  };
}
