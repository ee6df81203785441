import type { Log } from '../model/log.js';
import type { QuoteSheets } from '../model/quotes.js';
import { settleAll } from '../model/retryable.js';
import type { Block } from '../model/snapshot.js';
import type { EndpointPool } from '../observe/endpoints/endpointPool.js';
import { createBehindWatch } from './behindWatch.js';
import type { Book } from './book.js';

/** The newest that servers have quoted. */
export interface Quotes {
  sheets(): QuoteSheets;
  /** Asks for newer ones; does not hold a tick up for long, and never rejects. */
  refresh(): Promise<void>;
}

export interface AdvanceOptions {
  books: readonly Book[];
  quotes?: Quotes;
  pool: Pick<EndpointPool, 'clock' | 'current'>;
  log: Log;
}

/**
 * Settles what is in flight as of a head, and asks for newer quotes meanwhile. false where the head is older than what is
 * known to have happened: nothing is to be decided on it.
 */
export function createAdvance({ books, quotes, pool, log }: AdvanceOptions): (head: Block) => Promise<boolean> {
  const noteBehind = createBehindWatch(pool);

  return async (head) => {
    const advancing = settleAll(books.map(({ executor }) => executor.advance(head)));
    await settleAll<unknown>([advancing, quotes?.refresh() ?? Promise.resolve()]);
    const ahead = (await advancing).find((floor) => floor > head.number) ?? null;
    if (ahead !== null) {
      log.debug({ at: 'keeper', block: head.number, ahead }, 'head is older than what is known to have happened');
    }
    noteBehind(head, ahead);
    return ahead === null;
  };
}
