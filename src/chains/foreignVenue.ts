import type { MarginAccount } from '../model/marginAccount.js';
import type { VenueReading } from '../model/snapshot.js';
import { type Venue, VenueRefusal } from '../venues/venue.js';
import { asAtVenue, elsewhere } from './names.js';

/** What a reading of another chain carries: the reading as its venue made it, to be asked of that. */
export interface ForeignDetail {
  reading: VenueReading;
}

/**
 * A venue of another chain, to be asked what its accounts there are worth under other prices. It reads nothing, sends nothing and
 * takes no orders: that is for the strategy's book on its own chain.
 */
export function foreignVenue(chain: string, venue: Venue): Venue {
  const id = elsewhere(chain, venue.id);
  const { priceOf } = venue;
  const refuse = (): never => {
    throw new VenueRefusal(`${id} is on another chain: what is there is traded there`);
  };
  const foreign: Venue<ForeignDetail> = {
    id,
    account: venue.account,
    read: refuse,
    marginAt: ({ detail: { reading } }, account, ...market) =>
      venue.marginAt(reading, own(account, reading), ...market),
    ...(priceOf
      ? {
          priceOf: ({ detail: { reading } }: VenueReading<ForeignDetail>, account: MarginAccount, underlying: string) =>
            priceOf.call(venue, reading, own(account, reading), underlying),
        }
      : {}),
    topUpFor: refuse,
    reductionFor: refuse,
    estimate: refuse,
    after: refuse,
    prepare: refuse,
    quote: () => null,
    fills: () => [],
    decodeError: () => null,
  };
  return foreign as Venue;
}

/** The account as its venue told it. */
function own(account: MarginAccount, { marginAccounts, venue }: VenueReading): MarginAccount {
  const id = asAtVenue(account.id);
  const found = marginAccounts.find((one) => one.id === id);
  if (!found) throw new VenueRefusal(`${venue} has no margin account ${id}`);
  return found;
}
