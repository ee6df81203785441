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

/** Something that can be held. */
export type Instrument = Perpetual | Option | Token;
