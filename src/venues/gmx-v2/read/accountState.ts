import type { Address, Hex } from 'viem';
import type {
  Discounts,
  GasParameters,
  Globals,
  GmxMarket,
  GmxOrder,
  GmxPosition,
  MarketProps,
  MinMax,
} from '../state.js';

/**
 * Everything read of one account at one block. Records are keyed by addresses in their checksummed spelling, as viem
 * decodes them; `getAddress` first when an address comes from anywhere else.
 */
export interface GmxAccountState {
  account: Address;
  positions: readonly GmxPosition[];
  /** All of the account's standing orders, swaps (market is the zero address) included. */
  orders: readonly GmxOrder[];
  /** By market token: those watched, held, or with an order. */
  markets: Readonly<Record<Address, GmxMarket>>;
  globals: Globals;
  gas: GasParameters;
  /** Seconds that a market order must stand before the account can cancel it. */
  requestExpirationTime: bigint;
  /** One row for each collateral token of `markets`. */
  wallet: readonly WalletRow[];
  /** Funding that was settled in the account's favour and waits to be claimed; rows above zero only. */
  claimableFunding: readonly ClaimableFunding[];
  feeds: FeedAnswers;
  sequencer: Sequencer | null;
  /** What no longer fits the pinned release, in sentences. Empty when all is well. */
  problems: readonly string[];
  /** GMX's own statement of a full close, by position key; absent where the market had no price in the first phase. */
  stated: Readonly<Record<Hex, StatedPosition>>;
  /** Of the account, from its stated positions; none when no position was stated. */
  discounts: Discounts;
}

export interface WalletRow {
  token: Address;
  decimals: number;
  /** Smallest units. */
  balance: bigint;
  /** What GMX's Router may pull. */
  allowance: bigint;
}

export interface ClaimableFunding {
  market: Address;
  token: Address;
  amount: bigint;
}

/** By token; null when it has no feed, or the feed gave no usable answer. */
export type FeedAnswers = Readonly<Record<Address, FeedAnswer | null>>;

/** Chainlink's latest round, as GMX reads it. */
export interface FeedAnswer {
  token: Address;
  feed: Address;
  /** In the feed's own decimals. */
  answer: bigint;
  updatedAt: bigint;
  /** Seconds after which GMX refuses this answer. */
  heartbeat: bigint;
  /** floor(answer × multiplier / 1e30): USD (30 decimals) per smallest unit. */
  price: bigint;
}

/** Chainlink's L2 sequencer uptime feed. */
export interface Sequencer {
  up: boolean;
  /** When it came up or went down. */
  startedAt: bigint;
}

/** A token's feed, from the DataStore. */
export interface FeedConfig {
  feed: Address;
  /** 10^(60 - tokenDecimals - feedDecimals). */
  multiplier: bigint;
  /** Seconds. */
  heartbeat: bigint;
}

/** A market, and what must be known of it before it can be read in one phase. */
export interface KnownMarket {
  props: MarketProps;
  /** Of the index token; zero when it has no virtual inventory. */
  virtualTokenId: Hex;
}

/** A market that cannot be read, and why, in a sentence. */
export interface UnknownMarket {
  marketToken: Address;
  indexToken: Address;
  why: string;
}

/** What was found at open. Keyed as GmxAccountState is. */
export interface KnownMarkets {
  markets: Readonly<Record<Address, KnownMarket>>;
  unknown: Readonly<Record<Address, UnknownMarket>>;
  /** By token; null when it has no feed. */
  feeds: Readonly<Record<Address, FeedConfig | null>>;
}

/**
 * Reader.getPositionInfo of a full close, funding and borrowing up to the block included. Amounts are of the collateral
 * token unless they say otherwise.
 */
export interface StatedPosition {
  position: GmxPosition;
  collateralTokenPrice: MinMax;
  referralCode: Hex;
  /** Factors that apply to this account. */
  discounts: Discounts;
  positionFeeFactor: bigint;
  /** Before the discount. */
  positionFeeAmount: bigint;
  totalDiscountAmount: bigint;
  borrowingFeeUsd: bigint;
  borrowingFeeAmount: bigint;
  fundingFeeAmount: bigint;
  /** Of the market's long token. */
  claimableLongTokenAmount: bigint;
  /** Of the market's short token. */
  claimableShortTokenAmount: bigint;
  latestFundingFeeAmountPerSize: bigint;
  latestLongTokenClaimableFundingAmountPerSize: bigint;
  latestShortTokenClaimableFundingAmountPerSize: bigint;
  totalCostAmountExcludingFunding: bigint;
  totalCostAmount: bigint;
  priceImpactUsd: bigint;
  executionPrice: bigint;
  balanceWasImproved: boolean;
  proportionalPendingImpactUsd: bigint;
  totalImpactUsd: bigint;
  priceImpactDiffUsd: bigint;
  basePnlUsd: bigint;
  uncappedBasePnlUsd: bigint;
  pnlAfterPriceImpactUsd: bigint;
}
