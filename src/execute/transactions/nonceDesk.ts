import type { Log } from '../../model/log.js';
import type { Attempt } from '../../model/order.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import type { Ledger } from '../../record/ledger.js';
import { attemptsAtNonce, highestNonce, type Sender, unsettledAttempts } from '../../record/queries/attempts.js';
import type { Everywhere } from './everywhere.js';
import { countsOf } from './isUsedByAnother.js';
import { mostSaid } from './mostSaid.js';
import { NonceError, nextNonce } from './nextNonce.js';
import { readCount } from './readCount.js';
import { readMinings } from './readEvidence.js';

/** The longest that other endpoints are waited for, ms: a rescue may be waiting. */
const patienceMs = 1_500;

export interface NonceDeskOptions extends Sender {
  client: ChainRequester;
  /** Asked where the count of the one in use is not what the journal leads to expect. */
  everywhere: Everywhere;
  ledger: Ledger;
  log: Log;
}

/**
 * The nonce of the next transaction, from the chain and the journal.
 * @param transactionCount the account's at the latest block, where it has just been read
 * @throws NonceError when an attempt must be resolved first
 */
export type DeriveNonce = (transactionCount?: number) => Promise<number>;

export function createNonceDesk(options: NonceDeskOptions): DeriveNonce {
  const { account, chainId, client, everywhere, ledger, log } = options;
  const sender = { account, chainId };

  /** A nonce below others in flight is either lost from the chain, or the node that counted is behind. */
  async function assertMissing(nonce: number, count: number): Promise<void> {
    const mined = await readMinings(client, await attemptsAtNonce(ledger, sender, nonce));
    if (mined.size > 0) {
      throw new NonceError(`nonce ${nonce} is mined, but the node counts only ${count}`, { retryable: true });
    }
    log.warn({ at: 'transactor', nonce }, 'a nonce below others in flight is missing: it is used next');
  }

  /** Nobody but ballast has sent anything since its first attempt, and nothing of it was reorganised away. */
  async function isExpected(count: number, open: readonly Pick<Attempt, 'nonce'>[]): Promise<boolean> {
    const highest = await highestNonce(ledger, sender);
    if (highest === null || count === highest + 1) return true;
    const flying = new Set(open.map(({ nonce }) => nonce));
    for (let nonce = count; nonce <= highest; nonce++) if (!flying.has(nonce)) return false;
    return count <= highest;
  }

  /** One that counts too high would have us send what nobody can mine, a rescue too. */
  async function countOfMost(told: number): Promise<number> {
    const counts = await countsOf(everywhere, account, 'latest', patienceMs);
    const most = mostSaid(counts) ?? told;
    if (most !== told) log.warn({ at: 'transactor', told, most }, 'most endpoints count other transactions');
    return most;
  }

  return async (transactionCount) => {
    const told = transactionCount ?? (await readCount(client, account, 'latest'));
    const open = await unsettledAttempts(ledger, sender);
    const count = (await isExpected(told, open)) ? told : await countOfMost(told);
    const free = nextNonce(count, open);
    if (open.some(({ nonce }) => nonce > free)) await assertMissing(free, count);
    return free;
  };
}
