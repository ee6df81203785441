import type { Order, OrderId } from '../model/order.js';
import { absolute, toFloat, wad } from '../model/units.js';
import type { VenueOrder } from '../model/venueOrder.js';

/** A venue tells its quantity at its own prices, and rounded its own way. */
const alike = 0.02;
/** Clocks of machine and chain may differ by so many milliseconds. */
const clocks = 5_000;

/**
 * Which order of ours each of these is in all likelihood, that no order in the ledger is known to have made: its
 * transaction is mined, and the ledger has not heard of it yet. To count both would be to count it twice, and to take it
 * for one by hand would be to wait for the operator. Each order is matched once, and with all that a trade through zero
 * asks for.
 */
export function unrecordedOf(orders: readonly Order[], unowned: readonly VenueOrder[]): ReadonlyMap<OrderId, Order> {
  const found = new Map<OrderId, Order>();
  for (const order of orders) {
    const candidates = unowned.filter((waiting) => !found.has(waiting.id) && mayBe(order, waiting));
    const one = candidates.find((waiting) => isAlike(order, [waiting]));
    const all = one ? [one] : isAlike(order, candidates) ? candidates : [];
    for (const { id } of all) found.set(id, order);
  }
  return found;
}

/** Of the same kind, about the same thing, and not older. */
function mayBe({ terms, createdAt }: Order, { terms: told, since, venue }: VenueOrder): boolean {
  if (told === null || venue !== terms.venue || since * 1_000 + clocks < createdAt) return false;
  if (terms.kind === 'trade') {
    return told.kind === 'trade' && told.instrument === terms.instrument && told.side === terms.side;
  }
  return 'marginAccount' in terms && told.kind === terms.kind && told.marginAccount === terms.marginAccount;
}

function isAlike({ terms }: Order, waiting: readonly VenueOrder[]): boolean {
  const asked = sizeOf(terms);
  const told = waiting.reduce((sum, order) => sum + sizeOf(order.terms), 0n);
  return asked > 0n && toFloat(absolute(wad(told - asked))) <= alike * toFloat(wad(asked));
}

function sizeOf(terms: VenueOrder['terms']): bigint {
  if (terms?.kind === 'trade') return terms.quantity;
  return terms !== null && 'marginAccount' in terms ? terms.amount : 0n;
}
