import { z } from 'zod';
import { addressField, gasField } from '../fields.js';

/** A further chain of a strategy: `chains: { ethereum: { watch: [...] } }`, its watched things apart. */
export const elsewhereShape = {
  account: addressField('The account there; as on the first chain when left out').optional(),
  gas: gasField(
    "Most gas that may be spent there in any 24 hours; as `limits.day.gas` when left out, where that is in the chain's gas token",
  ).optional(),
};

/** @param watch As at the head of the file. */
export const chainsField = (watch: z.ZodType) =>
  z
    .record(z.string(), z.strictObject({ ...elsewhereShape, watch }))
    .optional()
    .meta({
      description:
        'Further chains of the same portfolio, by the names of ballast.yaml. What is there is named after its chain in rules: `ethereum:aave-v3 account`',
      written: [{ ethereum: { watch: [{ 'aave-v3': ['WETH', 'USDC'] }] } }],
    });
