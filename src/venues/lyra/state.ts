import type { Address, Hex } from 'viem';
import type { Underlying } from '../../model/instrument.js';
import type { TokenAmount, UnixSeconds, Wad } from '../../model/units.js';
import type { CollateralKind, OptionType } from './optionType.js';

export interface TokenContract {
  symbol: string;
  address: Address;
}

/** The contracts behind one OptionMarket, found once when the venue is opened. */
export interface MarketContracts {
  underlying: Underlying;
  /** Goes before `#7` in a position's id: empty unless the deployment has several markets, whose NFTs count alike. */
  prefix: string;
  optionMarket: Address;
  viewer: Address;
  synthetixAdapter: Address;
  /** How Synthetix names the base asset. */
  baseKey: Hex;
  greekCache: Address;
  pricer: Address;
  optionToken: Address;
  liquidityPool: Address;
  shortCollateral: Address;
  tokens: Readonly<Record<CollateralKind, TokenContract>>;
}

/** All that Lyra says of one account at one block. */
export interface LyraDetail {
  timestamp: UnixSeconds;
  markets: readonly MarketState[];
}

/** One OptionMarket and the account's options in it. Fractions are Wad: 1 = 100 %. */
export interface MarketState {
  contracts: MarketContracts;
  /** USD per unit of the base asset. */
  spot: Wad;
  /** Why nobody can trade in this market; null when they can. */
  paused: string | null;
  /** Live boards, and settled ones that the account still holds options of. */
  boards: readonly BoardState[];
  parameters: MarketParameters;
  /** Net asset value of the liquidity pool, USD; null when the pool cannot tell. */
  poolValue: Wad | null;
  /** Standardised vega of all traders together, from the Greek cache. */
  netStandardVega: Wad;
  options: readonly OptionState[];
  wallet: Readonly<Record<CollateralKind, { balance: TokenAmount; allowance: TokenAmount }>>;
}

export interface BoardState {
  id: bigint;
  expiry: UnixSeconds;
  iv: Wad;
  frozen: boolean;
  /** USD; null until the board has been settled. */
  settledAt: Wad | null;
  /** Geometric time-weighted average of `iv` over the force-close period. */
  averageIv: Wad;
  strikes: readonly StrikeState[];
}

export interface StrikeState {
  id: bigint;
  /** USD. */
  price: Wad;
  /** Volatility of the strike is the board's iv × skew. */
  skew: Wad;
  averageSkew: Wad;
  /** From the Greek cache. */
  standardVega: Wad;
  /** Base a settled SHORT_CALL_BASE owes per unit. */
  baseReturned: Wad;
  /** Units of the underlying that all traders hold of each right; the pool is on the other side. */
  opened: Readonly<Record<'call' | 'put', { long: Wad; short: Wad }>>;
}

/** One option NFT. */
export interface OptionState {
  /** What follows `#` in its id; `new1` for one that is expected and not minted yet. */
  name: string;
  /** 0 until it is minted: what Lyra itself opens a new position with. */
  positionId: bigint;
  strikeId: bigint;
  type: OptionType;
  /** Positive, units of the underlying. */
  amount: Wad;
  collateral: TokenAmount;
}

/** As the contracts name them; seconds, or Wad. */
export interface MarketParameters {
  rateAndCarry: Wad;
  minimumCollateral: {
    minStaticQuoteCollateral: bigint;
    minStaticBaseCollateral: bigint;
    shockVolA: bigint;
    shockVolPointA: bigint;
    shockVolB: bigint;
    shockVolPointB: bigint;
    callSpotPriceShock: bigint;
    putSpotPriceShock: bigint;
  };
  forceClose: {
    shortVolShock: bigint;
    shortPostCutoffVolShock: bigint;
    longVolShock: bigint;
    longPostCutoffVolShock: bigint;
    shortSpotMin: bigint;
  };
  pricing: {
    optionPriceFeeCoefficient: bigint;
    optionPriceFee1xPoint: bigint;
    optionPriceFee2xPoint: bigint;
    spotPriceFeeCoefficient: bigint;
    spotPriceFee1xPoint: bigint;
    spotPriceFee2xPoint: bigint;
    vegaFeeCoefficient: bigint;
    standardSize: bigint;
    skewAdjustmentFactor: bigint;
  };
  limits: {
    minDelta: bigint;
    minForceCloseDelta: bigint;
    tradingCutoff: bigint;
    minBaseIV: bigint;
    maxBaseIV: bigint;
    minSkew: bigint;
    maxSkew: bigint;
    minVol: bigint;
    maxVol: bigint;
    absMinSkew: bigint;
    absMaxSkew: bigint;
  };
  varianceFee: {
    defaultVarianceFeeCoefficient: bigint;
    forceCloseVarianceFeeCoefficient: bigint;
    skewAdjustmentCoefficient: bigint;
    referenceSkew: bigint;
    minimumStaticSkewAdjustment: bigint;
    vegaCoefficient: bigint;
    minimumStaticVega: bigint;
    ivVarianceCoefficient: bigint;
    minimumStaticIvVariance: bigint;
  };
}
