import { milliseconds, unixMillis } from '../../model/units.js';
import { quantity } from '../../observe/endpoints/quantity.js';
import type { RecordedAttempt } from '../../record/queries/attempts.js';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import type { Judgement } from './judge.js';
import { type LookOptions, lookAt } from './lookAt.js';
import { whatToDo } from './whatToDo.js';

export interface PreviewedAttempt {
  attempt: RecordedAttempt;
  /** What a start would write of it (`events`), and what it would do then (`act`), as trading stands now. */
  judgement: Judgement;
}

/**
 * What a start would make of each open attempt, by nonce: the code of a recovery, up to where it writes and sends. It needs no
 * signer, and a ledger that is open for reading is enough.
 * @throws whatever the client throws, EndpointError when an answer makes no sense
 */
export async function previewRecovery(
  options: Omit<LookOptions, 'now'> & Partial<Pick<LookOptions, 'now'>>,
): Promise<PreviewedAttempt[]> {
  const { client, ledger, now = () => unixMillis(Date.now()) } = options;
  const head = quantity(await client.request({ method: 'eth_blockNumber' }), 'eth_blockNumber');
  const seen = await lookAt({ ...options, now }, head, milliseconds(0));
  const { state } = await currentTradingState(ledger);
  return seen.map(({ attempt, rivals, order, judgement }) => ({
    attempt,
    judgement: { ...judgement, act: whatToDo(judgement, attempt, rivals, order, state) },
  }));
}
