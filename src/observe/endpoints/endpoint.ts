import type { Client, PublicRpcSchema, Transport } from 'viem';
import { BallastError, shortMessageOf } from '../../model/error.js';
import { redactUrls } from './redactUrls.js';

/** The typed JSON-RPC client of one endpoint. It can read and it can pass on signed bytes; it holds no key. */
export type ChainClient = Client<Transport, undefined, undefined, PublicRpcSchema>;

/** What most code needs of a client: to ask. */
export type ChainRequester = Pick<ChainClient, 'request'>;

export interface Endpoint {
  /** Scheme and host only: paths and queries carry API keys. */
  label: string;
  client: ChainClient;
  /** Calls back at each new head; undefined where the endpoint cannot push. @returns the way to stop. */
  subscribe?: (onHead: (header: unknown) => void, onError: (error: unknown) => void) => Promise<() => void>;
  /** Whether the next request makes a new connection, perhaps to another machine; undefined where there are none to keep. */
  isLost?: () => boolean;
  close(): Promise<void>;
}

/** The endpoint did not answer, or its answer makes no sense. */
export class EndpointError extends BallastError {
  override name = 'EndpointError';
}

/** Wraps whatever a transport throws, so that callers can tell "the node said no" from everything else. */
export const endpointError = (endpoint: Endpoint, doing: string, cause: unknown): EndpointError =>
  cause instanceof EndpointError
    ? cause
    : new EndpointError(`${endpoint.label} failed at ${doing}: ${reasonOf(cause)}`, { retryable: true, cause });

/** Asks, and words whatever fails as the endpoint's: a transport's own error would end the process. @throws EndpointError */
export async function askWorded(endpoint: Endpoint, args: { method: string }): Promise<unknown> {
  try {
    return await endpoint.client.request(args as never);
  } catch (cause) {
    throw endpointError(endpoint, args.method, cause);
  }
}

/** `HTTP request failed (ECONNREFUSED)`: what a person can look into is deep down in a transport's error. */
function reasonOf(cause: unknown): string {
  const said = redactUrls(shortMessageOf(cause));
  for (let e = cause, depth = 0; typeof e === 'object' && e !== null && depth < 10; depth++) {
    const { status, code, cause: deeper } = e as { status?: unknown; code?: unknown; cause?: unknown };
    const hint = typeof status === 'number' ? `HTTP ${status}` : typeof code === 'string' ? code : null;
    if (hint !== null) return said.includes(hint) ? said : `${said.replace(/\.$/, '')} (${hint})`;
    e = deeper;
  }
  return said;
}
