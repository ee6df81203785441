import type { InstrumentId, Underlying } from '../../model/instrument.js';
import type { OrderTerms, Side } from '../../model/order.js';
import type { Snapshot } from '../../model/snapshot.js';

/** One way to trade an underlying: a perpetual, or a pool with all that can be sold there or paid back from it. */
export interface Way {
  /** As in a rule's `on`; what shares a pool is one way: `uniswap-v3 WETH/USDC, aave-v3 WETH`. */
  name: string;
  on: readonly InstrumentId[];
  underlying: Underlying;
  side: Side;
  /** USD per unit. */
  price: number;
  /** Largest size, units of the underlying, and in a sentence what sets it. Infinity where only trying tells. */
  most: number;
  bound: string;
  /** Why it cannot be gone at all, in a sentence; null when it can. */
  closed: string | null;
  /** Whether it shrinks a position that is held. */
  shrinks: boolean;
  /**
   * The terms that trade so much on a snapshot, one after the other; where there are several ways to do it, the cheaper is taken.
   * Rounded down: never more than so much. Empty when nothing is left of it. @throws VenueRefusal
   */
  steps(snapshot: Snapshot, quantity: number): readonly (readonly OrderTerms[])[];
}
