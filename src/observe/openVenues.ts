import type { Address } from 'viem';
import type { Reading } from '../model/reading.js';
import type { OpenOptions, Venue, VenueKind } from '../venues/venue.js';
import { type MakeCalls, type Outcome, runReadings } from './runReadings.js';

/** A venue as a strategy watches it, before its contracts are found. */
export interface VenueRequest extends OpenOptions<unknown> {
  kind: VenueKind;
  account: Address;
}

/** The reading that finds one venue's contracts. */
export const openingOf = ({ kind, ...options }: VenueRequest): Reading<Venue> => kind.open(options);

/**
 * Finds the contracts of venues on chain and binds each to its account.
 * @returns one outcome a request, in order. @throws EndpointError when the endpoint fails.
 */
export const openVenues = (requests: readonly VenueRequest[], makeCalls: MakeCalls): Promise<Outcome<Venue>[]> =>
  runReadings(
    requests.map((request) => () => openingOf(request)),
    makeCalls,
  );
