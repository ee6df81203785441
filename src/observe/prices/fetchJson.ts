import { shortMessageOf } from '../../model/error.js';
import { QuoteError } from './quoteError.js';

/** Node's own `fetch`, or what stands in for it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface FetchJsonOptions {
  fetch: Fetch;
  /** For the whole answer, body included. */
  timeoutMs: number;
  maxBytes: number;
  signal: AbortSignal;
}

/**
 * GETs JSON, within a time and a size. The body is never quoted in a message: an error page may repeat the URL's secrets.
 * @throws QuoteError, retryable; what the transport says of it may still quote the URL
 */
export async function fetchJson(url: string, options: FetchJsonOptions): Promise<unknown> {
  const { timeoutMs, signal } = options;
  const ended = new AbortController();
  const end = () => ended.abort(new Error('ballast is stopping'));
  const timer = setTimeout(() => ended.abort(new Error(`no whole answer within ${timeoutMs} ms`)), timeoutMs);
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  try {
    return await getJson(url, options, ended);
  } catch (error) {
    if (error instanceof QuoteError) throw error;
    throw new QuoteError(transportMessage(error), { retryable: true, cause: error });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    ended.abort(); // lets go of a body that nobody reads
  }
}

async function getJson(url: string, { fetch, maxBytes }: FetchJsonOptions, { signal }: AbortController) {
  const headers = { accept: 'application/json' };
  // A redirect may lead anywhere; the operator states the address that answers.
  const response = await fetch(url, { signal, headers, redirect: 'manual' });
  if (!response.ok) throw refused(`answered with HTTP status ${response.status}`);
  const text = await textOf(response, maxBytes);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refused(text.trimStart().startsWith('<') ? 'answered with a web page' : 'answered with what is not JSON');
  }
}

async function textOf(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let length = 0;
  let text = '';
  for await (const chunk of response.body) {
    length += chunk.byteLength; // as decompressed: what is held in memory
    if (length > maxBytes) throw refused(`answered with more than ${maxBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

const refused = (message: string): QuoteError => new QuoteError(message, { retryable: true });

/** `fetch failed` says nothing; why is in its cause. */
function transportMessage(error: unknown): string {
  if (!(error instanceof Error) || error.cause === undefined) return shortMessageOf(error);
  const { cause } = error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return shortMessageOf(cause) || code || shortMessageOf(error);
}
