import type { Address } from 'viem';
import type { Milliseconds, UnixSeconds } from './units.js';

/** Chainlink's feed of a rollup's sequencer, as the operator declares it. */
export interface SequencerFeed {
  feed: Address;
  /** How long no new risk is taken once it has come back. */
  grace: Milliseconds;
}

/** What the feed says at a block. */
export interface SequencerState {
  /** null: the feed does not tell, and `trouble` says why. */
  up: boolean | null;
  /** Of the present state. */
  since: UnixSeconds;
  grace: Milliseconds;
  trouble?: string;
}
