import type { Address } from 'viem';
import type { VenueReading } from '../model/snapshot.js';
import type { TokenAmount } from '../model/units.js';

/**
 * What the wallet holds of a token, as a reading has it: what orders at other venues will have taken out of it and put into it by
 * then is told in `funding` only. undefined where the reading does not tell.
 */
export const walletBalance = ({ funding }: Pick<VenueReading, 'funding'>, address: Address): TokenAmount | undefined =>
  funding.find(({ token }) => token.address.toLowerCase() === address.toLowerCase())?.balance;
