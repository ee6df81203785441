import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import type { Ledger } from '../../record/ledger.js';
import { attemptsAtNonce, type Sender } from '../../record/queries/attempts.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import type { Everywhere } from './everywhere.js';
import { countsOf } from './isUsedByAnother.js';
import { readCount } from './readCount.js';

/** A nonce that nothing uses, below one in flight. */
export interface Gap {
  nonce: number;
  /** All that were ever signed for it, settled ones alone. */
  rivals: readonly JournalledAttempt[];
}

/**
 * The nonce below one in flight that nothing uses and nothing of ours is in flight for: what used it, ours or somebody else's, was
 * reorganised away. Until it is used nothing above it can be mined. Null where there is none, or where an endpoint counts it as used.
 */
export async function gapBelow(
  options: Sender & { client: ChainRequester; ledger: Ledger; everywhere: Everywhere },
  attempt: Pick<JournalledAttempt, 'nonce'>,
): Promise<Gap | null> {
  const { account, chainId, client, ledger, everywhere } = options;
  const nonce = await readCount(client, account, 'latest');
  if (nonce >= attempt.nonce) return null;
  const rivals = await attemptsAtNonce(ledger, { account, chainId }, nonce);
  if (rivals.some(({ settled }) => !settled)) return null;
  const counts = await countsOf(everywhere, account, 'latest');
  return counts.length > 0 && counts.every((count) => count <= nonce) ? { nonce, rivals } : null;
}
