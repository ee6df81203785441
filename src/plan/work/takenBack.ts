import type { WorkedParent } from '../../model/desk.js';
import { shortId } from '../../model/order.js';
import type { RowDecided } from '../decideRow.js';
import type { Turn } from '../turn.js';
import { nothingNew } from './onlyEvents.js';
import { draftFor } from './parentTerms.js';
import { sayOrder } from './sayOrder.js';
import { sayStalled } from './stalled.js';
import { standingOf } from './standing.js';
import { takeBack } from './takeBack.js';

/**
 * What rests of an order is taken back, and what is on its way is waited for, before what is wanted of it can be done. To wait is not
 * worth a decision, until nothing was heard of it for long: then people are told.
 * @param why - What is wanted: `a cancel is asked for`.
 */
export function takenBack(turn: Turn, parent: WorkedParent, why: string): RowDecided {
  const taken = takeBack(turn, parent, why);
  if (taken !== null) return taken;
  const stalled = sayStalled(parent, turn.input.now);
  if (stalled.length === 0) return nothingNew(turn);
  const parts = standingOf(parent).open.map(({ id, status }) => `order ${shortId(id)} is ${status}`);
  const not = [`${why}, and a part of it may still be done: ${parts.join(', ')}`, ...stalled];
  return { ...nothingNew(turn), decisions: [{ ...draftFor(parent, 'work', [sayOrder(parent)]), not }] };
}
