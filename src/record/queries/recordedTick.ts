import type { Id } from '../../model/order.js';
import type { Tick } from '../statements/ticks.js';

/** A tick as the ledger keeps it. */
export interface RecordedTick extends Tick {
  /** Which process start wrote it. */
  holder: Id;
}
