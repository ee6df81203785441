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
  const flying = [...new Set(open.map(({ nonce }) => nonce))].filter((nonce) => nonce >= chainCount);
  flying.sort((a, b) => a - b);
  flying.forEach((nonce, i) => {
    if (nonce !== chainCount + i) throw unresolved(`nonce ${chainCount + i} is missing before nonce ${nonce}`);
  });
  return chainCount + flying.length;
}

const unresolved = (shortMessage: string): NonceError =>
  new NonceError(shortMessage, { mend: 'resolve the open attempts first', retryable: true });
