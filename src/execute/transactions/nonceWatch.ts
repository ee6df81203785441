import { numberToHex } from 'viem';
import { shortMessageOf } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import { isRetryable } from '../../model/retryable.js';
import type { UnixMillis } from '../../model/units.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import type { Ledger } from '../../record/ledger.js';
import { newestNonces, type Sender } from '../../record/queries/attempts.js';
import type { Everywhere } from './everywhere.js';
import { findByNonce } from './findByNonce.js';
import { answeredWork, foreignWork, sayForeign, toldForeign } from './foreignNonce.js';
import { countsOf } from './isUsedByAnother.js';
import { nonceGap } from './nonceGap.js';
import { readCount } from './readCount.js';
import { certainBlock } from './readEvidence.js';

export interface NonceWatchOptions extends Sender {
  client: ChainRequester;
  everywhere: Everywhere;
  ledger: Ledger;
  now(): UnixMillis;
  log: Log;
}

/** So many of the nonces that were signed for are looked at for gaps: more than a tick signs for. */
const lookedBack = 64;

/**
 * Looks whether the chain counts more transactions of the account than the journal explains, from its first attempt on: nonces
 * above the highest that was ever signed for, those between two that were, and above those that were told of. It is told, and trading goes on: an operator may
 * act by hand. An endpoint that fails costs nothing but time.
 * @throws LedgerError
 */
export function createNonceWatch(options: NonceWatchOptions): (head: bigint) => Promise<void> {
  const { account, chainId, client, everywhere, ledger, now, log } = options;
  const sender = { account, chainId };

  async function look(head: bigint): Promise<void> {
    const block = certainBlock(head, 1);
    if (block < 0n) return;
    // The chain first: what is signed meanwhile is in the journal before any chain can count it.
    const count = await readCount(client, account, block);
    const signed = await newestNonces(ledger, sender, lookedBack);
    const [highest] = signed;
    if (highest === undefined) return;
    const told = await toldForeign(ledger, sender);
    const gap = nonceGap(signed, told.last);
    const first = gap?.first ?? Math.max(highest, told.last ?? -1) + 1;
    const agreed = count > first ? await lastForAll(block) : null;
    const last = agreed === null || gap === null ? agreed : Math.min(agreed, gap.last);
    if (last === null || last < first) {
      if (told.isAnswered) await ledger.commit(answeredWork(sender, now()));
      return;
    }
    const use = { ...sender, first, last, hash: await findByNonce(client, { account, nonce: last, head: block }) };
    await ledger.commit(foreignWork(use, told, false, now()));
    log.error({ at: 'transactor', text: sayForeign(use) }, 'a nonce was used by somebody else');
  }

  /** One endpoint's word alarms nobody. */
  async function lastForAll(block: bigint): Promise<number | null> {
    const counts = await countsOf(everywhere, account, numberToHex(block));
    return counts.length > 0 ? Math.min(...counts) - 1 : null;
  }

  return async (head) => {
    try {
      await look(head);
    } catch (error) {
      if (!isRetryable(error)) throw error;
      log.warn({ at: 'transactor', error: shortMessageOf(error) }, 'cannot look for foreign nonces now');
    }
  };
}
