import { and, eq } from 'drizzle-orm';
import type { Address, Hash } from 'viem';
import type { VenueId } from '../../model/instrument.js';
import type { Id, OrderId } from '../../model/order.js';
import type { UnixMillis, Wei } from '../../model/units.js';
import type { VenueOrderLife } from '../../model/venueOrder.js';
import { mustChange, type Statement } from '../ledger.js';
import { type Handover, venueOrders } from '../tables/venueOrders.js';

/** An order as it waits at a venue, or waited there, as the ledger keeps it. */
export interface FollowedVenueOrder {
  chainId: number;
  id: OrderId;
  venue: VenueId;
  account: Address;
  /** Ours, that it belongs to now. */
  order: Id;
  /** That put it into the venue's book, or took it over from the operator. */
  attempt: Id;
  handovers: readonly Handover[];
  status: VenueOrderLife['status'];
  /** Why; empty while it waits, and while nobody knows. */
  text: string;
  /** What the venue's keepers were paid out of what came with it, as far as its events were read. */
  keeperPaid: Wei;
  createdBlock: bigint;
  /** The newest block up to which all that happened to it is known. */
  seenTo: bigint;
  /** So many heads have shown that it is gone from the book, and no event told why. */
  looks: number;
  /** Those known to have done something about it, the one that put it there first. */
  transactions: readonly Hash[];
  endBlock: bigint | null;
  endBlockHash: Hash | null;
  endTransaction: Hash | null;
  /** Over, and deep enough that it is not looked at again. */
  settled: boolean;
  createdAt: UnixMillis;
}

export type VenueOrderKey = Pick<FollowedVenueOrder, 'chainId' | 'venue' | 'id'>;

const isThat = ({ chainId, venue, id }: VenueOrderKey) =>
  and(eq(venueOrders.chainId, chainId), eq(venueOrders.venue, venue), eq(venueOrders.id, id));

/** Its order and its attempt must be there. */
export const insertVenueOrder =
  (row: FollowedVenueOrder): Statement =>
  (db, holder) =>
    db.insert(venueOrders).values({ ...row, updatedAt: row.createdAt, holder });

export type VenueOrderChange = Partial<
  Pick<
    FollowedVenueOrder,
    | 'order'
    | 'handovers'
    | 'status'
    | 'text'
    | 'keeperPaid'
    | 'seenTo'
    | 'looks'
    | 'transactions'
    | 'endBlock'
    | 'endBlockHash'
    | 'endTransaction'
    | 'settled'
  >
>;

export const updateVenueOrder = (key: VenueOrderKey, change: VenueOrderChange, at: UnixMillis): Statement =>
  mustChange(`${key.venue} order ${key.id} is not followed`, (db, holder) =>
    db
      .update(venueOrders)
      .set({ ...change, updatedAt: at, holder })
      .where(isThat(key)),
  );

/** For one whose creation was reorganised away: it was never there. */
export const deleteVenueOrder =
  (key: VenueOrderKey): Statement =>
  (db) =>
    db.delete(venueOrders).where(isThat(key));
