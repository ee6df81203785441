import type { Address } from 'viem';
import type { QuoteSheets } from '../model/quotes.js';
import type { SequencerFeed } from '../model/sequencer.js';
import type { Block } from '../model/snapshot.js';
import type { Endpoint } from '../observe/endpoints/endpoint.js';
import type { EndpointPool } from '../observe/endpoints/endpointPool.js';
import { createReadElsewhere } from '../observe/readElsewhere.js';
import { callsAt } from '../observe/runReadings.js';
import { type SnapshotFrame, type TakenSnapshot, takeSnapshots } from '../observe/takeSnapshots.js';
import { type Book, watchedOf } from './book.js';

export interface ObserveBlockOptions {
  chainId: number;
  multicall3: Address;
  /** The feed of the rollup's sequencer; absent where the chain declares none. */
  sequencer?: SequencerFeed;
  books: readonly Book[];
  pool: EndpointPool;
}

/** What a block holds, all of it by one endpoint. */
export interface Seen {
  frame: SnapshotFrame;
  /** One a book, in the order of the books. */
  taken: readonly TakenSnapshot[];
  endpoint: Endpoint;
  /** Who may be asked whether it is so. */
  others: readonly Endpoint[];
}

/**
 * A node in the middle of importing a block may answer with half of it: what cannot be read is asked for once more, and then
 * of others.
 */
export function createObserveBlock({
  chainId,
  multicall3,
  sequencer,
  books,
  pool,
}: ObserveBlockOptions): (block: Block, sheets: QuoteSheets) => Promise<Seen> {
  const readElsewhere = createReadElsewhere(pool);
  const watched = books.map(watchedOf);

  return async (block, sheets) => {
    const frame = { chainId, block, multicall3, sheets, ...(sequencer ? { sequencer } : {}) };
    const endpoint = pool.current();
    const others = pool.others();
    const take = () => takeSnapshots(frame, watched, callsAt(endpoint, multicall3, block.hash));
    const first = await take();
    const taken = isWhole(first) ? first : await take();
    const elsewhere = isWhole(taken) ? null : await readElsewhere({ frame, watched, taken, inUse: endpoint, others });
    if (elsewhere === null) return { frame, endpoint, others, taken };
    return { frame, ...elsewhere, others: [endpoint, ...others].filter((one) => one !== elsewhere.endpoint) };
  };
}

const isWhole = (all: readonly TakenSnapshot[]): boolean => all.every(({ snapshot }) => snapshot.unread.length === 0);
