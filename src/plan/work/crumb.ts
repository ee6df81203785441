import type { WorkedParent } from '../../model/desk.js';
import { unixSeconds, type Wad, wad } from '../../model/units.js';
import { VenueRefusal } from '../../venues/venue.js';
import type { Turn } from '../turn.js';
import { tradeOf } from './parentTerms.js';

/** As little of an order as this may be given up. */
export const crumbs = 100n;
/** What is asked for in its place, to see that it is the size alone that is refused. */
const larger = [10n, 100n];
/** The venue is only asked whether it would take it. */
const rehearsalSeconds = 60;

/** Whether a quantity is a hundredth of its order or less, and too little for its venue, which would take more of the same. */
export function isCrumb(
  { input: { venues, snapshot } }: Turn,
  { terms, state }: Pick<WorkedParent, 'terms' | 'state'>,
  quantity: Wad,
): boolean {
  const venue = venues.get(terms.venue);
  const reading = snapshot.readings.find((candidate) => candidate.venue === terms.venue);
  if (!venue || !reading || quantity <= 0n || quantity * crumbs > state.quantity) return false;
  const deadline = unixSeconds(snapshot.block.timestamp + rehearsalSeconds);
  const refusal = (size: Wad): VenueRefusal | null => {
    try {
      venue.prepare(reading, tradeOf(terms, size), deadline);
      return null;
    } catch (error) {
      if (error instanceof VenueRefusal) return error;
      throw error;
    }
  };
  const first = refusal(quantity);
  return first !== null && !first.retryable && larger.some((times) => refusal(wad(quantity * times)) === null);
}
