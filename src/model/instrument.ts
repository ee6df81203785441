import type { Address } from 'viem';
import type { UnixSeconds, Wad } from './units.js';

/** A protocol that an adapter under `src/venues/` knows: `lyra`, `perp-v2`, `wallet`. */
export type VenueId = string;
/** What a delta is measured in: `ETH`, `BTC`. */
export type Underlying = string;
/** `<venue> <symbol>`, as operators write it: `perp-v2 ETH`, `lyra ETH-19DEC26-2000-P`, `wallet USDC`. */
export type InstrumentId = string;

interface InstrumentBase {
  id: InstrumentId;
  venue: VenueId;
}

export interface Perpetual extends InstrumentBase {
  kind: 'perpetual';
  underlying: Underlying;
}

export interface Option extends InstrumentBase {
  kind: 'option';
  underlying: Underlying;
  expiry: UnixSeconds;
  /** USD per unit of the underlying. */
  strike: Wad;
  right: 'call' | 'put';
}

export interface Token extends InstrumentBase {
  kind: 'token';
  symbol: string;
  address: Address;
  decimals: number;
  /** null: worth a US dollar whatever moves. */
  underlying: Underlying | null;
}

/** A token of a pair, as the chain has it. */
export interface PairToken {
  symbol: string;
  address: Address;
  decimals: number;
}

/** What is bought and sold in a pool, out of the wallet and into it; held as tokens. The other side is a US dollar. */
export interface Spot extends InstrumentBase {
  kind: 'spot';
  underlying: Underlying;
  base: PairToken;
  quote: PairToken;
}

/** Liquidity in a range of prices of a pool against a dollar token. */
export interface Liquidity extends InstrumentBase {
  kind: 'liquidity';
  underlying: Underlying;
  /** USD per unit, the ends of the range. */
  lower: Wad;
  upper: Wad;
  /** Set where it stands for positions that nobody has read: why, in a sentence. Nothing of them is known, so no Greek is. */
  unread?: string;
}

/** Something that can be held, or traded into what is. */
export type Instrument = Perpetual | Option | Token | Spot | Liquidity;
