import type { Clock } from './clock.js';
import { type Endpoint, EndpointError, endpointError } from './endpoint.js';

/** What one endpoint said to a question that all were asked. */
export type EndpointAnswer =
  | { endpoint: string; ok: true; result: unknown }
  | { endpoint: string; ok: false; error: unknown };

export interface EverywhereOptions {
  /** Told of the answers there are, after each; once it says yes, nobody else is waited for. Those asked are not called off. */
  enough?: (answers: readonly EndpointAnswer[]) => boolean;
}

interface Bounds {
  timeoutMs: number;
  clock: Clock;
  /** Ends the waiting. */
  signal: AbortSignal;
}

/**
 * Asks all at once and never rejects: a failure is an answer too. One that does not answer within `timeoutMs` has failed.
 * @returns the answers in the order of the endpoints; only those that were there when `enough` said yes
 */
export function askEverywhere(
  endpoints: readonly Endpoint[],
  args: { method: string },
  { enough, ...bounds }: EverywhereOptions & Bounds,
): Promise<readonly EndpointAnswer[]> {
  const answers = new Map<number, EndpointAnswer>();
  const inOrder = () => endpoints.flatMap((_, i) => answers.get(i) ?? []);
  return new Promise((resolve) => {
    for (const [i, endpoint] of endpoints.entries()) {
      void askOne(endpoint, args, bounds).then((answer) => {
        answers.set(i, answer);
        if (answers.size === endpoints.length || enough?.(inOrder())) resolve(inOrder());
      });
    }
  });
}

async function askOne(
  endpoint: Endpoint,
  args: { method: string },
  { timeoutMs, clock, signal }: Bounds,
): Promise<EndpointAnswer> {
  const settled = new AbortController();
  const settle = () => settled.abort();
  signal.addEventListener('abort', settle);
  const late = clock.pause(timeoutMs, settled.signal).then((): EndpointAnswer => {
    const error = new EndpointError(`${endpoint.label} did not answer within ${timeoutMs} ms`, { retryable: true });
    return { endpoint: endpoint.label, ok: false, error };
  });
  const asking = endpoint.client.request(args as never).then(
    (result): EndpointAnswer => ({ endpoint: endpoint.label, ok: true, result }),
    (cause: unknown): EndpointAnswer => ({
      endpoint: endpoint.label,
      ok: false,
      error: endpointError(endpoint, args.method, cause),
    }),
  );
  try {
    return await Promise.race([asking, late]);
  } finally {
    settle();
    signal.removeEventListener('abort', settle);
  }
}
