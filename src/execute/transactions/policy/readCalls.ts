import { getAddress } from 'viem';
import type { DecodedCall, TransactionCall } from '../../../model/decodedCall.js';
import { shortMessageOf } from '../../../model/error.js';
import type { VenueReading } from '../../../model/snapshot.js';
import type { Venue } from '../../../venues/venue.js';
import { refuse, type SigningRefusal } from './signingRules.js';

/** What a policy asks a venue. */
export type KnownVenue = Pick<Venue, 'id' | 'spenders' | 'decodeCall'>;

/** What a transaction to a venue does, as that venue says it. */
export interface ReadCalls {
  venue: KnownVenue;
  calls: readonly DecodedCall[];
}

/** Asks each venue what a call would do. One that cannot tell, for whatever reason, has refused. */
export function readCalls(
  call: TransactionCall,
  venues: readonly KnownVenue[],
  readings: readonly VenueReading[],
): ReadCalls | SigningRefusal {
  // An address is the same however it is written; venues may compare text.
  const asked = { ...call, to: getAddress(call.to) };
  for (const venue of venues) {
    let calls: readonly DecodedCall[] | null;
    try {
      const reading = readings.find((one) => one.venue === venue.id);
      calls = venue.decodeCall?.(asked, reading) ?? null;
    } catch (error) {
      return refuse('function', `${venue.id} does not know it: ${shortMessageOf(error)}`);
    }
    if (calls === null) continue;
    if (calls.length === 0) return refuse('function', `${venue.id} says that it does nothing`);
    return { venue, calls };
  }
  return refuse('target', `${call.to} is no contract of ${venues.map(({ id }) => id).join(', ') || 'any venue'}`);
}

export const isRefusal = (found: object): found is SigningRefusal => 'rule' in found;
