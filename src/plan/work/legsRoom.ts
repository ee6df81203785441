import type { Desk, LegsState, WorkedParent } from '../../model/desk.js';
import {
  divideWad,
  fromFloat,
  multiplyWad,
  smallest,
  toFloat,
  type UnixMillis,
  type Wad,
  wad,
} from '../../model/units.js';
import { certainOf, isWhole, legsIn, legsOf, sayShare } from './legs.js';
import { filledOf, standingOf } from './standing.js';

/** How much of a leg may be sent now, and why no more. */
export interface Room {
  /** 0: the others have their turn, or none has. */
  quantity: Wad;
  /** In a sentence. */
  says: string;
}

/** Whether a leg may get ahead of the others by so much only. */
export const isBound = (parent: WorkedParent, desk: Pick<Desk, 'legs'>): boolean =>
  (legsOf(parent, desk)?.imbalance ?? 1) < 1;

/** Units that a leg may be ahead of the least advanced one; rounded down. */
export const stepOf = ({ imbalance }: Pick<LegsState, 'imbalance'>, { state }: Pick<WorkedParent, 'state'>): Wad =>
  multiplyWad(state.quantity, fromFloat(Math.min(1, imbalance), 'down'), 'down');

/**
 * How much more of a leg may be sent; null where its list holds it back in nothing. What is done of it and on its way is never ahead of
 * what the least advanced of the others has done for certain by more than the imbalance, both as shares of themselves: whatever
 * becomes of what is on its way, the bound holds. The least advanced leg always has a whole step, so one of them can always go on;
 * one that is ahead waits until it has half a step, and none leaves a rest of less than a quarter, rather than send crumbs that its
 * venue would not take.
 */
export function roomInLegs(parent: WorkedParent, desk: Pick<Desk, 'legs'>): Room | null {
  const list = legsOf(parent, desk);
  if (list === null) return null;
  const none = (says: string): Room => ({ quantity: wad(0n), says });
  if (list.status === 'Cancelling') return none(`the legs of ${list.id} are canceled together`);
  if (list.status === 'AllDone') return none(`the legs of ${list.id} are over`);
  if (list.status === 'Alert') return list.onFailure === 'complete' ? null : none(`${list.text}: no leg is worked on`);
  return list.imbalance >= 1 ? null : roomNow(list, parent);
}

/** @param until - As it was then: what has been heard of the others since does not count. */
export function roomNow(list: LegsState, parent: WorkedParent, until?: UnixMillis): Room | null {
  const { done, inFlight, free } = standingOf(parent);
  const { quantity } = parent.state;
  const others = legsIn(list).filter(({ id }) => id !== parent.id);
  const last = others
    .map((leg) => ({ leg, share: shareOf(leg, until) }))
    .reduce<{ leg: WorkedParent; share: Wad } | null>((a, b) => (a === null || b.share < a.share ? b : a), null);
  if (last === null) return null;
  const step = stepOf(list, parent);
  const most = multiplyWad(quantity, last.share, 'down') + step;
  const room = most - done - inFlight;
  if (room >= free) return null;
  const says = `no leg is more than ${sayShare(list.imbalance)} ahead, and ${last.leg.clOrdId} has ${sayShare(toFloat(last.share))}`;
  if (room * 2n < step) return { quantity: wad(0n), says };
  // Two halves of what is left rather than all of the room and a crumb.
  return { quantity: wad((free - room) * 2n < step ? free / 2n : room), says };
}

/** Rounded down. */
function shareOf(leg: WorkedParent, until: UnixMillis | undefined): Wad {
  const whole = leg.state.quantity;
  if (until === undefined || isWhole(leg)) return divideWad(certainOf(leg), whole, 'down');
  const then = leg.children.reduce((sum, child) => (child.updatedAt <= until ? sum + filledOf(child) : sum), 0n);
  return divideWad(smallest(wad(then), certainOf(leg)), whole, 'down');
}
