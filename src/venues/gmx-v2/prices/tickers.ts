import { type Address, getAddress, isAddress } from 'viem';
import type { Quote, QuoteSource } from '../../../model/quotes.js';
import { type UnixSeconds, unixSeconds } from '../../../model/units.js';
import { VenueReadError } from '../../venue.js';

export const gmxTickersId = 'gmx-v2 tickers';

const path = '/prices/tickers';

/** GMX's servers for Arbitrum, the preferred first, as its SDK lists them. */
export const arbitrumTickers: readonly string[] = [
  'https://arbitrum-api.gmxinfra.io',
  'https://arbitrum-api-fallback.gmxinfra.io',
  'https://arbitrum-api-fallback.gmxinfra2.io',
];

/** Seconds: what is older is no better than another server's answer. */
const freshFor = 30;

/**
 * GMX's own prices by HTTP, the nearest that can be known to what its keepers will execute at. Prices are as the
 * contracts hold them: USD (30 decimals) per the token's smallest unit.
 *
 * @param urls of servers, or of their tickers
 * @param tokens every one of them must be stated; of others nothing is looked at. null: all that are stated
 */
export const gmxTickers = (urls: readonly string[], tokens: readonly Address[] | null): QuoteSource => ({
  id: gmxTickersId,
  urls: urls.map(tickersUrl),
  tokens,
  freshFor,
  parse: (body) => parseTickers(body, tokens),
});

/** `https://host/base` → `https://host/base/prices/tickers`; a URL of tickers stays as it is. */
export function tickersUrl(url: string): string {
  if (!URL.canParse(url)) return url; // refused, without repeating it, by whoever asks there
  const parsed = new URL(url);
  const base = parsed.pathname.replace(/\/+$/, '');
  parsed.pathname = base.endsWith(path) ? base : base + path;
  return parsed.href;
}

/**
 * The rows of GET /prices/tickers, `[{ tokenAddress, minPrice, maxPrice, updatedAt, … }]`. One wrong row of a wanted token
 * refuses the whole answer: another server is asked then, and the last good quotes stand meanwhile.
 * @throws VenueReadError, retryable, with a sentence
 */
export function parseTickers(body: unknown, tokens: readonly Address[] | null): readonly Quote[] {
  if (!Array.isArray(body)) throw refused('are not a list');
  const wanted = tokens === null ? null : new Set(tokens.map((token) => token.toLowerCase()));
  const quotes = new Map<string, Quote>();
  for (const row of body as unknown[]) {
    const address = tokenOf(row);
    if (address === null || (wanted && !wanted.has(address.toLowerCase()))) continue;
    if (quotes.has(address)) throw refused(`state ${address} twice`);
    quotes.set(address, quoteOf(address, row as Record<string, unknown>));
  }
  const missing = (tokens ?? []).filter((token) => !quotes.has(getAddress(token.toLowerCase())));
  if (missing.length > 0) throw refused(`do not state ${missing.join(', ')}`);
  if (quotes.size === 0) throw refused('state no token');
  return [...quotes.values()];
}

function tokenOf(row: unknown): Address | null {
  const given = typeof row === 'object' && row !== null && 'tokenAddress' in row ? row.tokenAddress : null;
  // Whatever the case of its digits, it is that token.
  if (typeof given === 'string' && isAddress(given, { strict: false })) return getAddress(given.toLowerCase());
  return null;
}

function quoteOf(token: Address, row: Record<string, unknown>): Quote {
  const min = priceOf(token, 'minPrice', row['minPrice']);
  const max = priceOf(token, 'maxPrice', row['maxPrice']);
  if (min > max) throw refused(`state ${token} with a minPrice above its maxPrice`);
  return { token, min, max, updatedAt: timeOf(token, row['updatedAt']) };
}

/** A float64 cannot hold a price exactly, so one that is not written as a string is refused. At most a uint256's digits. */
function priceOf(token: Address, field: string, given: unknown): bigint {
  const price = typeof given === 'string' && /^\d{1,78}$/.test(given) ? BigInt(given) : 0n;
  if (price > 0n) return price;
  throw refused(`state ${token} with a ${field} of ${shown(given)}`);
}

/** In milliseconds or in seconds; told apart by magnitude (10^11 s is the year 5138, 10^11 ms is 1973). */
function timeOf(token: Address, given: unknown): UnixSeconds {
  const time = typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : given;
  if (typeof time === 'number' && Number.isFinite(time) && time > 0 && time < 1e15) {
    return unixSeconds(Math.floor(time >= 1e11 ? time / 1_000 : time));
  }
  throw refused(`state ${token} with an updatedAt of ${shown(given)}`);
}

const shown = (given: unknown): string => (JSON.stringify(given) ?? 'nothing').slice(0, 40);

const refused = (what: string): VenueReadError => new VenueReadError(`GMX's tickers ${what}`, { retryable: true });
