import { type Endpoint, endpointError } from './endpoint.js';
import { within } from './within.js';

/** What one endpoint said to a question that all were asked. */
export type EndpointAnswer =
  | { endpoint: string; ok: true; result: unknown }
  | { endpoint: string; ok: false; error: unknown };

export interface EverywhereOptions {
  /** Told of the answers there are, after each; once it says yes, nobody else is waited for. Those asked are not called off. */
  enough?: (answers: readonly EndpointAnswer[]) => boolean;
}

/**
 * Asks all at once and never rejects: a failure is an answer too. One that does not answer within `timeoutMs` has failed.
 * @returns the answers in the order of the endpoints; only those that were there when `enough` said yes
 */
export function askEverywhere(
  endpoints: readonly Endpoint[],
  args: { method: string },
  { timeoutMs, enough }: EverywhereOptions & { timeoutMs: number },
): Promise<readonly EndpointAnswer[]> {
  const answers = new Map<number, EndpointAnswer>();
  const inOrder = () => endpoints.flatMap((_, i) => answers.get(i) ?? []);
  return new Promise((resolve) => {
    const take = (i: number, answer: EndpointAnswer) => {
      answers.set(i, answer);
      if (answers.size === endpoints.length || enough?.(inOrder())) resolve(inOrder());
    };
    if (endpoints.length === 0) resolve([]);
    for (const [i, endpoint] of endpoints.entries()) {
      const { label } = endpoint;
      within(endpoint.client.request(args as never), timeoutMs, 'no answer').then(
        (result) => take(i, { endpoint: label, ok: true, result }),
        (cause: unknown) => take(i, { endpoint: label, ok: false, error: endpointError(endpoint, args.method, cause) }),
      );
    }
  });
}
