import { shortMessageOf } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import type { Quote, QuoteFailure, QuoteSheet, QuoteSource } from '../../model/quotes.js';
import type { UnixMillis } from '../../model/units.js';
import { labelOf } from '../endpoints/redactUrls.js';
import { within } from '../endpoints/within.js';
import { type Answer, askInTurn, askUrl } from './askSource.js';
import type { Fetch } from './fetchJson.js';
import { createUrlRota } from './urlRota.js';

export interface SourceDeskOptions {
  source: QuoteSource;
  now: () => UnixMillis;
  /** ms, monotonic: a jump of the machine's clock delays nothing. */
  clock: () => number;
  log: Log;
  signal: AbortSignal;
  fetch: Fetch;
  /** A source is not asked again before, ms. */
  everyMs: number;
  /** How long one asking holds up a tick at most, ms, counted from its beginning. */
  budgetMs: number;
  /** For one URL's whole answer, ms. */
  timeoutMs: number;
  maxBytes: number;
  /** How long the last good quotes of a failing source are shown, ms. */
  keepMs: number;
}

/** One source: asks it, and holds the newest that is known of it. */
export interface SourceDesk {
  sheet(): QuoteSheet;
  /** Asks when it is time, and waits no longer than the budget. Never rejects. */
  refresh(): Promise<void>;
}

export function createSourceDesk(options: SourceDeskOptions): SourceDesk {
  const { source, now, clock, log, signal, everyMs, budgetMs, keepMs } = options;
  const rota = createUrlRota(source.urls, clock);
  let good: { receivedAt: UnixMillis; url: string; quotes: readonly Quote[] } | null = null;
  let failing: QuoteFailure | null = null;
  let failedAt = now();
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | null = null;
  let retrying = false;

  function answered({ url, quotes }: Answer): void {
    if (failing) log.info({ at: 'quotes', source: source.id, since: failing.since }, 'there are quotes again');
    good = { receivedAt: now(), url: labelOf(url), quotes };
    failing = null;
  }

  function failed(error: unknown): void {
    if (signal.aborted) return;
    failedAt = now();
    const message = shortMessageOf(error);
    if (!failing) log.warn({ at: 'quotes', source: source.id, error: message }, 'there are no new quotes');
    failing = { since: failing?.since ?? failedAt, error: message };
  }

  async function ask(): Promise<void> {
    try {
      const answer = await askInTurn(source, rota, log, options);
      if (answer === null) return;
      answered(answer);
      const better = rota.worthAnotherTry(answer.url);
      if (better !== null && !retrying) void retry(better);
    } catch (error) {
      failed(error);
    } finally {
      asking = null;
    }
  }

  /** A preferred URL that failed is tried beside the one that works, so that nobody waits for it. */
  async function retry(url: string): Promise<void> {
    retrying = true;
    try {
      answered(await askUrl(source, url, rota, log, options));
    } catch {
      // The rota and the log know; the working URL goes on.
    } finally {
      retrying = false;
    }
  }

  return {
    sheet() {
      if (good && now() - good.receivedAt <= keepMs) {
        return { source: source.id, ok: true, ...good, ...(failing && { failing }) };
      }
      const { since, error } = failing ?? { since: undefined, error: good ? 'its quotes are old' : 'not asked yet' };
      const ofError = { source: source.id, receivedAt: failing ? failedAt : now(), ok: false, error } as const;
      return since === undefined ? ofError : { ...ofError, since };
    },
    async refresh() {
      if (signal.aborted) return;
      if (!asking && clock() - askedAt >= everyMs) {
        askedAt = clock();
        asking = ask();
      }
      const left = askedAt + budgetMs - clock();
      if (asking && left > 0) await within(asking, left, 'no answer').catch(() => {});
    },
  };
}
