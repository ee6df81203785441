import type { Address, Hash, Hex } from 'viem';
import type { InstrumentId, Underlying, VenueId } from './instrument.js';
import type { MarginAccountId } from './marginAccount.js';
import type { PositionId } from './position.js';
import type { Mode } from './strategy.js';
import type { Bps, TokenAmount, UnixMillis, Wad, Wei } from './units.js';

/** In order of priority. No guard, limit, budget or cooldown may stop `survive`; only the operator's halt may. */
export const orderClasses = ['survive', 'margin', 'delta', 'cost'] as const;
export type OrderClass = (typeof orderClasses)[number];

export type Side = 'Buy' | 'Sell';

/** Buy or sell a quantity of an instrument, bounded in price. */
export interface TradeTerms {
  kind: 'trade';
  venue: VenueId;
  instrument: InstrumentId;
  /** Which position is changed; null opens a new one (or the venue has only one per instrument). */
  position: PositionId | null;
  side: Side;
  /** Positive, units of the underlying. */
  quantity: Wad;
  /** True: must shrink the position and may never flip it. */
  reduceOnly: boolean;
  /** Furthest the whole trade may execute from `Market.last`, where a small one would at the snapshot. */
  maxSlippage: Bps;
}

/** Move collateral between the wallet and a margin account. */
export interface CollateralTerms {
  kind: 'addCollateral' | 'removeCollateral';
  venue: VenueId;
  marginAccount: MarginAccountId;
  token: string;
  decimals: number;
  /** Positive base units. */
  amount: TokenAmount;
}

export type OrderTerms = TradeTerms | CollateralTerms;

/** FIX OrdStatus (tag 39) names, plus PendingReview and Unknown. */
export const orderStatuses = [
  'PendingReview',
  'PendingNew',
  'New',
  'PartiallyFilled',
  'Filled',
  'PendingCancel',
  'Canceled',
  'Rejected',
  'Expired',
  'Unknown',
] as const;
export type OrdStatus = (typeof orderStatuses)[number];

const finished: readonly OrdStatus[] = ['Filled', 'Canceled', 'Rejected', 'Expired'];
/** An order that may still have an effect. */
export const isOpen = (status: OrdStatus): boolean => !finished.includes(status);

/** Time-ordered, made by us: a UUID of version 7. */
export type Id = string;
/** Enough of an id to name it in a sentence: time to the millisecond. */
export const shortId = (id: Id): string => id.slice(0, 13);

/** An action on its way to a venue. */
export interface Order {
  id: Id;
  decision: Id;
  strategy: string;
  rule: string;
  account: Address;
  chainId: number;
  /** A shadow's order is never sent: to the account it does not exist. */
  mode: Mode;
  orderClass: OrderClass;
  terms: OrderTerms;
  status: OrdStatus;
  /** Why it stands where it stands; empty while it is on its way. */
  text: string;
  /** USD at the snapshot's prices: what the limits count. */
  notional: number;
  createdAt: UnixMillis;
}

/** Exact permission for a spender to pull exactly what a later step of the same order needs. */
export interface ApprovalRequest {
  token: Address;
  spender: Address;
  amount: TokenAmount;
}

/** One transaction an order needs, before gas and nonce. */
export interface TransactionRequest {
  purpose: 'approve' | 'trade' | 'addCollateral' | 'removeCollateral';
  /** For people: "short 2.41 ETH-PERP on perp-v2, at 2 198.7 or better". */
  describe: string;
  to: Address;
  data: Hex;
  value: Wei;
  approval: ApprovalRequest | null;
}

export const attemptStates = [
  'Reserved',
  'Signed',
  'Broadcast',
  'Mined',
  'Final',
  'Dropped',
  'Replaced',
  'Reverted',
  'Reorged',
  'Unknown',
] as const;
export type AttemptState = (typeof attemptStates)[number];

/** One signed transaction for one step of an order. */
export interface Attempt {
  id: Id;
  order: Id;
  /** Index into the order's steps. */
  step: number;
  account: Address;
  chainId: number;
  nonce: number;
  hash: Hash;
  /** Signed bytes, kept so that a restart can send the very same ones. */
  bytes: Hex;
  state: AttemptState;
  /** Empty, or why it dropped or reverted. */
  text: string;
  blockNumber: bigint | null;
  blockHash: Hash | null;
  /** Wei paid, once mined. */
  gasCost: Wei | null;
  createdAt: UnixMillis;
}

/** What the venue did. */
export type Fill =
  | {
      kind: 'trade';
      instrument: InstrumentId;
      underlying: Underlying | null;
      side: Side;
      quantity: Wad;
      /** USD per unit, fee not included. */
      price: Wad;
      /** USD. */
      fee: Wad;
    }
  | {
      kind: 'addCollateral' | 'removeCollateral';
      marginAccount: MarginAccountId;
      token: string;
      decimals: number;
      amount: TokenAmount;
    };
