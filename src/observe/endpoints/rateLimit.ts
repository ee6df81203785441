import { BaseError, HttpRequestError, RpcRequestError } from 'viem';

export interface RateLimit {
  /** What the endpoint asks for, ms; null where it names no time. */
  restMs: number | null;
}

/** Codes that providers limit rates with. Some of them mean other things too: see `aboutTheQuestion`. */
const limitCodes = new Set([429, -32005, -32007, -32016, -32029]);

const limitWords =
  /rate.?limit|too many requests|request limit|request rate|requests? (?:per|a) (?:second|minute|day)|requests? count exceeded|compute units? per second|throughput limit|exceeded (?:its|your|the) (?:\w+ )*(?:capacity|quota|credits)/i;

/** The question asks for too much; to ask it again later would not help. Infura says -32005 of logs, Nethermind -32016 of time. */
const aboutTheQuestion =
  /more than [\d,_]+ (?:results|logs)|too many (?:results|logs)|block range|response size|timed? ?out/i;

/** What a contract says is no word of the endpoint's: bridges have rate limits of their own. */
const contractCode = 3;

/**
 * Whether an endpoint refuses because it was asked too often, by HTTP status, JSON-RPC code or wording.
 * @param now ms since 1970, for a Retry-After that names a date
 * @returns null when it is something else
 */
export function rateLimitOf(error: unknown, now: number): RateLimit | null {
  for (const cause of causesOf(error)) {
    if (cause instanceof HttpRequestError) {
      const restMs = retryAfterMs(cause.headers, now);
      const limited = cause.status === 429 || (cause.status === 503 && restMs !== null);
      if (limited || (cause.status !== undefined && limitWords.test(cause.details))) return { restMs };
    }
    if (cause instanceof RpcRequestError) {
      const { code, data, status, details } = cause;
      if (status !== 429 && !limitsRate(code, details)) return null;
      return { restMs: retryAfterMs(cause.headers, now) ?? restInData(data) };
    }
  }
  return null;
}

function limitsRate(code: number, said: string): boolean {
  if (code === contractCode || /^execution reverted/i.test(said) || aboutTheQuestion.test(said)) return false;
  return limitCodes.has(code) || limitWords.test(said);
}

function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let cause = error; cause instanceof Error && causes.length < 10; cause = cause.cause) causes.push(cause);
  return causes.filter((cause) => cause instanceof BaseError);
}

/** Seconds, or a date. */
function retryAfterMs(headers: Headers | undefined, now: number): number | null {
  const said = headers?.get('retry-after')?.trim();
  if (!said) return null;
  if (/^\d+(?:\.\d+)?$/.test(said)) return Number(said) * 1000;
  const until = Date.parse(said);
  return Number.isNaN(until) ? null : Math.max(0, until - now);
}

/** Infura: `{ rate: { backoff_seconds: 30 } }`. Chainstack: `{ try_again_in: '1.5s' }`. */
function restInData(data: unknown): number | null {
  if (typeof data !== 'object' || data === null) return null;
  const { rate, try_again_in: again } = data as { rate?: unknown; try_again_in?: unknown };
  if (typeof rate === 'object' && rate !== null && 'backoff_seconds' in rate) return secondsIn(rate.backoff_seconds);
  return secondsIn(again);
}

function secondsIn(value: unknown): number | null {
  const seconds = typeof value === 'string' ? Number(value.replace(/s$/, '')) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}
