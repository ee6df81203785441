import type { Signer } from '../../src/execute/transactions/signer.js';
import type { ChainRequester } from '../../src/observe/endpoints/endpoint.js';
import type { EndpointPool } from '../../src/observe/endpoints/endpointPool.js';

/** Where an executor dies: before it signs a step, or once the chain has that step's bytes and nobody has said so. */
export interface CrashPoint {
  at: 'sign' | 'sent';
  /** Transactions of this executor, from 0. */
  transaction: number;
}

export interface Doomed {
  signer: Signer;
  pool: EndpointPool;
  /** Resolves when it is dead: what it was doing never ends. */
  dead: Promise<void>;
}

/** A signer and a pool that stop answering at a point, as they do to a process that is gone. */
export function doom(signer: Signer, pool: EndpointPool, { at, transaction }: CrashPoint): Doomed {
  const forever = new Promise<never>(() => {});
  let die = () => {};
  const dead = new Promise<void>((resolve) => {
    die = resolve;
  });
  /** Signatures asked for so far. */
  let signatures = 0;
  const isReached = () => signatures === transaction + 1;
  const request = (async (args: { method: string }) => {
    if (at !== 'sent' || args.method !== 'eth_sendRawTransaction' || !isReached()) {
      return pool.client.request(args as never);
    }
    await pool.client.request(args as never);
    die();
    return forever;
  }) as ChainRequester['request'];
  return {
    dead,
    pool: { ...pool, client: { request } },
    signer: {
      address: signer.address,
      async sign(unsigned, purpose) {
        signatures++;
        if (at !== 'sign' || !isReached()) return signer.sign(unsigned, purpose);
        die();
        return forever;
      },
    },
  };
}
