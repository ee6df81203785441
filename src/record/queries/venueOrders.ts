import { and, asc, eq, inArray } from 'drizzle-orm';
import type { VenueId } from '../../model/instrument.js';
import type { Id, OrderId } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import type { FollowedVenueOrder } from '../statements/venueOrders.js';
import { venueOrders } from '../tables/venueOrders.js';
import type { Sender } from './attempts.js';

export interface RecordedVenueOrder extends FollowedVenueOrder {
  /** Which process start wrote it last. */
  holder: Id;
  updatedAt: UnixMillis;
}

const inOrder = [asc(venueOrders.createdAt), asc(venueOrders.createdBlock), asc(venueOrders.id)];

/** What an order of ours has, or had, in its venue's book; oldest first. */
export async function venueOrdersOf(ledger: Ledger, order: Id): Promise<RecordedVenueOrder[]> {
  return venueOrdersOfAll(ledger, [order]);
}

/** The same of several orders. */
export async function venueOrdersOfAll(ledger: Ledger, orders: readonly Id[]): Promise<RecordedVenueOrder[]> {
  if (orders.length === 0) return [];
  return ledger.db
    .select()
    .from(venueOrders)
    .where(inArray(venueOrders.order, [...orders]))
    .orderBy(...inOrder);
}

/** Those that wait, and those whose end a reorganisation could still undo; oldest first. */
export async function unsettledVenueOrders(
  ledger: Ledger,
  { account, chainId }: Sender,
): Promise<RecordedVenueOrder[]> {
  return ledger.db
    .select()
    .from(venueOrders)
    .where(and(eq(venueOrders.settled, false), eq(venueOrders.account, account), eq(venueOrders.chainId, chainId)))
    .orderBy(...inOrder);
}

/** Those of `ids` that orders of ours have put into the venue's book, whoever's they are now. */
export async function venueOrdersById(
  ledger: Ledger,
  { chainId, venue }: { chainId: number; venue: VenueId },
  ids: readonly OrderId[],
): Promise<RecordedVenueOrder[]> {
  if (ids.length === 0) return [];
  return ledger.db
    .select()
    .from(venueOrders)
    .where(
      and(eq(venueOrders.chainId, chainId), eq(venueOrders.venue, venue), inArray(venueOrders.id, [...new Set(ids)])),
    )
    .orderBy(...inOrder);
}

/** What an attempt put into its venue's book, and what it took over; oldest first. */
export async function venueOrdersTouchedBy(
  ledger: Ledger,
  { id, account, chainId }: Sender & { id: Id },
): Promise<RecordedVenueOrder[]> {
  const rows = await ledger.db
    .select()
    .from(venueOrders)
    .where(and(eq(venueOrders.account, account), eq(venueOrders.chainId, chainId), eq(venueOrders.settled, false)))
    .orderBy(...inOrder);
  return rows.filter((row) => row.attempt === id || row.handovers.some(({ attempt }) => attempt === id));
}
