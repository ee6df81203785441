import { BallastError, shortMessageOf } from '../../model/error.js';
import { askEverywhere, type EndpointAnswer, type EverywhereOptions } from './askEverywhere.js';
import { createBackOff } from './backOff.js';
import { type ChainRequester, createEndpoint, type Endpoint, endpointError } from './endpoint.js';
import { pause } from './pause.js';
import { verified } from './verifiedEndpoint.js';

/** What an endpoint is used for. One can work while the other does not: a head is no proof that reads work. */
export type EndpointUse = 'reads' | 'heads';

export interface EndpointPool {
  /** The chain that every endpoint must serve; one that says another gets no request but the question. */
  readonly chainId: number;
  /** The endpoint in use. One logical operation uses one endpoint: take it once. */
  current(): Endpoint;
  /** Reports a failure: the next endpoint becomes current. @returns how long to pause that use before trying, ms. */
  failed(endpoint: Endpoint, error: unknown, of?: EndpointUse): number;
  succeeded(endpoint: Endpoint, of?: EndpointUse): void;
  /** Resolves when the pause after the last failure of reads is over, at once where there is none; or when the signal fires. */
  ready(signal: AbortSignal): Promise<void>;
  /** All but the one in use, those that are well first: for second opinions. */
  others(): readonly Endpoint[];
  /**
   * Asks all endpoints at once, for signed bytes above all; never rejects. Answers are in the order of preference.
   * @param options.enough ends the waiting early, so that a silent endpoint does not hold up bytes that others have taken
   */
  everywhere(
    args: { method: string; params?: unknown },
    options?: EverywhereOptions,
  ): Promise<readonly EndpointAnswer[]>;
  /** It answered something else than the others about one block: it is not used while there is another. */
  accuse(endpoint: Endpoint, text: string): void;
  /** It answered as the others did; one that was accused is believed again once it has done so often enough. */
  agreed(endpoint: Endpoint): void;
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

/**
 * The endpoints of one chain. A failing one is left for the next at once; when all have failed in turn there is a pause,
 * which doubles up to 15 s, for as long as the process lives. A failure during a pause is neither counted nor told again.
 */
export function createEndpointPool({ urls, chainId, log, timeoutMs = 10_000 }: EndpointPoolOptions): EndpointPool {
  const endpoints = urls.map((url) => verified(createEndpoint(url, { timeoutMs }), chainId));
  if (endpoints.length === 0) throw new BallastError('a chain needs at least one endpoint');
  const backOffs = { reads: createBackOff(endpoints.length), heads: createBackOff(endpoints.length) };
  let index = 0;
  const at = (i: number): Endpoint => {
    const endpoint = endpoints[i % endpoints.length];
    if (!endpoint) throw new BallastError('a chain needs at least one endpoint');
    return endpoint;
  };
  return {
    chainId,
    current: () => at(index),
    others: () => endpoints.filter((endpoint) => endpoint !== at(index)),
    // Each says its chain first, and the bytes may take as long again.
    everywhere: (args, options = {}) => askEverywhere(endpoints, args, { ...options, timeoutMs: 2 * timeoutMs }),
    accuse(endpoint, text) {
      log.warn({ at: 'endpoints', endpoint: endpoint.label, text }, 'endpoint contradicts the others');
      if (endpoint === at(index)) index++;
    },
    agreed() {},
    client: { request: ((args: { method: string }) => ask(at(index), args)) as ChainRequester['request'] },
    failed(endpoint, error, of = 'reads') {
      const backOff = backOffs[of];
      endpoints.find((one) => one === endpoint)?.doubt();
      if (endpoint === at(index)) index++;
      const counted = backOff.failed();
      const pauseMs = backOff.remainingMs();
      if (counted) {
        const { failures } = backOff;
        const facts = {
          at: 'endpoints',
          endpoint: endpoint.label,
          of,
          failures,
          pauseMs,
          error: shortMessageOf(error),
        };
        log.warn(facts, 'endpoint failed');
      }
      return pauseMs;
    },
    succeeded(endpoint, of = 'reads') {
      const failures = backOffs[of].succeeded();
      if (failures > 0) log.info({ at: 'endpoints', endpoint: endpoint.label, of, failures }, 'endpoint answers again');
    },
    ready: (signal) => pause(backOffs.reads.remainingMs(), signal),
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
