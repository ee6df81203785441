import type { Venue } from '../venue.js';
import { tokensOf } from './read.js';
import type { UniswapV3Contracts } from './state.js';

/** The router pulls what is sold, and the dollars that a purchase costs. */
export const spendersOf = (contracts: UniswapV3Contracts): NonNullable<Venue['spenders']> =>
  tokensOf(contracts).map(({ address }) => ({ token: address, spender: contracts.router }));
