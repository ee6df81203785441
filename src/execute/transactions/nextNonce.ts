import { BallastError } from '../../model/error.js';
import type { Attempt, AttemptState } from '../../model/order.js';

/** The nonces in flight and the chain's count do not add up: nothing may be sent. */
export class NonceError extends BallastError {
  override name = 'NonceError';
}

/**
 * The nonce of the next transaction, from what the chain counts and what the journal has in flight. Never a counter: it
 * cannot drift.
 *
 * That is the lowest nonce, from the chain's count on, that nothing of ours is in flight at. Where one is missing below
 * others (a transaction that was final was reorganised away) it comes first: until it is used, none above it can be
 * mined. That is safe: a nonce is mined once, so should the lost transaction come back, one of the two ends as replaced.
 *
 * @param chainCount the account's transaction count at the latest block
 * @param open its attempts that are not settled (`unsettledAttempts`)
 * @throws NonceError when an attempt must be resolved first
 */
export function nextNonce(chainCount: number, open: readonly Pick<Attempt, 'nonce' | 'state'>[]): number {
  const inBlock = (state: AttemptState) => state === 'Mined' || state === 'Reverted';
  const mined = new Set(open.filter(({ state }) => inBlock(state)).map(({ nonce }) => nonce));
  for (const { nonce, state } of open) {
    if (inBlock(state) && nonce >= chainCount) {
      throw unresolved(`nonce ${nonce} was mined, but the chain counts only ${chainCount} transactions`);
    }
    if (nonce < chainCount && !mined.has(nonce)) {
      throw unresolved(`nonce ${nonce} is used on chain, and the ledger has it ${state}`);
    }
  }
  const flying = new Set(open.map(({ nonce }) => nonce));
  let free = chainCount;
  while (flying.has(free)) free++;
  return free;
}

const unresolved = (shortMessage: string): NonceError =>
  new NonceError(shortMessage, { mend: 'resolve the open attempts first', retryable: true });
