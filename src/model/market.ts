import type { Address } from 'viem';
import type { Instrument } from './instrument.js';
import type { CollateralToken } from './marginAccount.js';
import type { OptionPricing } from './position.js';
import type { Turnover } from './turnover.js';
import type { Bps, TokenAmount, UnixSeconds, Wad } from './units.js';

/** An instrument as it can be traded at this block. */
export interface Market {
  instrument: Instrument;
  /** USD per unit: where the venue marks positions. */
  mark: Wad;
  /** USD per unit: where a small trade would execute now. */
  last: Wad;
  /** USD per unit of the underlying: the oracle's price. */
  index: Wad;
  fee: Bps;
  /** null when it can be traded; otherwise why not, in a sentence. */
  closed: string | null;
  /** Why only what reduces a position may be traded now, in a sentence; null or absent when anything may. */
  reduceOnly?: string | null;
  /** What all accounts hold, units of the underlying; absent where the venue does not tell. */
  openInterest?: { long: Wad; short: Wad };
  /** What has been traded, as counters that only grow; absent where the venue does not tell. */
  turnover?: Turnover;
  /** When the oracle of `index` was last written; absent where the venue does not tell. */
  oracleAt?: UnixSeconds;
  /** Options only: what the venue marks this one with, held or not. Absent where a venue does not say. */
  pricing?: OptionPricing;
}

/**
 * A wallet's balance of a token that a venue takes as collateral, and what the venue may already pull. One row for each
 * token and spender: a venue of several markets states the same balance once for each that pulls it.
 */
export interface Funding {
  token: CollateralToken;
  balance: TokenAmount;
  /** Who pulls the token when collateral is added. */
  spender: Address;
  allowance: TokenAmount;
}

/** Whether two rows tell of the same token and the same spender. */
export const isSameFunding = (a: Funding, b: Funding): boolean =>
  a.token.address.toLowerCase() === b.token.address.toLowerCase() &&
  a.spender.toLowerCase() === b.spender.toLowerCase();
