import type { DecodedCall } from '../src/model/decodedCall.js';
import { VenueRefusal } from '../src/venues/venue.js';

/** What a venue says of a call; nothing where it refuses, or where the call is not to it. Any other error is passed on. */
export function decodedOrRefused(decode: () => readonly DecodedCall[] | null | undefined): readonly DecodedCall[] {
  try {
    return decode() ?? [];
  } catch (error) {
    if (error instanceof VenueRefusal) return [];
    throw error;
  }
}
