import type { Order } from '../../model/order.js';
import type { TradingState } from '../../model/tradingState.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import { permits } from '../orders/permits.js';
import type { Judgement } from './judge.js';
import { cancelClass, urgencies } from './urgency.js';

/** More than this many transactions to take one nonce back are not made: all that are sent dearer, and a few more much later. */
export const mostCancels = 1 + urgencies[cancelClass].most + 5;

/**
 * What of a judgement is done as trading stands: nothing while halted; and what the operator does not want any more is not
 * sent again, its nonce is taken back, which adds no risk.
 */
export function whatToDo(
  { act }: Pick<Judgement, 'act'>,
  attempt: JournalledAttempt,
  rivals: readonly JournalledAttempt[],
  order: Pick<Order, 'terms' | 'orderClass'> | undefined,
  state: TradingState,
): Judgement['act'] {
  if (act === 'nothing' || state === 'halted') return 'nothing';
  const wanted = attempt.cancels || (order !== undefined && permits(state, order));
  if (wanted && act !== 'cancel') return act;
  const enough = [attempt, ...rivals].filter(({ cancels }) => cancels).length >= mostCancels;
  if (!enough) return 'cancel';
  return wanted ? 'resend' : 'nothing';
}
