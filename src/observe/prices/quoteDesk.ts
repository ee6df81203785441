import { BallastError } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import type { QuoteSheets, QuoteSource } from '../../model/quotes.js';
import type { UnixMillis } from '../../model/units.js';
import { labelOf } from '../endpoints/redactUrls.js';
import type { Fetch } from './fetchJson.js';
import { createSourceDesk } from './sourceDesk.js';

export interface QuoteDesk {
  /** The newest sheet of each source: data, fit to be recorded. Asks nobody. */
  sheets(): QuoteSheets;
  /**
   * Asks every source whose time has come, all at once, sharing what is in flight. Meant for the beginning of a tick:
   * it holds a tick up for no longer than the budget; what comes later is on the next tick's sheet. Never rejects.
   */
  refresh(): Promise<void>;
}

export interface QuoteDeskOptions {
  sources: readonly QuoteSource[];
  /** The machine's clock, for `receivedAt` and `since`. */
  now: () => UnixMillis;
  log: Log;
  /** Ends what is in flight; afterwards nobody is asked any more. */
  signal: AbortSignal;
  fetch?: Fetch;
  /** Monotonic, ms. */
  clock?: () => number;
  /** Each source is asked at most this often, ms. */
  everyMs?: number;
  /** The longest that an asking holds up a tick, ms. */
  budgetMs?: number;
  /** For one URL's whole answer, ms. */
  timeoutMs?: number;
  /** Of an answer. */
  maxBytes?: number;
  /** How long the last good quotes of a failing source are shown, ms. */
  keepMs?: number;
}

const defaults = {
  everyMs: 2_000,
  budgetMs: 1_500,
  timeoutMs: 3_000,
  maxBytes: 2 ** 20,
  keepMs: 5 * 60_000,
};

/**
 * Where prices that no contract states are fetched. The URLs of a source stand in for each other: the preferred one is
 * used as long as it works, and again once it does.
 * @throws BallastError when a source has no URL, one that is not http(s), or another source's id
 */
export function createQuoteDesk({ sources, ...options }: QuoteDeskOptions): QuoteDesk {
  const settings = {
    ...defaults,
    fetch: (url: string, init: RequestInit) => globalThis.fetch(url, init),
    clock: () => performance.now(),
    ...options,
  };
  const different = new Map<string, QuoteSource>();
  for (const source of sources) {
    checkUrls(source);
    const known = different.get(source.id);
    if (known && !asksTheSame(known, source)) {
      throw new BallastError(`two different sources of quotes are both called ${source.id}`);
    }
    different.set(source.id, known ?? source);
  }
  const desks = [...different.values()].map((source) => createSourceDesk({ source, ...settings }));
  return {
    sheets: () =>
      new Map(
        desks.map((desk) => {
          const sheet = desk.sheet();
          return [sheet.source, sheet];
        }),
      ),
    refresh: async () => void (await Promise.all(desks.map((desk) => desk.refresh()))),
  };
}

function checkUrls({ id, urls }: QuoteSource): void {
  if (urls.length === 0) throw new BallastError(`${id} has no URL to ask`, { mend: 'state at least one' });
  for (const url of urls) {
    const protocol = URL.canParse(url) ? new URL(url).protocol : '';
    if (protocol === 'https:' || protocol === 'http:') continue;
    throw new BallastError(`${id} cannot be asked at ${labelOf(url)}`, {
      mend: 'write a URL that begins with https://',
    });
  }
}

/** Two accounts that watch one deployment name the same source; it is asked once. */
const asksTheSame = (one: QuoteSource, other: QuoteSource): boolean =>
  JSON.stringify([one.urls, one.tokens]) === JSON.stringify([other.urls, other.tokens]);
