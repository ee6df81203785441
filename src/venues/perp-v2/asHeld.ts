import type { VenueReading } from '../../model/snapshot.js';
import { walletBalance } from '../walletBalance.js';
import type { PerpV2Contracts, PerpV2Detail } from './state.js';

/** The reading with the wallet in its detail as `funding` has it, where other venues' orders are counted too. */
export function asHeld(
  { settlementToken }: PerpV2Contracts,
  reading: VenueReading<PerpV2Detail>,
): VenueReading<PerpV2Detail> {
  const { detail } = reading;
  return {
    ...reading,
    detail: { ...detail, walletBalance: walletBalance(reading, settlementToken.address) ?? detail.walletBalance },
  };
}
