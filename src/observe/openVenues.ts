import type { Address } from 'viem';
import type { VenueId } from '../model/instrument.js';
import type { Reading } from '../model/reading.js';
import type { Venue, VenueKind } from '../venues/venue.js';
import { type Outcome, runReadings, type Transcript } from './runReadings.js';

/** A venue as a strategy watches it, before its contracts are found. */
export interface VenueRequest {
  kind: VenueKind;
  deployment: unknown;
  account: Address;
  names: readonly string[];
  tokens: Parameters<VenueKind['open']>[0]['tokens'];
}

export interface OpenedVenues {
  /** In the order of the requests. */
  outcomes: (Outcome<Venue> & { id: VenueId })[];
  /** Finds the same venues again without a chain. */
  transcript: Transcript;
}

/**
 * Finds the contracts of venues on chain and binds each to its account.
 * @throws EndpointError when the endpoint fails; what a venue makes of the answers is its own outcome.
 */
export async function openVenues(
  requests: readonly VenueRequest[],
  call: Parameters<typeof runReadings>[1],
): Promise<OpenedVenues> {
  const readings: Reading<Venue>[] = requests.map(({ kind, ...options }) => kind.open(options));
  const { outcomes, transcript } = await runReadings(readings, call);
  return {
    outcomes: requests.map(({ kind }, i) => ({
      ...(outcomes[i] ?? { ok: false, error: 'no answer' }),
      id: kind.id,
    })),
    transcript,
  };
}
