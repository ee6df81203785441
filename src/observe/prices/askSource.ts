import { shortMessageOf } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import type { Quote, QuoteSource } from '../../model/quotes.js';
import type { UnixMillis } from '../../model/units.js';
import { labelOf, redactUrls } from '../endpoints/redactUrls.js';
import { type FetchJsonOptions, fetchJson } from './fetchJson.js';
import { QuoteError } from './quoteError.js';
import type { UrlRota } from './urlRota.js';

export interface Answer {
  /** The URL whole, with what is secret in it: for the rota, never for a sheet. */
  url: string;
  quotes: readonly Quote[];
}

/** Asks one URL, and tells the rota and the log how it went. @throws QuoteError in a sentence that names the host */
export async function askUrl(
  source: QuoteSource,
  url: string,
  rota: UrlRota,
  log: Log,
  options: FetchJsonOptions,
): Promise<Answer> {
  const facts = { at: 'quotes', source: source.id, endpoint: labelOf(url) };
  try {
    const body = await fetchJson(url, options);
    const quotes = keep(source, source.parse(body));
    const failures = rota.succeeded(url);
    if (failures > 0) log.info({ ...facts, failures }, 'a source of quotes answers again');
    return { url, quotes };
  } catch (cause) {
    const error = redactUrls(shortMessageOf(cause));
    if (options.signal.aborted) throw new QuoteError(error, { cause });
    if (rota.failed(url)) log.warn({ ...facts, error }, 'a source of quotes fails');
    else log.debug({ ...facts, error }, 'a source of quotes still fails');
    throw new QuoteError(`${facts.endpoint}: ${error}`, { cause, retryable: true });
  }
}

/**
 * One URL after the other until one answers with what is fresh. A server that goes on stating old prices is no better
 * than one that is down, but better than none.
 * @returns the first fresh answer, or the freshest; null when every URL has failed lately and rests
 * @throws QuoteError with what each of them said
 */
export async function askInTurn(
  source: QuoteSource,
  rota: UrlRota,
  log: Log,
  options: FetchJsonOptions & { now: () => UnixMillis },
): Promise<Answer | null> {
  const said: string[] = [];
  let stale: Answer | null = null;
  for (const url of rota.turns()) {
    if (options.signal.aborted) break;
    try {
      const answer = await askUrl(source, url, rota, log, options);
      if (options.now() / 1_000 - newest(answer) <= (source.freshFor ?? Number.POSITIVE_INFINITY)) return answer;
      if (!stale || newest(answer) > newest(stale)) stale = answer;
    } catch (error) {
      said.push(shortMessageOf(error));
    }
  }
  if (stale) return stale;
  if (said.length === 0) return null;
  throw new QuoteError(said.join('; '), { retryable: true });
}

const newest = ({ quotes }: Answer): number => Math.max(...quotes.map(({ updatedAt }) => updatedAt));

function keep({ tokens }: QuoteSource, quotes: readonly Quote[]): readonly Quote[] {
  if (tokens === null) return quotes;
  const wanted = new Set(tokens.map((token) => token.toLowerCase()));
  return quotes.filter(({ token }) => wanted.has(token.toLowerCase()));
}
