import type { Hash, Hex } from 'viem';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import type { AttemptEvent } from './attemptStates.js';
import { sendFailureOf } from './sendFailure.js';

export interface BroadcastOutcome {
  event: Extract<AttemptEvent, 'broadcast' | 'lose'>;
  /** Empty when a node has it; otherwise what was heard. */
  text: string;
}

/**
 * Sends signed bytes. Whatever goes wrong, the chain is asked whether it has the transaction; when that cannot be told
 * either, the outcome is `lose`: not knowing, which is not failing. Never throws.
 */
export async function broadcast(
  client: ChainRequester,
  { bytes, hash }: { bytes: Hex; hash: Hash },
): Promise<BroadcastOutcome> {
  try {
    await client.request({ method: 'eth_sendRawTransaction', params: [bytes] });
    return { event: 'broadcast', text: '' };
  } catch (error) {
    const known = await client.request({ method: 'eth_getTransactionByHash', params: [hash] }).catch(() => null);
    // A page of HTML is no transaction.
    return typeof known === 'object' && known !== null
      ? { event: 'broadcast', text: '' }
      : { event: 'lose', text: sendFailureOf(error).text };
  }
}
