import type { Log } from '../../model/log.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { countOf } from '../../observe/endpoints/quantity.js';
import type { Ledger } from '../../record/ledger.js';
import { attemptsAtNonce, type Sender, unsettledAttempts } from '../../record/queries/attempts.js';
import { NonceError, nextNonce } from './nextNonce.js';
import { readMinings } from './readEvidence.js';

export interface NonceDeskOptions extends Sender {
  client: ChainRequester;
  ledger: Ledger;
  log: Log;
}

/**
 * The nonce of the next transaction, from the chain and the journal.
 * @param transactionCount the account's at the latest block, where it has just been read
 * @throws NonceError when an attempt must be resolved first
 */
export type DeriveNonce = (transactionCount?: number) => Promise<number>;

export function createNonceDesk({ account, chainId, client, ledger, log }: NonceDeskOptions): DeriveNonce {
  const sender = { account, chainId };

  /** A nonce below others in flight is either lost from the chain, or the node that counted is behind. */
  async function assertMissing(nonce: number, count: number): Promise<void> {
    const mined = await readMinings(client, await attemptsAtNonce(ledger, sender, nonce));
    if (mined.size > 0) {
      throw new NonceError(`nonce ${nonce} is mined, but the node counts only ${count}`, { retryable: true });
    }
    log.warn({ at: 'transactor', nonce }, 'a nonce below others in flight is missing: it is used next');
  }

  async function readCount(): Promise<number> {
    const count = await client.request({ method: 'eth_getTransactionCount', params: [account, 'latest'] });
    return countOf(count, 'eth_getTransactionCount');
  }

  return async (transactionCount) => {
    const count = transactionCount ?? (await readCount());
    const open = await unsettledAttempts(ledger, sender);
    const free = nextNonce(count, open);
    if (open.some(({ nonce }) => nonce > free)) await assertMissing(free, count);
    return free;
  };
}
