import { sayNumber } from '../../assess/sayNumber.js';
import { notionalOf } from '../../guard/notional.js';
import type { LegsState, WorkedParent } from '../../model/desk.js';
import type { Algorithm } from '../../model/parentOrder.js';
import type { Snapshot } from '../../model/snapshot.js';
import { fromFloat, multiplyWad, smallest, toFloat, unixSeconds, type Wad, wad } from '../../model/units.js';
import { type Venue, VenueRefusal } from '../../venues/venue.js';
import type { Portfolio } from '../portfolio.js';
import type { Turn } from '../turn.js';
import { leastChild } from './ending.js';
import { areOpposite, legsIn, legsOf, sayOpposite } from './legs.js';
import { stepOf } from './legsRoom.js';
import { tradeOf } from './parentTerms.js';
import { quantityOf } from './schedule.js';
import { scheduleOf } from './scheduleOf.js';
import { urgencyNow } from './urgencyNow.js';

/** The venue is only asked whether it would take it. */
const rehearsalSeconds = 60;

/**
 * Why an order can be no leg, in sentences, beside what any order is refused for: its smallest part would not be taken, and it would
 * stand still in the middle while the others are done. Empty for what is no leg.
 */
export function whyNoLeg(turn: Turn, parent: WorkedParent, ground: Portfolio): string[] {
  const list = legsOf(parent, turn.desk);
  if (list === null) {
    // Its list may be known by name alone: then nobody can tell what the other legs do.
    const isLeg = turn.desk.lists.some(({ id, kind }) => id === parent.list && kind === 'legs');
    return isLeg && !parent.clOrdId.startsWith('undo ') ? [`the other legs of ${parent.list} are not known`] : [];
  }
  const not: string[] = [];
  const { timeInForce, block } = parent.terms;
  if (block) not.push('a leg cannot be worked in a block with orders of other accounts');
  if (list.imbalance < 1 && (timeInForce === 'IOC' || timeInForce === 'FOK')) {
    not.push(
      `a leg is worked in steps, and ${timeInForce} is done at once: let the imbalance be 100 %, or make it GTC`,
    );
  }
  const other = legsIn(list).find((leg) => leg.id !== parent.id && areOpposite(leg.terms, parent.terms));
  if (other) not.push(sayOpposite(other.clOrdId, parent.terms));
  const venue = turn.input.venues.get(parent.terms.venue);
  const small = venue ? whyTooSmall(turn, list, parent, venue, ground.snapshot) : null;
  return small === null ? not : [...not, small];
}

function whyTooSmall(
  turn: Turn,
  list: LegsState,
  parent: WorkedParent,
  venue: Venue,
  snapshot: Snapshot,
): string | null {
  const least = leastPart(turn, list, parent);
  const part = tradeOf(parent.terms, least);
  const says = `its smallest part, ${sayNumber(toFloat(least))}`;
  const mend = 'make the leg, its slices or the imbalance larger';
  const worth = notionalOf(snapshot, part);
  if (worth < leastChild)
    return `${says}, is worth ${sayNumber(worth)} USD, and no part is less than ${leastChild}: ${mend}`;
  const reading = snapshot.readings.find((candidate) => candidate.venue === parent.terms.venue);
  if (!reading || least >= parent.state.quantity) return null;
  try {
    venue.prepare(reading, part, unixSeconds(snapshot.block.timestamp + rehearsalSeconds));
    return null;
  } catch (error) {
    if (!(error instanceof VenueRefusal)) throw error;
    return `${says}, would not be taken (${error.shortMessage}): ${mend}`;
  }
}

/** The smallest part that a leg is planned to be worked in: of its algorithm, or a quarter of a step of its list. */
export function leastPart(turn: Turn, list: LegsState, parent: WorkedParent): Wad {
  const own = leastSlice(parent, urgencyNow(turn, parent));
  if (list.imbalance >= 1) return own;
  const step = stepOf(list, parent);
  return smallest(own, wad(step / 4n));
}

function leastSlice({ id, terms, state }: WorkedParent, urgency: number): Wad {
  const { algorithm } = terms;
  const { quantity } = state;
  if (algorithm.kind === 'iceberg') return smallest(shownAtLeast(algorithm), quantity);
  const schedule = scheduleOf(algorithm, urgency);
  if (schedule === null) return quantity;
  let least = quantity;
  for (let k = 1; k <= schedule.count; k++) {
    const slice = quantityOf(schedule, id, quantity, k) - quantityOf(schedule, id, quantity, k - 1);
    if (slice < least) least = wad(slice);
  }
  return least;
}

const shownAtLeast = ({ display, jitter }: Extract<Algorithm, { kind: 'iceberg' }>): Wad =>
  multiplyWad(display, fromFloat(Math.max(0, 1 - jitter), 'down'), 'down');
