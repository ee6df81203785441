import type { Address, Hash } from 'viem';
import type { VenueId } from '../../model/instrument.js';
import type { Fill, OrderId, OrderTerms } from '../../model/order.js';
import type { PositionId } from '../../model/positionId.js';
import type { Wad } from '../../model/units.js';

/** What is known to have happened to an account, and what may be happening. */
export interface Known {
  fills: readonly KnownFill[];
  /** Tokens that transactions of ours, and those that carried out orders of ours, moved into the wallet (positive) or out of it. */
  flows: readonly KnownFlow[];
  /** Whether that is all of them: the chain may not tell of one yet. */
  isComplete: boolean;
  /** Of orders that may have an effect by now which nobody has told yet. */
  inFlight: readonly OrderTerms[];
  /** What orders by hand took from the wallet, those that wait and those that are over. */
  heldByHand: readonly HeldByHand[];
}

/** What an order by hand took from the wallet when it was made, by a transaction that was not ours. */
export interface HeldByHand {
  order: OrderId;
  token: Address;
  /** Whole tokens. */
  amount: Wad;
  /** The first that showed it. */
  block: bigint;
  isWaiting: boolean;
}

/** A fill, ours or not, that is recorded. */
export interface KnownFill {
  fill: Fill;
  venue: VenueId;
  block: bigint;
  /** The position that it was asked for; null where that is not told. */
  position: PositionId | null;
  by: 'ballast' | 'liquidation' | 'autoDeleveraging' | 'byHand' | 'given';
  /** What its venue calls the order; null where that is not told. */
  order: OrderId | null;
  /** No reorganisation undoes it any more. */
  isSettled: boolean;
}

export interface KnownFlow {
  token: Address;
  /** Whole tokens, signed. */
  amount: Wad;
  block: bigint;
  transaction: Hash;
  isSettled: boolean;
}
