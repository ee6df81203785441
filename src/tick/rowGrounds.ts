import type { VenueId } from '../model/instrument.js';
import { type Id, isAboutBook, type Order } from '../model/order.js';
import type { Snapshot } from '../model/snapshot.js';
import { project } from '../plan/project.js';
import { type Venue, VenueRefusal } from '../venues/venue.js';

/**
 * What each order of a tick is judged on when it is sent: for a later step of a row, the snapshot as the steps before it are
 * expected to leave it. Without it nobody would sign for the deposit of what a withdrawal is yet to bring. Other orders of the
 * tick are left out: what they took is for the rehearsal on the chain to find.
 * @returns one an order, in their order; null where that is the snapshot itself
 */
export function rowGrounds(
  orders: readonly Pick<Order, 'terms' | 'step'>[],
  snapshot: Snapshot,
  venues: ReadonlyMap<VenueId, Venue>,
): (Snapshot | null)[] {
  const rows = new Map<Id, Snapshot>();
  return orders.map(({ terms, step }) => {
    if (!step) return null;
    const ground = rows.get(step.programme) ?? null;
    rows.set(step.programme, after(ground ?? snapshot, venues, terms));
    return ground;
  });
}

/** What a venue cannot project leaves everything as it is. */
function after(snapshot: Snapshot, venues: ReadonlyMap<VenueId, Venue>, terms: Order['terms']): Snapshot {
  if (isAboutBook(terms)) return snapshot;
  try {
    return project(snapshot, venues, terms);
  } catch (error) {
    if (!(error instanceof VenueRefusal)) throw error;
    return snapshot;
  }
}
