import type { Mode } from '../../model/mode.js';
import type { Order, TransactionRequest } from '../../model/order.js';
import type { Block, Snapshot } from '../../model/snapshot.js';
import type { Venue } from '../../venues/venue.js';

/** An order that the ledger already holds, with what its venue made of it. */
export interface Work {
  order: Order;
  venue: Venue;
  /** In order; the last one has the order's effect, those before it prepare it. */
  steps: readonly TransactionRequest[];
  snapshot: Snapshot;
  /** The snapshot as the steps of its row before it are expected to leave it: what it is judged on. Absent: the snapshot itself. */
  ground?: Snapshot;
}

/** How an order ends that is not begun. `Expired`: nothing is wrong with it, but its time was over; it is planned anew. */
export type CalledOff = 'Canceled' | 'Expired';

/**
 * Carries orders out. There are two, and they are different objects: the live one owns a signer, the shadow one has
 * none to own.
 */
export interface Executor {
  readonly mode: Mode;
  /** Settles whatever an earlier run left open. Nothing else may be sent before it returns. */
  recover(): Promise<void>;
  /**
   * Looks after orders in flight, before the next snapshot.
   * @returns the lowest block at which a snapshot contains everything that is known to have happened.
   */
  advance(head: Block): Promise<bigint>;
  /** Told of each snapshot that its account is decided on: what is in flight may have to be sent again at its prices. */
  observed(snapshot: Snapshot): void;
  /**
   * Takes an order as far as it goes now; what stays open is looked after by `advance`.
   * @returns as what to call off whatever was sized on it, for the order came to nothing; null when it did not.
   */
  work(work: Work): Promise<CalledOff | null>;
  /**
   * Ends an order that is not to be begun.
   * @param status - Default `Canceled`.
   */
  callOff(order: Order, why: string, status?: CalledOff): Promise<void>;
}
