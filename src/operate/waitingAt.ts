import type { Id } from '../model/order.js';
import type { VenueOrder } from '../model/venueOrder.js';
import type { Ledger } from '../record/ledger.js';
import type { RecordedTick } from '../record/queries/recordedTick.js';
import { venueOrdersById } from '../record/queries/venueOrders.js';

/** What waited at the venues at a recorded tick, ours and the operator's own. */
export const waitingAt = (tick: RecordedTick | undefined): readonly VenueOrder[] =>
  // Written by the recorder, in this shape; ticks that it wrote before it knew of such orders do not have it.
  (tick?.summary as { waiting?: readonly VenueOrder[] } | null | undefined)?.waiting ?? [];

/** An order at a venue, and whose it is. */
export interface OwnedVenueOrder extends VenueOrder {
  /** Ours in the ledger; null: by hand. */
  order: Id | null;
}

/** What waited at the venues at a recorded tick, each with the order of ours that it is of. */
export const ownedWaitingAt = (ledger: Ledger, tick: RecordedTick): Promise<OwnedVenueOrder[]> =>
  Promise.all(
    waitingAt(tick).map(async (order) => {
      const [ours] = await venueOrdersById(ledger, { chainId: tick.chainId, venue: order.venue }, [order.id]);
      return { ...order, order: ours?.order ?? null };
    }),
  );
