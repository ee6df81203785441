import type { Address } from 'viem';
import { isAddress } from 'viem';
import { z } from 'zod';
import type { Underlying } from '../../model/instrument.js';

/** What an operator states of a Perp V2 deployment; everything else is found from the ClearingHouse. */
export interface PerpV2Deployment {
  clearingHouse: Address;
  /** BaseToken by the name operators use: `ETH`. */
  markets: Record<Underlying, Address>;
}

const address = z.custom<Address>(
  (value) => typeof value === 'string' && isAddress(value, { strict: false }),
  'must be an address: 0x and 40 hexadecimal digits',
);

export const perpV2Deployment: z.ZodType<PerpV2Deployment> = z.strictObject({
  clearingHouse: address.meta({ description: 'The ClearingHouse; the rest is found from it' }),
  markets: z
    .record(z.string().regex(/^[A-Za-z0-9]+$/, 'a market is named by letters and digits: ETH'), address)
    .refine((markets) => Object.keys(markets).length > 0, 'must name at least one market')
    .meta({ description: 'Each BaseToken by name' }),
});
