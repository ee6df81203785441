import type { OrderTerms } from '../../model/order.js';
import type { SigningPurpose } from './signer.js';

/** What a policy is told of an order's own words. Apart from the signer, which nothing that sends no transaction may load. */
export const purposeOf = (terms: OrderTerms | undefined): Pick<SigningPurpose, 'transfer'> =>
  terms?.kind === 'transfer' ? { transfer: terms } : {};
