import { redact } from '../../../config/redact.js';
import type { Outcome } from '../plan/pauseAfter.js';
import { oneLine } from '../say/said.js';
import { createDeadline } from './deadline.js';

/** What a server said. */
export interface Response {
  status: number;
  /** Its `Retry-After`, ms; null where it has none. */
  retryAfterMs: number | null;
  /** The first 4 kB. */
  body: string;
}

export interface PostOptions {
  headers?: Readonly<Record<string, string>>;
  method?: 'GET' | 'POST';
  timeoutMs: number;
  stop: AbortSignal;
  now?: () => number;
}

/** One request, followed nowhere else. A server that was not reached, or did not answer in time, is `later`. */
export async function post(url: string, body: string | null, options: PostOptions): Promise<Response | Outcome> {
  const { headers = {}, method = 'POST', timeoutMs, stop, now = Date.now } = options;
  const deadline = createDeadline(timeoutMs, stop);
  try {
    const response = await fetch(url, {
      ...{ method, body, redirect: 'manual', signal: deadline.signal },
      headers: {
        'user-agent': 'ballast',
        ...(body === null ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    const retryAfterMs = retryAfterOf(response.headers.get('retry-after'), now());
    return { status: response.status, retryAfterMs, body: await beginningOf(response) };
  } catch (error) {
    if (deadline.isLate) return { kind: 'later', answer: `no answer within ${timeoutMs / 1000} s` };
    if (stop.aborted) return { kind: 'later', answer: 'ballast was stopped meanwhile' };
    return { kind: 'later', answer: whyOf(error) };
  } finally {
    deadline.end();
  }
}

/** What most servers mean by a status. */
export function judge({ status, retryAfterMs, body }: Response): Outcome {
  // A page for browsers, of some proxy on the way, tells a person nothing.
  const said = body.trimStart().startsWith('<') ? '' : shown(body);
  const answer = `${status}${said === '' ? '' : ` ${said}`}`;
  if (status >= 200 && status < 300) return { kind: 'sent', answer };
  const wait = retryAfterMs === null ? {} : { retryAfterMs };
  if (status === 429 || status === 408 || status >= 500) return { kind: 'later', answer, ...wait };
  if (status >= 300 && status < 400)
    return { kind: 'barred', answer: `${status}: it sends elsewhere, which is not followed` };
  const isOfAddress = [401, 402, 403, 404, 405, 407, 410].includes(status);
  return { kind: isOfAddress ? 'barred' : 'refused', answer };
}

/** A text of a server as it may be kept and shown: one line, nothing that may be secret. */
export const shown = (text: string): string => oneLine(redact(text), 160);

/** Why nothing came of a request: the innermost cause tells most. */
export function whyOf(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause !== undefined) inner = inner.cause;
  if (inner instanceof AggregateError) inner = inner.errors[0] ?? inner;
  const code = typeof inner === 'object' && inner !== null && 'code' in inner ? String(inner.code) : '';
  const said = inner instanceof Error ? inner.message : String(inner);
  return shown(code !== '' && !said.includes(code) ? `${code}: ${said}` : said || code);
}

const mostBody = 4_096;

/** Enough to see what it says; whoever sends for ever is cut off. */
async function beginningOf(response: globalThis.Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const pieces: Uint8Array[] = [];
  let size = 0;
  while (size < mostBody) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    size += value.length;
  }
  await reader.cancel().catch(() => {});
  return Buffer.concat(pieces).subarray(0, mostBody).toString('utf8');
}

/** Seconds, or a date. */
function retryAfterOf(header: string | null, now: number): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds) && seconds >= 0) return Math.ceil(seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
