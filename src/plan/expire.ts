import { sayNumber } from '../assess/sayNumber.js';
import type { CancelTerms, Order, OrderClass, OrderId } from '../model/order.js';
import type { Snapshot } from '../model/snapshot.js';
import type { VenueOrder } from '../model/venueOrder.js';
import { shortVenueOrder, venueOrdersOf } from './inFlight.js';

/** What the built-in decisions are called in the ledger; no rule may be. */
export const EXPIRE = 'expire';

/** An order of ours that waits at a venue for nothing. */
export interface Expiry {
  subject: { venueOrder: OrderId };
  orderClass: OrderClass;
  because: string;
  terms: CancelTerms;
}

/**
 * Orders of ours to take back, which needs no rule: a market order that its venue should have carried out by now (the
 * rule that wanted it then acts anew), and a resting one that would reduce a position that is gone, which could hit a
 * later position in its place. None twice: not while taking it back is on its way.
 */
export function expiriesOf(openOrders: readonly Order[], snapshot: Snapshot): Expiry[] {
  const held = new Set(snapshot.readings.flatMap(({ positions }) => positions.map(({ id }) => id)));
  const venueOrders = venueOrdersOf(snapshot);
  const isTakenBack = (id: OrderId) => openOrders.some(({ terms }) => terms.kind === 'cancel' && terms.order === id);
  const isComing = (position: string) =>
    venueOrders.some((other) => other.ordType === 'Market' && other.position === position && other.status === 'New');
  return venueOrders.flatMap((order): Expiry[] => {
    const owner = openOrders.find(({ venueOrders: known }) => known?.includes(order.id));
    if (!owner || !order.cancelable || isTakenBack(order.id)) return [];
    const terms: CancelTerms = { kind: 'cancel', venue: order.venue, order: order.id };
    const subject = { venueOrder: order.id };
    if (order.ordType === 'Market') {
      const why = whyOverdue(order, snapshot);
      return why === null ? [] : [{ subject, orderClass: owner.orderClass, because: why, terms }];
    }
    const { position } = order;
    if (owner.terms.kind !== 'rest' || !owner.terms.reduceOnly) return [];
    if (position === null || held.has(position) || isComing(position)) return [];
    const because = `${order.describe} (${shortVenueOrder(order.id)}): ${position} is gone`;
    return [{ subject, orderClass: 'cost', because, terms }];
  });
}

function whyOverdue({ overdue, status, since, describe, id, venue }: VenueOrder, { block }: Snapshot): string | null {
  const which = `${describe} (${shortVenueOrder(id)})`;
  if (status === 'Suspended') return `${which} was suspended by ${venue}`;
  return overdue ? `${which} was not carried out within ${sayNumber(block.timestamp - since)} s` : null;
}
