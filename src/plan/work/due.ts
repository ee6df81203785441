import type { Wad } from '../../model/units.js';

/** What the algorithm wants sent now. */
export interface Due {
  /** 0: nothing yet. */
  quantity: Wad;
  /** How it came about, in a sentence; empty where there is nothing to say. */
  says: string;
}
