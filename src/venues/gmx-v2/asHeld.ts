import type { VenueReading } from '../../model/snapshot.js';
import { walletBalance } from '../walletBalance.js';
import type { GmxDetail } from './detail.js';

/** The detail with the wallet as `funding` has it, where other venues' orders are counted too. */
export function asHeld(reading: VenueReading<GmxDetail>): GmxDetail {
  const { detail } = reading;
  const wallet = detail.wallet.map((row) => ({ ...row, balance: walletBalance(reading, row.token) ?? row.balance }));
  return { ...detail, wallet };
}
