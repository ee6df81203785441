import type { Venue } from '../venue.js';
import type { AaveContracts } from './state.js';

/** The Pool pulls what is supplied and repaid; nobody else pulls anything. */
export const spendersOf = (
  { reserves, pool }: AaveContracts,
  watched: readonly string[],
): NonNullable<Venue['spenders']> =>
  watched.flatMap((symbol) => {
    const one = reserves[symbol];
    return one ? [{ token: one.asset, spender: pool }] : [];
  });
