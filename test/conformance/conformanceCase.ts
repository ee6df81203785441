import type { Address } from 'viem';
import type { Desk } from './desk.js';
import type { Ability, HandName, VenueWorld } from './world.js';

/** What a case plays on. */
export interface Stage {
  world: VenueWorld;
  /**
   * A desk of an account with nothing open, whose key may give to these. Where accounts are not new, it puts away what an earlier
   * desk has.
   */
  newDesk(transfersTo?: readonly Address[]): Promise<Desk>;
}

/** One thing that every venue must do, or refuse to do. */
export interface ConformanceCase {
  /** In the grammar of test names: `default`, `behavior: …`, `args: …`, `invariant: …`. */
  name: string;
  /** What the venue must offer, and what the world must allow. */
  needs: readonly (Ability | HandName)[];
  /** What the venue must not offer, for the case to make sense. */
  unless?: readonly Ability[];
  run(stage: Stage): Promise<void>;
}
