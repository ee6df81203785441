import { formatUnits } from 'viem';
import type { DecodedCall } from '../model/decodedCall.js';
import type { VenueReading } from '../model/snapshot.js';
import { VenueRefusal } from './venue.js';

/**
 * The calls again, unless together they pull more of a token than the wallet holds: a permission that is exact for such a call
 * would be as good as one without a bound. Where the wallet was not read, nothing is known and nothing refused. @throws VenueRefusal
 */
export function refuseOverdraft(
  calls: readonly DecodedCall[],
  reading: Pick<VenueReading, 'funding'> | undefined,
): readonly DecodedCall[] {
  for (const { token, balance } of reading?.funding ?? []) {
    const address = token.address.toLowerCase();
    const paid = calls.flatMap(({ pays }) => pays.filter((one) => one.token.toLowerCase() === address));
    const amount = paid.reduce((sum, one) => sum + one.amount, 0n);
    if (amount <= balance) continue;
    throw new VenueRefusal(`it would take more ${token.symbol} than the wallet holds`, {
      facts: [
        `${formatUnits(amount, token.decimals)} ${token.symbol} at most`,
        `the wallet holds ${formatUnits(balance, token.decimals)}`,
      ],
      mend: `send ${token.symbol} to the account, if this is an order of yours`,
      retryable: true,
    });
  }
  return calls;
}
