import type { Hash } from 'viem';
import { HOUR } from '../model/time.js';
import type { UnixMillis } from '../model/units.js';
import { parseBlock } from '../observe/block.js';
import type { ChainRequester } from '../observe/endpoints/endpoint.js';
import { isDue } from '../record/isDue.js';
import type { Ledger } from '../record/ledger.js';
import { undatedBlocks } from '../record/queries/undatedBlocks.js';
import { saveBlockTime } from '../record/statements/blockTimes.js';

export interface BlockTimeWatchOptions {
  chainId: number;
  pool: { client: ChainRequester };
  ledger: Ledger;
  now: () => UnixMillis;
}

/** Blocks asked about at once: what an older version has left undated is caught up with over some ticks. */
const mostAtOnce = 50;

/**
 * Writes down when the blocks were made that held something of ours. A trade may be noticed long after it was done, and a receipt
 * tells no time. What is settled has been seen before it was, but for what happened while nothing ran: at the start and once an hour
 * all is looked through. A block that is not on the chain has no time; what it held is undone by those who follow it.
 */
export function createBlockTimeWatch({ chainId, pool, ledger, now }: BlockTimeWatchOptions): () => Promise<void> {
  let lookedAt: UnixMillis | undefined;
  let isCatchingUp = false;
  /** Not there when they were asked for: asked about again when all is looked through again. */
  const missing = new Set<Hash>();
  return async () => {
    const at = now();
    const isWhole = isCatchingUp || isDue(lookedAt, HOUR, at);
    if (isWhole && !isCatchingUp) missing.clear();
    const limit = mostAtOnce + missing.size;
    const found = await undatedBlocks(ledger, { chainId, unsettled: !isWhole, limit });
    const wanted = found.filter((hash) => !missing.has(hash));
    const headers = await Promise.all(
      wanted.map((hash) => pool.client.request({ method: 'eth_getBlockByHash', params: [hash, false] })),
    );
    const there = headers.filter((header) => header !== null).map(parseBlock);
    const isThere = new Set(there.map(({ hash }) => hash));
    for (const hash of wanted) if (!isThere.has(hash)) missing.add(hash);
    await ledger.commit(there.map((block) => saveBlockTime({ chainId, ...block })));
    if (!isWhole) return;
    lookedAt = at;
    isCatchingUp = found.length === limit;
  };
}
