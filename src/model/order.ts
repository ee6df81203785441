import type { Address, Hash, Hex } from 'viem';
import type { CostEstimate } from './cost.js';
import type { InstrumentId, Underlying, VenueId } from './instrument.js';
import type { MarginAccountId } from './marginAccount.js';
import type { Mode } from './mode.js';
import type { PositionId } from './positionId.js';
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
  /**
   * USD per unit, fee not included: never bought for more, never sold for less, wherever `Market.last` is when it is sent. Absent where
   * the slippage is the only bound.
   */
  worstPrice?: Wad;
  /**
   * Where each position has a margin of its own: what a trade adds is backed by its notional divided by this, from the
   * wallet. Absent where all positions share one margin account.
   */
  leverage?: number;
}

/** What moves a token between the wallet and a margin account; where there are loans, what pays back and what draws. */
export const collateralKinds = ['addCollateral', 'removeCollateral', 'repay', 'borrow'] as const;
export type CollateralKind = (typeof collateralKinds)[number];

/** What any margin account knows; the rest is for those that lend. */
export type MarginKind = 'addCollateral' | 'removeCollateral';

/** Whether terms move a token between the wallet and a margin account. */
export const movesCollateral = (terms: OrderTerms): terms is CollateralTerms =>
  (collateralKinds as readonly string[]).includes(terms.kind);

/** Out of the wallet; otherwise into it. */
export const isPaidIn = ({ kind }: Pick<CollateralTerms, 'kind'>): boolean =>
  kind === 'addCollateral' || kind === 'repay';

/** Move a token between the wallet and a margin account: as collateral, or as a loan. */
export interface CollateralTerms<Kind extends CollateralKind = CollateralKind> {
  kind: Kind;
  venue: VenueId;
  marginAccount: MarginAccountId;
  token: string;
  decimals: number;
  /** Positive base units. */
  amount: TokenAmount;
}

/**
 * An order that rests at the venue until the price gets to its trigger: FIX OrdType Stop or Limit. Reduce-only, a Stop is a
 * stop-loss and a Limit a take-profit; else they are entries.
 */
export interface RestingTerms {
  kind: 'rest';
  ordType: 'Stop' | 'Limit';
  venue: VenueId;
  instrument: InstrumentId;
  /** Which position is changed; null opens a new one. */
  position: PositionId | null;
  side: Side;
  /** Positive, units of the underlying. */
  quantity: Wad;
  reduceOnly: boolean;
  /** USD per unit. */
  triggerPrice: Wad;
  /** From the trigger price; null: at any price, since a bound would stop a stop-loss exactly when it is needed. */
  maxSlippage: Bps | null;
  /** As of a trade, for entries. */
  leverage?: number;
  /** The resting order that this one takes the place of (FIX OrderCancelReplaceRequest); null places a new one. */
  replaces: OrderId | null;
}

/** Takes back an order that waits at the venue. */
export interface CancelTerms {
  kind: 'cancel';
  venue: VenueId;
  order: OrderId;
}

/** Collects what a venue owes the account beside its positions: funding received. */
export interface ClaimTerms {
  kind: 'claim';
  venue: VenueId;
  amounts: readonly ClaimableAmount[];
}

/** Of one token in one market. */
export interface ClaimableAmount {
  instrument: InstrumentId;
  token: string;
  address: Address;
  decimals: number;
  amount: TokenAmount;
}

/** Gives a token of the wallet, or part of a position, to another account of the same operator. */
export interface TransferTerms {
  kind: 'transfer';
  venue: VenueId;
  asset: TransferredToken | TransferredPosition;
  to: Address;
  /** What it settles: an allocation of a block, or a contribution to one. */
  reference: Id;
}

export interface TransferredToken {
  token: string;
  address: Address;
  decimals: number;
  /** Positive base units. */
  amount: TokenAmount;
}

export interface TransferredPosition {
  instrument: InstrumentId;
  position: PositionId;
  /** Positive, units of the instrument: this much of the position is given, the rest stays. */
  quantity: Wad;
}

export type OrderTerms = TradeTerms | CollateralTerms | RestingTerms | CancelTerms | ClaimTerms | TransferTerms;

/** Changes only what waits at the venue, or what it owes: nothing that is held moves when it is done. */
export type BookTerms = RestingTerms | CancelTerms | ClaimTerms;
export const isAboutBook = (terms: OrderTerms): terms is BookTerms =>
  terms.kind === 'rest' || terms.kind === 'cancel' || terms.kind === 'claim';

/**
 * Whether terms trade, now or when a price comes: what limits on sizes and turnover are about. What rests and only reduces is not: a
 * stop-loss cut to a limit would not protect.
 */
export const isTurnover = (terms: OrderTerms): terms is TradeTerms | RestingTerms =>
  terms.kind === 'trade' || (terms.kind === 'rest' && !terms.reduceOnly);

/** How much a transfer gives: units of an instrument (wad), or base units of a token. */
export const transferSize = ({ asset }: Pick<TransferTerms, 'asset'>): bigint =>
  'position' in asset ? asset.quantity : asset.amount;

/**
 * FIX OrdStatus (tag 39) names, plus PendingReview and Unknown. Suspended: it waits at the venue, which will not carry it out as things
 * are; of a parent order: it is paused. PendingReplace is a parent's only.
 */
export const orderStatuses = [
  'PendingReview',
  'PendingNew',
  'New',
  'PartiallyFilled',
  'Suspended',
  'Filled',
  'PendingReplace',
  'PendingCancel',
  'Canceled',
  'Rejected',
  'Expired',
  'Unknown',
] as const;
export type OrdStatus = (typeof orderStatuses)[number];

const finished: readonly OrdStatus[] = ['Filled', 'Canceled', 'Rejected', 'Expired'];

/** Why an order ended whose endpoints gave no answer, or whose process ended, before anything was signed: it says nothing of the order. */
export const INTERRUPTED = 'interrupted before anything was sent';

/** Why a part of an order that people have asked for expired when the next block came before its turn (`workOrders`). */
export const NOT_BEGUN = 'not begun: a newer block is there, and is looked at first';

/** An order that may still have an effect. */
export const isOpen = (status: OrdStatus): boolean => !finished.includes(status);

/** FIX OrderID (tag 37): what a venue calls an order that waits there. */
export type OrderId = string;

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
  /** What the venue calls it, once it waits there; absent as long as it does not, and always at one-step venues. */
  venueOrders?: readonly OrderId[];
  /** What it was expected to cost when it was decided; absent where nothing was said of it. */
  cost?: CostEstimate;
  /** Where it stands in a row of orders that make sense together only; absent for one that stands for itself. */
  step?: OrderStep;
  /** The parent order that it is a part of; absent where a rule asked for it. */
  parent?: Id;
}

/** A step of several, each of which takes the one before it for granted: withdraw, swap, deposit. */
export interface OrderStep {
  /** What the row is called: the id of its first order. */
  programme: Id;
  /** 0 is the first. */
  index: number;
  /** How many there are. */
  of: number;
}

/** Exact permission for a spender to pull exactly what a later step of the same order needs. */
export interface ApprovalRequest {
  token: Address;
  spender: Address;
  amount: TokenAmount;
}

/** One transaction an order needs, before gas and nonce. */
export interface TransactionRequest {
  purpose: 'approve' | OrderTerms['kind'];
  /** For people: "short 2.41 ETH-PERP on perp-v2, at 2 198.7 or better". */
  describe: string;
  to: Address;
  data: Hex;
  value: Wei;
  approval: ApprovalRequest | null;
  /**
   * What a venue's keepers are paid in advance, one entry for each order that the transaction creates or changes. `value` and
   * `data` carry it at a gas price; `Venue.requote` states it again at the one that is signed.
   */
  keeperGas?: readonly KeeperGas[];
}

/** A keeper's work in advance: `gas` at the transaction's own gas price, less what the order has `paid` before. */
export interface KeeperGas {
  gas: bigint;
  paid: Wei;
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

/** An amount of a token. */
export interface Cash {
  token: string;
  decimals: number;
  /** Base units. */
  amount: TokenAmount;
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
      /** USD, where the venue tells them: negative is a loss. */
      priceImpact?: Wad;
      funding?: Wad;
      borrowing?: Wad;
      realizedPnl?: Wad;
      /** To the unit, where it is paid out of the wallet and into it: what a purchase has cost or a sale has brought, its fee included. */
      cash?: Cash;
    }
  | {
      kind: CollateralKind;
      marginAccount: MarginAccountId;
      token: string;
      decimals: number;
      amount: TokenAmount;
    }
  /** An order that waited at the venue was taken back, or changed. */
  | { kind: 'cancel' | 'replace'; order: OrderId }
  | ({ kind: 'claim' } & ClaimableAmount)
  | { kind: 'transfer'; asset: TransferredToken | TransferredPosition; to: Address };
