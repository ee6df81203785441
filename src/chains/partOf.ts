import { shortMessageOf } from '../model/error.js';
import type { VenueId } from '../model/instrument.js';
import type { Order } from '../model/order.js';
import type { Snapshot, UnreadVenue } from '../model/snapshot.js';
import { inFlightOf, openOrdersOf } from '../plan/inFlight.js';
import { project } from '../plan/project.js';
import type { Venue } from '../venues/venue.js';
import { foreignReading } from './foreignReading.js';
import { foreignVenue } from './foreignVenue.js';
import { elsewhere } from './names.js';
import type { Part, PartInputs } from './part.js';

/**
 * What the books on other chains are told of one.
 * @param snapshot - Of this chain alone, as `inputs` have it.
 * @param venues - Of this chain alone.
 */
export function partOf(inputs: PartInputs, snapshot: Snapshot, venues: ReadonlyMap<VenueId, Venue>): Part {
  const { chain, orders } = inputs;
  const filled = asIfFilled(snapshot, venues, orders);
  const unread = [...new Map(filled.unread.map((one) => [one.venue, one])).values()];
  // Of what is known in part, nothing is told: half of it would be taken for all of it.
  const told = filled.readings.filter(({ venue }) => unread.every((one) => one.venue !== venue));
  return {
    inputs,
    readings: told.map((reading) => foreignReading(chain, reading)),
    unread: unread.map(({ venue, error }) => ({ venue: elsewhere(chain, venue), error })),
    venues: new Map(
      [...venues.values()].map((venue) => {
        const foreign = foreignVenue(chain, venue);
        return [foreign.id, foreign];
      }),
    ),
  };
}

/** The snapshot with everything in flight as if filled; a venue that cannot tell what an order will do counts as unread. */
function asIfFilled(
  snapshot: Snapshot,
  venues: ReadonlyMap<VenueId, Venue>,
  orders: readonly Order[],
): Pick<Snapshot, 'readings' | 'unread'> {
  const { vouched, doubtful, untold } = inFlightOf(openOrdersOf(orders, snapshot), snapshot);
  const unread: UnreadVenue[] = [...snapshot.unread, ...untold];
  let filled = snapshot;
  for (const { terms, venueOrder, name } of [...vouched, ...doubtful]) {
    try {
      filled = project(filled, venues, terms, venueOrder);
    } catch (error) {
      unread.push({ venue: terms.venue, error: `what ${name} will do cannot be told: ${shortMessageOf(error)}` });
    }
  }
  return { readings: filled.readings, unread };
}
