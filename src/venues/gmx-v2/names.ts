import type { Address } from 'viem';
import type { InstrumentId, Perpetual, Underlying } from '../../model/instrument.js';
import type { MarginAccountId } from '../../model/marginAccount.js';

export const GMX_V2 = 'gmx-v2';

/** `ETH/USD` → `ETH`; a market that nobody has named is its own underlying. */
export const underlyingOf = (marketName: string): Underlying => marketName.split('/')[0] ?? marketName;

export const instrumentIdOf = (marketName: string): InstrumentId => `${GMX_V2} ${marketName}`;

export const instrumentOf = (marketName: string): Perpetual => ({
  id: instrumentIdOf(marketName),
  venue: GMX_V2,
  kind: 'perpetual',
  underlying: underlyingOf(marketName),
});

/**
 * `gmx-v2 ETH/USD long USDC`: a position and its margin account are one, for GMX has one of them for each market,
 * collateral token and side.
 */
export const marginAccountIdOf = (marketName: string, isLong: boolean, collateral: string): MarginAccountId =>
  `${instrumentIdOf(marketName)} ${isLong ? 'long' : 'short'} ${collateral}`;

/** What follows the venue in the ids of the margin accounts that these markets may have. */
export const accountsOf = (marketNames: readonly string[]) => ({
  isOne(account: string): boolean {
    const [market = '', side = '', collateral, ...more] = account.split(' ');
    return marketNames.includes(market) && ['long', 'short'].includes(side) && !!collateral && more.length === 0;
  },
  like: `${marketNames[0] ?? 'ETH/USD'} long USDC`,
});

/** A token that nobody has declared is called by its address. */
export const symbolIn = (tokens: Readonly<Record<string, { address: Address }>>, address: Address): string =>
  Object.entries(tokens).find(([, token]) => token.address.toLowerCase() === address.toLowerCase())?.[0] ?? address;
