import { type ChainClient, type Endpoint, EndpointError, endpointError } from './endpoint.js';
import { isRefusal } from './isRefusal.js';
import { wasLimited } from './patientEndpoint.js';

export interface VerifiedEndpoint extends Endpoint {
  /** What was known of it is not any more: it says its chain again before anything else. */
  doubt(): void;
}

/**
 * An endpoint that is asked for nothing, and given nothing, before it has said that it serves the chain: once a
 * connection, and again after each failure, since behind an address another machine may answer then.
 * @param told told of the chain it says, each time it does
 * @throws EndpointError, retryable, from every request while it serves another chain
 */
export function verified(
  endpoint: Endpoint,
  chainId: number,
  told: (served: number) => void = () => {},
): VerifiedEndpoint {
  let verifying: Promise<void> | null = null;
  const doubt = () => {
    verifying = null;
  };

  async function verify(): Promise<void> {
    const served = await chainIdOf(endpoint);
    told(served);
    if (served === chainId) return;
    throw new EndpointError(`${endpoint.label} serves chain ${served}, not ${chainId}`, {
      mend: "correct the chain's endpoints",
      retryable: true,
    });
  }

  async function ensureVerified(): Promise<void> {
    if (endpoint.isLost?.()) doubt();
    verifying ??= verify();
    const mine = verifying;
    try {
      await mine;
    } catch (error) {
      if (verifying === mine) doubt();
      throw error;
    }
  }

  const request = async (...args: [never, never?]): Promise<unknown> => {
    await ensureVerified();
    try {
      return await endpoint.client.request(...args);
    } catch (error) {
      // One that asks to be left alone is the one that was asked before.
      if (!isRefusal(error) && !wasLimited(error)) doubt();
      throw error;
    }
  };

  const { subscribe } = endpoint;
  return {
    ...endpoint,
    client: { ...endpoint.client, request: request as ChainClient['request'] },
    ...(subscribe && {
      async subscribe(onHead, onError) {
        await ensureVerified();
        return subscribe(onHead, (error) => {
          doubt();
          onError(error);
        });
      },
    }),
    doubt,
  };
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
    throw new EndpointError(`${endpoint.label} does not say which chain it serves`, { retryable: true });
  }
  return Number(answer);
}
