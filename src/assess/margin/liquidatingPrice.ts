import type { Underlying } from '../../model/instrument.js';
import type { MarginAccount } from '../../model/marginAccount.js';
import { priceOf, type Snapshot, type VenueReading } from '../../model/snapshot.js';
import { toFloat } from '../../model/units.js';
import type { Venue } from '../../venues/venue.js';

/** USD: what the protocol liquidates on. That is its own price where it says so, else its oracle's; NaN when nobody states one. */
export function liquidatingPrice(
  account: MarginAccount,
  underlying: Underlying,
  reading: VenueReading,
  snapshot: Snapshot,
  venue: Venue | undefined,
): number {
  const own = venue?.priceOf?.(reading, account, underlying) ?? null;
  if (own !== null) return own;
  const price = reading.prices[underlying] ?? priceOf(snapshot, underlying);
  return price === undefined ? Number.NaN : toFloat(price);
}
