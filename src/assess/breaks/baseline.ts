import type { Hex } from 'viem';
import type { VenueId } from '../../model/instrument.js';
import type { Id } from '../../model/order.js';
import type { UnixSeconds } from '../../model/units.js';
import type { Held } from './held.js';
import type { HeldByHand } from './known.js';

/** A block at which all was as it should be. */
export interface Anchor {
  block: bigint;
  /** Of the block. */
  time: UnixSeconds;
}

/** What was there when it was last as it should be. */
export interface BaselineHeld extends Held {
  anchor: Anchor;
  /** The newest break of it that a person has adopted and that is in it; empty for none. */
  adopted: Id;
}

/** What is expected is reckoned from here: what was held when it was last explained, each thing with its own block. */
export interface Baseline {
  /** Of the strategy's file: another one may watch other things. */
  strategyHash: Hex;
  held: readonly BaselineHeld[];
  /** What is not in `held` was not there at its venue then. */
  venues: Readonly<Record<VenueId, Anchor>>;
  /** Seen while they waited: once they are carried out, nothing else tells what they took. */
  byHand: readonly HeldByHand[];
}
