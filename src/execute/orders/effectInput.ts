import type { Address } from 'viem';
import type { Order, TransactionRequest } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import type { Venue } from '../../venues/venue.js';
import type { Effect } from './effect.js';

/** What a simulated transaction is compared with. */
export interface EffectInput {
  order: Order;
  venue: Venue;
  /** What was simulated. */
  request: TransactionRequest;
  effect: Effect;
  account: Address;
  /** Of the venue, the newest known: tells tokens by their symbols. */
  reading?: VenueReading | undefined;
}
