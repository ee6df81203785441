import type { Address } from 'viem';
import { isAddress } from 'viem';
import { z } from 'zod';

/** What an operator states of an Aave V3 deployment; everything else is found from the Pool. */
export interface AaveV3Deployment {
  pool: Address;
}

const address = z.custom<Address>(
  (value) => typeof value === 'string' && isAddress(value, { strict: false }),
  'must be an address: 0x and 40 hexadecimal digits',
);

export const aaveV3Deployment: z.ZodType<AaveV3Deployment> = z.strictObject({
  pool: address.meta({
    description: 'The Pool; the rest is found from it. What may be watched are the chain’s tokens',
  }),
});
