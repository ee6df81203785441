import type { Address, Hex } from 'viem';

/**
 * GMX V2's own numbers, as its contracts hold them: bigint throughout, in GMX's units.
 *
 * - USD, factors and exponents: 30 decimals (1e30 = 1 USD = 100 %).
 * - A token's price: USD (30 decimals) per its smallest unit, so `usd = amount * price` without a division.
 * - Token amounts: smallest units. Times: Unix seconds.
 */

export interface MinMax {
  min: bigint;
  max: bigint;
}

export interface PerSide<Value> {
  long: Value;
  short: Value;
}

/** One value for each of a market's two collateral tokens. */
export interface PerToken<Value> {
  longToken: Value;
  shortToken: Value;
}

/** GMX keys these by a boolean: positive impact or improved balance, and the opposite. */
export interface PerSign<Value> {
  positive: Value;
  negative: Value;
}

/** Market.Props with what the ERC-20s say of themselves. */
export interface MarketProps {
  /** `ETH/USD`, by the operator's name; the market token's address for a market that nobody has named. */
  name: string;
  marketToken: Address;
  indexToken: Address;
  longToken: Address;
  shortToken: Address;
  indexTokenDecimals: number;
  longTokenDecimals: number;
  shortTokenDecimals: number;
}

/** MarketUtils.MarketPrices. */
export interface MarketPrices {
  index: MinMax;
  long: MinMax;
  short: MinMax;
}

/** What GMX's governance sets, from the DataStore. */
export interface MarketParams {
  positionFeeFactor: PerSign<bigint>;
  positionImpactFactor: PerSign<bigint>;
  positionImpactExponentFactor: PerSign<bigint>;
  maxPositionImpactFactor: PerSign<bigint>;
  maxPositionImpactFactorForLiquidations: bigint;
  minCollateralFactor: bigint;
  minCollateralFactorForLiquidation: bigint;
  liquidationFeeFactor: bigint;
  fundingFactor: bigint;
  fundingExponentFactor: bigint;
  fundingIncreaseFactorPerSecond: bigint;
  fundingDecreaseFactorPerSecond: bigint;
  thresholdForStableFunding: bigint;
  thresholdForDecreaseFunding: bigint;
  minFundingFactorPerSecond: bigint;
  maxFundingFactorPerSecond: bigint;
  maxLendableImpactFactor: bigint;
  maxLendableImpactUsd: bigint;
  minCollateralFactorForOpenInterestMultiplier: PerSide<bigint>;
  maxOpenInterest: PerSide<bigint>;
  reserveFactor: PerSide<bigint>;
  openInterestReserveFactor: PerSide<bigint>;
  optimalUsageFactor: PerSide<bigint>;
  baseBorrowingFactor: PerSide<bigint>;
  aboveOptimalUsageBorrowingFactor: PerSide<bigint>;
  borrowingFactor: PerSide<bigint>;
  borrowingExponentFactor: PerSide<bigint>;
  /** MAX_PNL_FACTOR of type TRADERS. */
  maxPnlFactorForTraders: PerSide<bigint>;
}

/** What trading moves, as stored: not yet halved for markets whose two tokens are one. */
export interface MarketState {
  /** VIRTUAL_TOKEN_ID of the index token is set. */
  hasVirtualInventory: boolean;
  openInterest: PerSide<PerToken<bigint>>;
  openInterestInTokens: PerSide<PerToken<bigint>>;
  fundingFeeAmountPerSize: PerSide<PerToken<bigint>>;
  claimableFundingAmountPerSize: PerSide<PerToken<bigint>>;
  poolAmount: PerToken<bigint>;
  positionImpactPoolAmount: bigint;
  lentPositionImpactPoolAmount: bigint;
  cumulativeBorrowingFactor: PerSide<bigint>;
  cumulativeBorrowingFactorUpdatedAt: PerSide<bigint>;
  savedFundingFactorPerSecond: bigint;
  fundingUpdatedAt: bigint;
  virtualInventoryForPositions: bigint;
  virtualInventoryForPositionsInTokens: bigint;
}

/** What holds for all markets. */
export interface Globals {
  minCollateralUsd: bigint;
  minPositionSizeUsd: bigint;
  skipBorrowingFeeForSmallerSide: boolean;
  useOpenInterestInTokensForBalance: boolean;
}

/** ESTIMATED_GAS_FEE_* and *_GAS_LIMIT of the DataStore: what a keeper is paid for. */
export interface GasParameters {
  estimatedGasFeeBaseAmount: bigint;
  estimatedGasFeePerOraclePrice: bigint;
  /** 30 decimals. */
  estimatedGasFeeMultiplierFactor: bigint;
  increaseOrderGasLimit: bigint;
  decreaseOrderGasLimit: bigint;
  swapOrderGasLimit: bigint;
  singleSwapGasLimit: bigint;
  maxCallbackGasLimit: bigint;
}

/** A market at one block. */
export interface GmxMarket {
  props: MarketProps;
  params: MarketParams;
  state: MarketState;
  isDisabled: boolean;
}

/** Discounts on the position fee, 30 decimals; the contracts take the larger of the two, never their sum. */
export interface Discounts {
  /** floor(totalRebateBps × shareBps / 10 000) × 1e26. */
  referral: bigint;
  pro: bigint;
}

export const noDiscounts: Discounts = { referral: 0n, pro: 0n };

/** Position.Props. */
export interface GmxPosition {
  /** keccak256(abi.encode(account, market, collateralToken, isLong)). */
  key: Hex;
  account: Address;
  market: Address;
  collateralToken: Address;
  isLong: boolean;
  sizeInUsd: bigint;
  sizeInTokens: bigint;
  collateralAmount: bigint;
  /** Index tokens, signed. */
  pendingImpactAmount: bigint;
  borrowingFactor: bigint;
  fundingFeeAmountPerSize: bigint;
  longTokenClaimableFundingAmountPerSize: bigint;
  shortTokenClaimableFundingAmountPerSize: bigint;
  increasedAtTime: bigint;
  decreasedAtTime: bigint;
}

/** Everything that the value of a position depends on, at one block. `now` is that block's timestamp. */
export interface MarketContext {
  market: GmxMarket;
  prices: MarketPrices;
  globals: Globals;
  now: bigint;
}

/** Order.OrderType, by the contracts' own numbers. */
export const orderTypes = {
  MarketSwap: 0,
  LimitSwap: 1,
  MarketIncrease: 2,
  LimitIncrease: 3,
  MarketDecrease: 4,
  LimitDecrease: 5,
  StopLossDecrease: 6,
  Liquidation: 7,
  StopIncrease: 8,
} as const;
export type OrderTypeName = keyof typeof orderTypes;
export type OrderTypeNumber = (typeof orderTypes)[OrderTypeName];

/** Order.Props as the Reader returns it, without callbacks and swaps that we do not use. */
export interface GmxOrder {
  key: Hex;
  account: Address;
  receiver: Address;
  market: Address;
  initialCollateralToken: Address;
  swapPath: readonly Address[];
  orderType: OrderTypeNumber;
  sizeDeltaUsd: bigint;
  initialCollateralDeltaAmount: bigint;
  triggerPrice: bigint;
  acceptablePrice: bigint;
  executionFee: bigint;
  minOutputAmount: bigint;
  updatedAtTime: bigint;
  validFromTime: bigint;
  isLong: boolean;
  isFrozen: boolean;
  autoCancel: boolean;
}
