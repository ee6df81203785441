import { createClient, http } from 'viem';
import { discreet } from './discreet.js';
import { type ChainClient, type Endpoint, EndpointError } from './endpoint.js';
import { labelOf } from './redactUrls.js';
import { createWebSocketEndpoint } from './webSocketEndpoint.js';

/**
 * Binds one endpoint, HTTP or WebSocket by its scheme. Parallel requests share one HTTP post, which is answered when the
 * slowest of them is, and which some gateways refuse whole for one of them: what takes long at times or is refused goes apart.
 * Retries are the caller's business: here a failure is reported at once.
 * @throws EndpointError when the URL is of another scheme.
 */
export function createEndpoint(url: string, options: { timeoutMs?: number } = {}): Endpoint {
  const timeout = options.timeoutMs ?? 10_000;
  const label = labelOf(url);
  if (/^https?:/.test(url)) {
    const clientOf = (batch: { wait: number } | false): ChainClient =>
      createClient({ transport: http(url, { batch, retryCount: 0, timeout }), cacheTime: 0 });
    return discreet(url, { label, client: someApart(clientOf({ wait: 0 }), clientOf(false)), close: async () => {} });
  }
  if (!/^wss?:/.test(url)) {
    throw new EndpointError(`${label} cannot be used as an endpoint`, { mend: 'use http, https, ws or wss' });
  }
  return discreet(url, createWebSocketEndpoint(url, timeout));
}

const apart: readonly string[] = ['eth_getLogs', 'eth_simulateV1'];

function someApart(batching: ChainClient, alone: ChainClient): ChainClient {
  const request = (...args: [{ method: string }]): Promise<unknown> =>
    (apart.includes(args[0].method) ? alone : batching).request(...(args as unknown as [never]));
  return { ...batching, request: request as ChainClient['request'] };
}
