import type { ChainClient, Endpoint } from './endpoint.js';
import { cleansed, urlSecrets, withoutSecrets } from './urlSecrets.js';

/**
 * An endpoint whose errors tell nothing of what its URL hides. Transports quote the URL, and nodes the key they were asked
 * with; whatever becomes of an error from here on (a line, a row, an answer), that is no longer in it.
 */
export function discreet(url: string, endpoint: Endpoint): Endpoint {
  const secrets = urlSecrets(url);
  if (secrets.length === 0) return endpoint;
  const { client, subscribe } = endpoint;
  const request = (...args: [never, never?]): Promise<unknown> =>
    client.request(...args).then(
      (result: unknown) => (isProse(result) ? withoutSecrets(result, secrets) : result),
      (error: unknown) => {
        throw cleansed(error, secrets);
      },
    );
  const told: Endpoint = { ...endpoint, client: { ...client, request: request as ChainClient['request'] } };
  if (!subscribe) return told;
  return {
    ...told,
    subscribe: (onHead, onError) =>
      subscribe(onHead, (error) => onError(cleansed(error, secrets))).catch((error: unknown) => {
        throw cleansed(error, secrets);
      }),
  };
}

/** No number and no bytes: an answer that makes no sense is quoted to say so. */
const isProse = (result: unknown): result is string => typeof result === 'string' && !result.startsWith('0x');
