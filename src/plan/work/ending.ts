import { sayNumber } from '../../assess/sayNumber.js';
import { notionalOf } from '../../guard/notional.js';
import type { WorkedParent } from '../../model/desk.js';
import { toFloat, type UnixMillis } from '../../model/units.js';
import type { RowDecided } from '../decideRow.js';
import type { Turn } from '../turn.js';
import { isCrumb } from './crumb.js';
import { onlyEvents } from './onlyEvents.js';
import { tradeOf } from './parentTerms.js';
import { standingOf } from './standing.js';
import { takenBack } from './takenBack.js';

/** USD: less than this is not traded for itself. */
export const leastChild = 1;
/** Of an order that was worked, as little as this is no order any more: venues round sizes. */
const dust = 10_000n;

/**
 * What ends an order beside being filled or canceled: its time is over, it was for once only, or what is left is too little to
 * trade. null when none of it is so. What is in flight is waited for, and what rests is taken back first.
 */
export function ending(turn: Turn, parent: WorkedParent): RowDecided | null {
  const { terms, state, children } = parent;
  const standing = standingOf(parent);
  const { timeInForce } = terms;
  const over = whyOver(parent, turn.input.now);
  if (over !== null) {
    if (standing.open.length > 0) return takenBack(turn, parent, over);
    return onlyEvents(turn, parent, [{ event: { kind: 'expire' }, text: over }]);
  }
  if (standing.open.length > 0) return state.isPaused ? takenBack(turn, parent, 'it is paused') : null;
  // What was done is not booked yet: the fill ends it.
  if (standing.leaves <= 0n || children.length === 0) return null;
  const left = sayNumber(toFloat(standing.leaves));
  if (timeInForce === 'IOC' || timeInForce === 'FOK') {
    const why = children.at(-1)?.text ?? '';
    const text = `${left} could not be done at once${why === '' ? '' : `: ${why}`}`;
    return onlyEvents(turn, parent, [{ event: { kind: 'cancel' }, text }]);
  }
  const worth = notionalOf(turn.input.snapshot, tradeOf(terms, standing.leaves));
  if (worth < leastChild && standing.leaves * dust < state.quantity) {
    return onlyEvents(turn, parent, [
      { event: { kind: 'cancel' }, text: `the ${left} that are left are too little to trade` },
    ]);
  }
  if (isCrumb(turn, parent, standing.leaves)) {
    const text = `the ${left} that are left are less than ${terms.venue} trades`;
    return onlyEvents(turn, parent, [{ event: { kind: 'cancel' }, text }]);
  }
  return null;
}

/** Why its time is over, in a sentence; null while it is not. What takes a share of a market's volume does so for a time only. */
function whyOver({ terms, acceptedAt }: WorkedParent, now: UnixMillis): string | null {
  const { expireTime, algorithm } = terms;
  if (expireTime !== null && now >= expireTime) return 'its time is over';
  if (algorithm.kind !== 'pov' || acceptedAt === null || now - acceptedAt < algorithm.over) return null;
  return `its time is over: the market has traded too little for a share of ${sayNumber(100 * algorithm.share)} %`;
}
