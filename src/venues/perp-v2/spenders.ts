import type { Venue } from '../venue.js';
import type { PerpV2Contracts } from './state.js';

/** Deposits are the only thing that takes tokens out of the wallet. */
export const spendersOf = ({ settlementToken, vault }: PerpV2Contracts): NonNullable<Venue['spenders']> => [
  { token: settlementToken.address, spender: vault },
];
