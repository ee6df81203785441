import { getAddress } from 'viem';
import type { Venue } from '../venue.js';
import type { KnownMarkets } from './read/accountState.js';
import type { Release } from './releases/release.js';

/** The Router pulls collateral, whatever the market: a position that is held may be in one that nobody watches. */
export function spendersOf(
  { contracts }: Pick<Release, 'contracts'>,
  { markets }: Pick<KnownMarkets, 'markets'>,
): NonNullable<Venue['spenders']> {
  const tokens = Object.values(markets).flatMap(({ props }) => [props.longToken, props.shortToken]);
  return [...new Set(tokens.map((token) => getAddress(token)))].map((token) => ({ token, spender: contracts.router }));
}
