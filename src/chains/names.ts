import type { VenueId } from '../model/instrument.js';

/**
 * What is on another chain of a strategy is named after it: `ethereum:aave-v3`, `ethereum:perp-v2 ETH`. What has no chain before it
 * is on the chain that looks.
 */
export const elsewhere = (chain: string, id: string): string => `${chain}:${id}`;

/** `{ chain: 'ethereum', id: 'perp-v2 ETH' }` of `ethereum:perp-v2 ETH`; the chain is null where none is named. */
export function placeOf(id: string): { chain: string | null; id: string } {
  const end = (id.split(' ')[0] ?? '').indexOf(':');
  return end < 0 ? { chain: null, id } : { chain: id.slice(0, end), id: id.slice(end + 1) };
}

/** What a venue itself calls it. */
export const asAtVenue = (id: string): string => placeOf(id).id;

export const isElsewhere = (venue: VenueId): boolean => placeOf(venue).chain !== null;
