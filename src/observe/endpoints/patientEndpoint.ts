import type { Clock } from './clock.js';
import { type ChainClient, type Endpoint, EndpointError } from './endpoint.js';
import { isRefusal } from './isRefusal.js';
import { rateLimitOf } from './rateLimit.js';

/** The endpoint has asked to be left alone, and was. */
export class EndpointRestsError extends EndpointError {
  override name = 'EndpointRestsError';
}

export interface Patience {
  clock: Clock;
  /** What is left of the time it is to be left alone, ms. */
  restMs(): number;
  /** Nobody else can be asked meanwhile. */
  isAlone(): boolean;
  answered(tookMs: number): void;
  unanswered(): void;
  limited(restMs: number | null): void;
  /** Ends every wait. */
  signal: AbortSignal;
}

/** Whoever waits longer than this is told so instead. */
const longestWaitMs = 10_000;
/** Those who may wait at a time: when the rest is over they all ask at once. */
const mostWaiting = 100;

/**
 * Tells how each request went, and leaves an endpoint alone for as long as it asked for: who asks it then is refused at once
 * where another can be asked, and waits where there is no other.
 * @throws EndpointRestsError, retryable
 */
export function patient(endpoint: Endpoint, patience: Patience): Endpoint {
  const { clock, restMs, isAlone, answered, unanswered, limited, signal } = patience;
  let waiting = 0;

  async function waitForRest(): Promise<void> {
    const until = clock.now() + longestWaitMs;
    for (let left = restMs(); left > 0 && !signal.aborted; left = restMs()) {
      if (!isAlone() || waiting >= mostWaiting || clock.now() + left > until) {
        const text = `${endpoint.label} has asked to be left alone for another ${Math.ceil(left)} ms`;
        throw new EndpointRestsError(text, { mend: 'add an endpoint, or take a larger plan', retryable: true });
      }
      waiting++;
      try {
        await clock.pause(left, signal);
      } finally {
        waiting--;
      }
    }
  }

  const request = async (...args: [never, never?]): Promise<unknown> => {
    if (restMs() > 0) await waitForRest();
    const asked = clock.now();
    try {
      const answer = await endpoint.client.request(...args);
      answered(clock.now() - asked);
      return answer;
    } catch (error) {
      const limit = rateLimitOf(error, clock.now());
      if (limit !== null) limited(limit.restMs);
      else if (isRefusal(error)) answered(clock.now() - asked);
      else unanswered();
      throw error;
    }
  };
  return { ...endpoint, client: { ...endpoint.client, request: request as ChainClient['request'] } };
}

/** It refused because it was asked too often, or was left alone for that: no failure. */
export function wasLimited(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 10; cause = cause.cause, depth++) {
    if (cause instanceof EndpointRestsError) return true;
  }
  return rateLimitOf(error, 0) !== null;
}
