import type { Address } from 'viem';
import type { View } from '../../view.js';
import { together } from '../../view.js';
import {
  aboveOptimalUsageBorrowingFactorKey,
  baseBorrowingFactorKey,
  borrowingExponentFactorKey,
  borrowingFactorKey,
  fundingDecreaseFactorPerSecondKey,
  fundingExponentFactorKey,
  fundingFactorKey,
  fundingIncreaseFactorPerSecondKey,
  liquidationFeeFactorKey,
  maxFundingFactorPerSecondKey,
  maxLendableImpactFactorKey,
  maxLendableImpactUsdKey,
  maxOpenInterestKey,
  maxPnlFactorForTradersKey,
  maxPositionImpactFactorForLiquidationsKey,
  maxPositionImpactFactorKey,
  minCollateralFactorForLiquidationKey,
  minCollateralFactorForOpenInterestMultiplierKey,
  minCollateralFactorKey,
  minFundingFactorPerSecondKey,
  openInterestReserveFactorKey,
  optimalUsageFactorKey,
  positionFeeFactorKey,
  positionImpactExponentFactorKey,
  positionImpactFactorKey,
  reserveFactorKey,
  thresholdForDecreaseFundingKey,
  thresholdForStableFundingKey,
} from '../keys.js';
import type { MarketParams } from '../state.js';
import type { DataStore } from './dataStore.js';

/** What governance sets of a market; `name` is for people. */
export function marketParamsView(store: DataStore, market: Address, name: string): View<MarketParams> {
  type KeyOf = (market: Address) => `0x${string}`;
  type FlagKeyOf = (market: Address, flag: boolean) => `0x${string}`;
  const one = (what: string, key: KeyOf) => store.uint(`${what} of ${name}`, key(market));
  const sign = (what: string, key: FlagKeyOf) => store.perSign(`${what} of ${name}`, (flag) => key(market, flag));
  const side = (what: string, key: FlagKeyOf) => store.perSide(`${what} of ${name}`, (flag) => key(market, flag));
  return together({
    positionFeeFactor: sign('positionFeeFactor', positionFeeFactorKey),
    positionImpactFactor: sign('positionImpactFactor', positionImpactFactorKey),
    positionImpactExponentFactor: sign('positionImpactExponentFactor', positionImpactExponentFactorKey),
    maxPositionImpactFactor: sign('maxPositionImpactFactor', maxPositionImpactFactorKey),
    maxPositionImpactFactorForLiquidations: one(
      'maxPositionImpactFactorForLiquidations',
      maxPositionImpactFactorForLiquidationsKey,
    ),
    minCollateralFactor: one('minCollateralFactor', minCollateralFactorKey),
    minCollateralFactorForLiquidation: one('minCollateralFactorForLiquidation', minCollateralFactorForLiquidationKey),
    liquidationFeeFactor: one('liquidationFeeFactor', liquidationFeeFactorKey),
    fundingFactor: one('fundingFactor', fundingFactorKey),
    fundingExponentFactor: one('fundingExponentFactor', fundingExponentFactorKey),
    fundingIncreaseFactorPerSecond: one('fundingIncreaseFactorPerSecond', fundingIncreaseFactorPerSecondKey),
    fundingDecreaseFactorPerSecond: one('fundingDecreaseFactorPerSecond', fundingDecreaseFactorPerSecondKey),
    thresholdForStableFunding: one('thresholdForStableFunding', thresholdForStableFundingKey),
    thresholdForDecreaseFunding: one('thresholdForDecreaseFunding', thresholdForDecreaseFundingKey),
    minFundingFactorPerSecond: one('minFundingFactorPerSecond', minFundingFactorPerSecondKey),
    maxFundingFactorPerSecond: one('maxFundingFactorPerSecond', maxFundingFactorPerSecondKey),
    maxLendableImpactFactor: one('maxLendableImpactFactor', maxLendableImpactFactorKey),
    maxLendableImpactUsd: one('maxLendableImpactUsd', maxLendableImpactUsdKey),
    minCollateralFactorForOpenInterestMultiplier: side(
      'minCollateralFactorForOpenInterestMultiplier',
      minCollateralFactorForOpenInterestMultiplierKey,
    ),
    maxOpenInterest: side('maxOpenInterest', maxOpenInterestKey),
    reserveFactor: side('reserveFactor', reserveFactorKey),
    openInterestReserveFactor: side('openInterestReserveFactor', openInterestReserveFactorKey),
    optimalUsageFactor: side('optimalUsageFactor', optimalUsageFactorKey),
    baseBorrowingFactor: side('baseBorrowingFactor', baseBorrowingFactorKey),
    aboveOptimalUsageBorrowingFactor: side('aboveOptimalUsageBorrowingFactor', aboveOptimalUsageBorrowingFactorKey),
    borrowingFactor: side('borrowingFactor', borrowingFactorKey),
    borrowingExponentFactor: side('borrowingExponentFactor', borrowingExponentFactorKey),
    maxPnlFactorForTraders: side('maxPnlFactorForTraders', maxPnlFactorForTradersKey),
  });
}
