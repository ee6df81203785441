import type { HeldUnderlying, Holdings } from '../../model/holdings.js';
import type { VenueId } from '../../model/instrument.js';
import { positionsOf, priceOf, type Snapshot } from '../../model/snapshot.js';
import { toFloat } from '../../model/units.js';
import type { Venue } from '../../venues/venue.js';
import { marginsOf } from '../margin/marginsOf.js';
import { heldOf, isNothing, type VolChoice } from './heldOf.js';

/**
 * All that a snapshot holds, as a function of the market. What moves with an underlying that no venue prices is told among
 * `unpriced`.
 * @param vols Which vol each option is valued with; absent: what its venue marks it with.
 */
export const holdingsOf = (
  snapshot: Snapshot,
  venues: ReadonlyMap<VenueId, Venue>,
  vols: VolChoice = venueVols,
): Holdings => ({ ...portfolioOf(snapshot, vols), margins: marginsOf(snapshot, venues) });

/** The same without the margin accounts, whose curves are nearly all of the work: enough for a revaluation. */
export function portfolioOf(snapshot: Snapshot, vols: VolChoice = venueVols): Omit<Holdings, 'margins'> {
  const positions = positionsOf(snapshot);
  const underlyings = underlyingsOf(snapshot);
  const prices = new Map(underlyings.map((held) => [held.name, held]));
  const held = positions.map((position) => heldOf(position, prices, vols)).filter((one) => one !== null);
  return {
    at: snapshot.block.timestamp,
    underlyings,
    options: held.flatMap((one) => ('option' in one ? one.option : [])),
    linear: held.flatMap((one) => ('linear' in one && one.linear ? one.linear : [])),
    liquidity: held.flatMap((one) => ('liquidity' in one ? one.liquidity : [])),
    unpriced: held.flatMap((one) => ('unpriced' in one ? one.unpriced : [])),
  };
}

const venueVols: VolChoice = () => null;

/** What is held, or moves a margin account, and has a price; sorted by name. */
function underlyingsOf(snapshot: Snapshot): HeldUnderlying[] {
  const held = positionsOf(snapshot).flatMap((position) =>
    position.instrument.underlying !== null && !isNothing(position) ? position.instrument.underlying : [],
  );
  const margined = snapshot.readings.flatMap(({ marginAccounts }) => marginAccounts.flatMap((one) => one.underlyings));
  return [...new Set([...held, ...margined])].sort().flatMap((name) => {
    const price = priceOf(snapshot, name);
    return price === undefined ? [] : { name, price: toFloat(price) };
  });
}
