import type { OrderTerms } from '../../model/order.js';
import { unixSeconds } from '../../model/units.js';
import { VenueRefusal } from '../../venues/venue.js';
import { type CheckContext, type Judgement, pass, reject, shrink } from '../check.js';
import { largestAtEdge } from './largestTrade.js';

/** The venue is only asked whether it would take the order; the real deadline is set when the order is sent. */
const rehearsalSeconds = 60;

/** What the protocol would revert is not sent; of a trade, as much as it would take is. */
export function venueLimit({ action, snapshot, venue, least }: CheckContext): Judgement {
  const reading = snapshot.readings.find((candidate) => candidate.venue === action.terms.venue);
  if (!reading) return reject(`${action.terms.venue} was not read`);
  const deadline = unixSeconds(snapshot.block.timestamp + rehearsalSeconds);
  const refusalOf = (terms: OrderTerms): VenueRefusal | null => {
    try {
      venue.prepare(reading, terms, deadline);
      return null;
    } catch (error) {
      if (error instanceof VenueRefusal) return error;
      throw error;
    }
  };
  const refusal = refusalOf(action.terms);
  if (refusal === null) return pass(`${venue.id} would take it`);
  if (action.terms.kind !== 'trade') return reject(refusal.shortMessage);
  const smaller = largestAtEdge(action.terms, least, (part) => refusalOf(part) === null);
  return smaller ? shrink(refusal.shortMessage, smaller) : reject(refusal.shortMessage);
}
