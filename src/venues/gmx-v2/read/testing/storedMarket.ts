import type { Address, Hex } from 'viem';
import * as keys from '../../keys.js';

/** A different number under each key of a market, and where each is expected. */
export function storedMarket(market: Address, longToken: Address, shortToken: Address) {
  const stored = new Map<Hex, bigint>();
  const put = (key: Hex): bigint => {
    const value = stored.get(key) ?? BigInt(stored.size + 100);
    stored.set(key, value);
    return value;
  };
  const one = (keyOf: (market: Address) => Hex) => put(keyOf(market));
  const sign = (keyOf: (market: Address, flag: boolean) => Hex) => ({
    positive: put(keyOf(market, true)),
    negative: put(keyOf(market, false)),
  });
  const side = (keyOf: (market: Address, flag: boolean) => Hex) => ({
    long: put(keyOf(market, true)),
    short: put(keyOf(market, false)),
  });
  const both = (keyOf: (market: Address, token: Address, isLong: boolean) => Hex) => ({
    long: { longToken: put(keyOf(market, longToken, true)), shortToken: put(keyOf(market, shortToken, true)) },
    short: { longToken: put(keyOf(market, longToken, false)), shortToken: put(keyOf(market, shortToken, false)) },
  });
  const params = {
    positionFeeFactor: sign(keys.positionFeeFactorKey),
    positionImpactFactor: sign(keys.positionImpactFactorKey),
    positionImpactExponentFactor: sign(keys.positionImpactExponentFactorKey),
    maxPositionImpactFactor: sign(keys.maxPositionImpactFactorKey),
    maxPositionImpactFactorForLiquidations: one(keys.maxPositionImpactFactorForLiquidationsKey),
    minCollateralFactor: one(keys.minCollateralFactorKey),
    minCollateralFactorForLiquidation: one(keys.minCollateralFactorForLiquidationKey),
    liquidationFeeFactor: one(keys.liquidationFeeFactorKey),
    fundingFactor: one(keys.fundingFactorKey),
    fundingExponentFactor: one(keys.fundingExponentFactorKey),
    fundingIncreaseFactorPerSecond: one(keys.fundingIncreaseFactorPerSecondKey),
    fundingDecreaseFactorPerSecond: one(keys.fundingDecreaseFactorPerSecondKey),
    thresholdForStableFunding: one(keys.thresholdForStableFundingKey),
    thresholdForDecreaseFunding: one(keys.thresholdForDecreaseFundingKey),
    minFundingFactorPerSecond: one(keys.minFundingFactorPerSecondKey),
    maxFundingFactorPerSecond: one(keys.maxFundingFactorPerSecondKey),
    maxLendableImpactFactor: one(keys.maxLendableImpactFactorKey),
    maxLendableImpactUsd: one(keys.maxLendableImpactUsdKey),
    minCollateralFactorForOpenInterestMultiplier: side(keys.minCollateralFactorForOpenInterestMultiplierKey),
    maxOpenInterest: side(keys.maxOpenInterestKey),
    reserveFactor: side(keys.reserveFactorKey),
    openInterestReserveFactor: side(keys.openInterestReserveFactorKey),
    optimalUsageFactor: side(keys.optimalUsageFactorKey),
    baseBorrowingFactor: side(keys.baseBorrowingFactorKey),
    aboveOptimalUsageBorrowingFactor: side(keys.aboveOptimalUsageBorrowingFactorKey),
    borrowingFactor: side(keys.borrowingFactorKey),
    borrowingExponentFactor: side(keys.borrowingExponentFactorKey),
    maxPnlFactorForTraders: side(keys.maxPnlFactorForTradersKey),
  };
  const state = {
    openInterest: both(keys.openInterestKey),
    openInterestInTokens: both(keys.openInterestInTokensKey),
    fundingFeeAmountPerSize: both(keys.fundingFeeAmountPerSizeKey),
    claimableFundingAmountPerSize: both(keys.claimableFundingAmountPerSizeKey),
    poolAmount: {
      longToken: put(keys.poolAmountKey(market, longToken)),
      shortToken: put(keys.poolAmountKey(market, shortToken)),
    },
    positionImpactPoolAmount: one(keys.positionImpactPoolAmountKey),
    lentPositionImpactPoolAmount: one(keys.lentPositionImpactPoolAmountKey),
    cumulativeBorrowingFactor: side(keys.cumulativeBorrowingFactorKey),
    cumulativeBorrowingFactorUpdatedAt: side(keys.cumulativeBorrowingFactorUpdatedAtKey),
    savedFundingFactorPerSecond: -one(keys.savedFundingFactorPerSecondKey),
    fundingUpdatedAt: one(keys.fundingUpdatedAtKey),
  };
  stored.set(keys.savedFundingFactorPerSecondKey(market), state.savedFundingFactorPerSecond);
  return [[...stored], { params, state }] as const;
}
