import type { Address } from 'viem';
import type { Underlying, VenueId } from './instrument.js';
import type { PositionId } from './positionId.js';
import type { TokenAmount, Wad } from './units.js';

/** Unique within one account: `perp-v2 cross`, `lyra #7`. */
export type MarginAccountId = string;

/** A token that can be moved into or out of a margin account. */
export interface CollateralToken {
  symbol: string;
  address: Address;
  decimals: number;
  /** USD per whole token. */
  price: Wad;
}

/** The unit that a protocol liquidates as one. */
export interface MarginAccount {
  id: MarginAccountId;
  venue: VenueId;
  account: Address;
  positions: readonly PositionId[];
  /** Sorted. What moves this account's health. */
  underlyings: readonly Underlying[];
  /** What the protocol holds against the requirement, USD, its own rounding. */
  equity: Wad;
  /** The requirement; 0 when nothing is owed. */
  maintenance: Wad;
  /** equity / maintenance in float64: 1 is liquidatable, Infinity when nothing is required. */
  health: number;
  /** Sum of |quantity| × mark, USD. */
  notional: Wad;
  collateral: CollateralToken;
  /** Base units of `collateral` held. */
  collateralAmount: TokenAmount;
}

/** 1 = liquidatable; Infinity when the protocol requires nothing. */
export const healthOf = (equity: Wad, maintenance: Wad): number =>
  maintenance <= 0n ? Number.POSITIVE_INFINITY : Number((equity * 10n ** 12n) / maintenance) / 1e12;
