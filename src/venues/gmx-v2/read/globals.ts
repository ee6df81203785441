import type { View } from '../../view.js';
import { together } from '../../view.js';
import {
  decreaseOrderGasLimitKey,
  estimatedGasFeeBaseAmountKey,
  estimatedGasFeeMultiplierFactorKey,
  estimatedGasFeePerOraclePriceKey,
  increaseOrderGasLimitKey,
  maxCallbackGasLimitKey,
  minCollateralUsdKey,
  minPositionSizeUsdKey,
  singleSwapGasLimitKey,
  skipBorrowingFeeForSmallerSideKey,
  swapOrderGasLimitKey,
  useOpenInterestInTokensForBalanceKey,
} from '../keys.js';
import type { GasParameters, Globals } from '../state.js';
import type { DataStore } from './dataStore.js';

export const globalsView = (store: DataStore): View<Globals> =>
  together({
    minCollateralUsd: store.uint('minCollateralUsd', minCollateralUsdKey()),
    minPositionSizeUsd: store.uint('minPositionSizeUsd', minPositionSizeUsdKey()),
    skipBorrowingFeeForSmallerSide: store.bool('skipBorrowingFeeForSmallerSide', skipBorrowingFeeForSmallerSideKey()),
    useOpenInterestInTokensForBalance: store.bool(
      'useOpenInterestInTokensForBalance',
      useOpenInterestInTokensForBalanceKey(),
    ),
  });

export const gasView = (store: DataStore): View<GasParameters> =>
  together({
    estimatedGasFeeBaseAmount: store.uint('estimatedGasFeeBaseAmount', estimatedGasFeeBaseAmountKey()),
    estimatedGasFeePerOraclePrice: store.uint('estimatedGasFeePerOraclePrice', estimatedGasFeePerOraclePriceKey()),
    estimatedGasFeeMultiplierFactor: store.uint(
      'estimatedGasFeeMultiplierFactor',
      estimatedGasFeeMultiplierFactorKey(),
    ),
    increaseOrderGasLimit: store.uint('increaseOrderGasLimit', increaseOrderGasLimitKey()),
    decreaseOrderGasLimit: store.uint('decreaseOrderGasLimit', decreaseOrderGasLimitKey()),
    swapOrderGasLimit: store.uint('swapOrderGasLimit', swapOrderGasLimitKey()),
    singleSwapGasLimit: store.uint('singleSwapGasLimit', singleSwapGasLimitKey()),
    maxCallbackGasLimit: store.uint('maxCallbackGasLimit', maxCallbackGasLimitKey()),
  });
