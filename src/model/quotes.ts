import type { Address } from 'viem';
import type { UnixMillis, UnixSeconds } from './units.js';

/**
 * Prices that no contract states, asked of a server by HTTP. A venue says whom to ask and what the answer means; `observe` asks, and
 * gives the newest sheet to the venue as data. Everything but `QuoteSource` is plain data, so that it can be recorded
 * and a decision replayed from it.
 */

export interface Quote {
  token: Address;
  /** In the source's own unit, which the source documents (GMX: USD, 30 decimals, per the token's smallest unit). */
  min: bigint;
  /** Same unit; `min <= max`. */
  max: bigint;
  /** When the price was true, by the source. */
  updatedAt: UnixSeconds;
}

export interface QuoteSource {
  /** `gmx-v2 tickers`: the key of its sheet, and its name in messages. */
  readonly id: string;
  /** http or https, the preferred first; they stand in for each other. Each may carry a secret: never log one. */
  readonly urls: readonly string[];
  /** Only these are kept; null: all. */
  readonly tokens: readonly Address[] | null;
  /** Seconds. An answer whose newest quote is older is taken only when no other URL has a newer one; absent: any age. */
  readonly freshFor?: number;
  /** Body, already JSON → quotes. Pure. @throws BallastError with a sentence when it makes no sense. */
  parse(body: unknown): readonly Quote[];
}

/** A source that fails: since when, and how the last attempt ended. */
export interface QuoteFailure {
  since: UnixMillis;
  /** In a sentence; no URL beyond its host. */
  error: string;
}

/** The newest that is known of one source. */
export type QuoteSheet = {
  /** `QuoteSource.id`. */
  source: string;
  /** By our clock: when the quotes came, or when the last attempt failed. */
  receivedAt: UnixMillis;
} & (
  | {
      ok: true;
      /** Scheme and host of the URL that answered. */
      url: string;
      quotes: readonly Quote[];
      /** Set while the source fails and these are its last good quotes. */
      failing?: QuoteFailure;
    }
  | {
      ok: false;
      error: string;
      /** Since when; absent when it has not been asked yet. */
      since?: UnixMillis;
    }
);

/** By `QuoteSource.id`. */
export type QuoteSheets = ReadonlyMap<string, QuoteSheet>;

export const noQuoteSheets: QuoteSheets = new Map();
