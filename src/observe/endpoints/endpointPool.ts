import { BallastError, shortMessageOf } from '../../model/error.js';
import { type ChainRequester, createEndpoint, type Endpoint, EndpointError, endpointError } from './endpoint.js';

export interface EndpointPool {
  /** The chain that every endpoint must serve. */
  readonly chainId: number;
  /** The endpoint in use. One logical operation uses one endpoint: take it once. */
  current(): Endpoint;
  /** Reports a failure: the next endpoint becomes current. @returns how long to pause before trying, ms. */
  failed(endpoint: Endpoint, error: unknown): number;
  succeeded(endpoint: Endpoint): void;
  /** Asks whichever endpoint is current at each request. @throws EndpointError with the node's own words as its cause */
  readonly client: ChainRequester;
  close(): Promise<void>;
}

export interface EndpointPoolOptions {
  urls: readonly string[];
  chainId: number;
  log: { warn(facts: object, message: string): void; info(facts: object, message: string): void };
  timeoutMs?: number;
}

const firstPauseMs = 250;
const longestPauseMs = 15_000;

/**
 * The endpoints of one chain. A failing one is left for the next; when all fail in turn, the pause between tries
 * doubles up to 15 s, for as long as the process lives.
 */
export function createEndpointPool({ urls, chainId, log, timeoutMs }: EndpointPoolOptions): EndpointPool {
  const endpoints = urls.map((url) => createEndpoint(url, timeoutMs === undefined ? {} : { timeoutMs }));
  if (endpoints.length === 0) throw new BallastError('a chain needs at least one endpoint');
  let index = 0;
  let failures = 0;
  const at = (i: number): Endpoint => {
    const endpoint = endpoints[i % endpoints.length];
    if (!endpoint) throw new BallastError('a chain needs at least one endpoint');
    return endpoint;
  };
  return {
    chainId,
    current: () => at(index),
    client: { request: ((args: { method: string }) => ask(at(index), args)) as ChainRequester['request'] },
    failed(endpoint, error) {
      if (endpoint === at(index)) index++;
      failures++;
      const round = Math.floor((failures - 1) / endpoints.length);
      const pauseMs = Math.min(firstPauseMs * 2 ** Math.min(round, 16), longestPauseMs);
      log.warn(
        { at: 'endpoints', endpoint: endpoint.label, failures, pauseMs, error: shortMessageOf(error) },
        'endpoint failed',
      );
      return pauseMs;
    },
    succeeded(endpoint) {
      if (failures > 0) log.info({ at: 'endpoints', endpoint: endpoint.label, failures }, 'endpoint answers again');
      failures = 0;
    },
    close: async () => {
      await Promise.all(endpoints.map((endpoint) => endpoint.close()));
    },
  };
}

async function ask(endpoint: Endpoint, args: { method: string }): Promise<unknown> {
  try {
    return await endpoint.client.request(args as never);
  } catch (cause) {
    throw endpointError(endpoint, args.method, cause);
  }
}

/** The chain an endpoint serves. @throws EndpointError when it does not answer or answers nonsense. */
export async function chainIdOf(endpoint: Endpoint): Promise<number> {
  let answer: unknown;
  try {
    answer = await endpoint.client.request({ method: 'eth_chainId' });
  } catch (cause) {
    throw endpointError(endpoint, 'eth_chainId', cause);
  }
  if (typeof answer !== 'string' || !/^0x[0-9a-f]+$/i.test(answer)) {
    throw new EndpointError(`${endpoint.label} does not say which chain it serves`);
  }
  return Number(answer);
}
