import type { Address, Hash } from 'viem';
import type { InstrumentId, VenueId } from './instrument.js';
import type { CollateralToken, MarginAccountId } from './marginAccount.js';
import type { Fill, OrderId, OrderTerms } from './order.js';
import type { PositionId } from './positionId.js';
import type { TokenAmount, UnixSeconds, Wad, Wei } from './units.js';

/** An order as the venue holds it, ours or the operator's own: asked for, and not carried out yet. */
export interface VenueOrder {
  id: OrderId;
  venue: VenueId;
  account: Address;
  ordType: 'Market' | 'Stop' | 'Limit';
  instrument: InstrumentId | null;
  position: PositionId | null;
  /** USD per unit; null for a market order. A resting order is not in flight: it may never be carried out. */
  triggerPrice: Wad | null;
  /** What it does when it is carried out; null when that is more than ballast can tell. */
  terms: OrderTerms | null;
  /** Taken from the wallet and in no position yet: neither lost nor free. */
  held: { token: CollateralToken; amount: TokenAmount } | null;
  /** Suspended: the venue tried, and will not try again as things are. */
  status: 'New' | 'Suspended';
  /** When it was made or last changed, by the venue. */
  since: UnixSeconds;
  /** It should have been carried out by now: survival does not rely on it. */
  overdue: boolean;
  /** The account may take it back now. */
  cancelable: boolean;
  /** For people: `stop-loss: sell 2.41 ETH/USD at 1 890.00`. */
  describe: string;
}

/** The whole `text` of a life that the account itself ended by cancelling. */
export const TAKEN_BACK = 'taken back by the account';

/** How an order that waited at a venue stands, as its events tell. */
export interface VenueOrderLife {
  status: 'New' | 'Suspended' | 'Filled' | 'Canceled';
  /** Why; empty while it waits. */
  text: string;
  fills: readonly Fill[];
  /** What the venue's keepers were paid out of what came with it; the rest comes back. */
  keeperPaid: Wei;
  /** The event that ended it or that is the newest; null when no event was found. */
  at: { blockNumber: bigint; blockHash: Hash; transactionHash: Hash } | null;
}

/** A change of a position that no order of ours asked for. FIX UnsolicitedIndicator (tag 325). */
export interface UnsolicitedChange {
  venue: VenueId;
  /** `byHand`: an order of the account that is not in our ledger. */
  kind: 'liquidation' | 'autoDeleveraging' | 'byHand';
  order: OrderId;
  marginAccount: MarginAccountId;
  fill: Fill;
  /** In a sentence. */
  text: string;
  blockNumber: bigint;
  blockHash: Hash;
  transactionHash: Hash;
  logIndex: number;
}
