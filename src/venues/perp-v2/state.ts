import type { Address } from 'viem';
import type { Underlying } from '../../model/instrument.js';
import type { CollateralToken } from '../../model/marginAccount.js';
import type { FeeGrowth } from '../uniswapMath/turnover.js';

/** The contracts behind one ClearingHouse, found once when the venue is opened. */
export interface PerpV2Contracts {
  clearingHouse: Address;
  vault: Address;
  accountBalance: Address;
  exchange: Address;
  orderBook: Address;
  config: Address;
  marketRegistry: Address;
  /** Seconds that funding averages the pool's and the oracle's price over, as it was when the venue was opened. */
  twapInterval: number;
  settlementToken: CollateralToken;
  markets: Readonly<Record<Underlying, MarketContracts>>;
}

export interface MarketContracts {
  baseToken: Address;
  pool: Address;
  /** Of 1 000 000; what this account pays a trade, as it was when the venue was opened. */
  feeRatio: number;
  /** The Chainlink feed behind its index; absent where it has none that says when it was written. */
  feed?: Address;
}

export type MarketStatus = 'open' | 'paused' | 'closed';

/** One market and the account's position in it. 18 decimals unless said otherwise. */
export interface MarketState {
  underlying: Underlying;
  baseToken: Address;
  status: MarketStatus;
  /** The price that values positions: the mark when open, else the price it was paused or closed at. */
  mark: bigint;
  /** Spot of the oracle; of the moment of pausing when the market is not open. */
  index: bigint;
  /** When the oracle's price was written, Unix seconds; absent where its feed does not tell. */
  indexAt?: bigint;
  /** Square root of the pool's price, Q64.96. */
  sqrtPriceX96: bigint;
  /** Uniswap's L within the current tick range. */
  liquidity: bigint;
  /** What its pool has earned, and at which fee: the pool's own, and not what the ClearingHouse takes. Absent where nobody asked. */
  fees?: Omit<FeeGrowth, 'liquidity'>;
  /** Of 1 000 000. */
  feeRatio: number;
  /** Of 1 000 000: how far the pool may stand from the oracle after a trade. */
  maxPriceSpreadRatio: number;
  /** Ticks one block may cross; 0 stops trading. */
  maxTicksWithinBlock: number;
  /** `takerPositionSize`: signed units of the underlying. */
  size: bigint;
  /** `takerOpenNotional`: vUSD received less vUSD paid, fees included; positive for a short. */
  openNotional: bigint;
  /** USD; positive: the account pays. */
  pendingFunding: bigint;
  /**
   * USD a day for each unit held, 18 decimals: positive, longs pay it and shorts get it; 0 when the market is not open. null:
   * the pool's history is shorter than what funding averages over.
   */
  fundingPerDay: bigint | null;
}

/** All that Perp V2 says of one account at one block. */
export interface PerpV2Detail {
  paused: { clearingHouse: boolean; vault: boolean };
  /** Of 1 000 000. */
  imRatio: number;
  mmRatio: number;
  maxMarketsPerAccount: number;
  /** Base units of the settlement token in the Vault; negative when settled losses exceed deposits. */
  vaultBalance: bigint;
  /**
   * Tokens the Vault holds for the account besides the settlement token. Anybody may deposit them for anybody
   * (`depositFor`). Counted as nothing: the protocol counts them at a discount, so the account stands no worse than
   * stated here, and no less of the settlement token can be withdrawn.
   */
  otherCollateral: readonly Address[];
  /** 18 decimals. Realised, and not yet settled into `vaultBalance`. */
  owedRealizedPnl: bigint;
  /** Base units: the wallet's own, and what the Vault may pull of it. */
  walletBalance: bigint;
  allowance: bigint;
  /** Base units: what the Vault holds for everybody, and the most it will hold. */
  vaultHoldings: bigint;
  vaultCap: bigint;
  /** Markets that are watched or held, by name. */
  markets: Readonly<Record<Underlying, MarketState>>;
}
