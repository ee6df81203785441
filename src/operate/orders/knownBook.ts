import type { Address } from 'viem';
import type { Instrument, InstrumentId } from '../../model/instrument.js';
import type { Mode } from '../../model/mode.js';
import type { Position } from '../../model/position.js';
import type { Watch } from '../../model/strategy.js';
import type { UnixMillis, Wad } from '../../model/units.js';

/** An instrument as it was when a book was last written down. */
export interface KnownMarket {
  /** null where only its name is known. */
  instrument: Instrument | null;
  /** USD per unit, as the venue marks it and where a small trade would have executed; null where nobody said. */
  mark: Wad | null;
  last: Wad | null;
  /** Why it cannot be traded, in a sentence; null where it can, or nobody said. */
  closed: string | null;
}

/** A book on one chain, as far as the ledger knows it: what an order can be held against before the keeper sees it. */
export interface KnownBook {
  /** The strategy's. */
  name: string;
  account: Address;
  chainId: number;
  mode: Mode;
  /** When it was last written down. */
  at: UnixMillis;
  /** What is held, nothing left out. */
  positions: readonly Position[];
  /** Of its file; null where that cannot be read. */
  watch: readonly Watch[] | null;
  markets: ReadonlyMap<InstrumentId, KnownMarket>;
  /** When everything that its venues listed was in `markets`; null where it never was: of options, only what is held is there. */
  listedAt: UnixMillis | null;
}

/** The market has moved on since: nothing is refused by a price that is older than this. */
const freshMs = 15 * 60_000;

/** Venues list new options at any time: what is not in a list that is older than this may be listed since. */
const listingMs = 60 * 60_000;

/** Whether what is not in its list is not listed. */
export const isComplete = ({ listedAt }: Pick<KnownBook, 'listedAt'>, now: UnixMillis): boolean =>
  listedAt !== null && now - listedAt <= listingMs;

export const isFresh = (at: UnixMillis, now: UnixMillis): boolean => now - at <= freshMs;
