import type { GasParameters, OrderTypeNumber } from '../state.js';
import { orderTypes } from '../state.js';
import { decreaseSwaps } from './createOrderParams.js';
import type { OrderRequest } from './request.js';

/** What of an order a keeper's gas depends on. */
export interface OrderShape {
  orderType: OrderTypeNumber;
  swapPathLength: number;
  decreasePositionSwapType: number;
  callbackGasLimit: bigint;
}

export const shapeOf = (request: OrderRequest): OrderShape => ({
  orderType: orderTypes[request.orderType],
  swapPathLength: 0,
  decreasePositionSwapType: request.kind === 'decrease' ? decreaseSwaps[request.swap] : 0,
  callbackGasLimit: 0n,
});

const ONE = 10n ** 30n;
/** Index, long and short token: what each execution needs a price of; and one more for each swap. */
const LEAST_ORACLE_PRICES = 3n;

/** Gas that GMX assumes a keeper spends on the order (GasUtils.estimateExecuteOrderGasLimit and adjustGasLimitForEstimate). */
export function estimateGasLimit(shape: OrderShape, gas: GasParameters): bigint {
  const prices = LEAST_ORACLE_PRICES + BigInt(shape.swapPathLength);
  const scaled = (orderGas(shape, gas) * gas.estimatedGasFeeMultiplierFactor) / ONE;
  return gas.estimatedGasFeeBaseAmount + gas.estimatedGasFeePerOraclePrice * prices + scaled;
}

function orderGas(shape: OrderShape, gas: GasParameters): bigint {
  const swaps = BigInt(shape.swapPathLength);
  const swapping = gas.singleSwapGasLimit * swaps + shape.callbackGasLimit;
  switch (shape.orderType) {
    case orderTypes.MarketSwap:
    case orderTypes.LimitSwap:
      return gas.swapOrderGasLimit + swapping;
    case orderTypes.MarketIncrease:
    case orderTypes.LimitIncrease:
    case orderTypes.StopIncrease:
      return gas.increaseOrderGasLimit + swapping;
    default: {
      const payoutSwap = shape.decreasePositionSwapType === 0 ? 0n : gas.singleSwapGasLimit;
      return gas.decreaseOrderGasLimit + swapping + payoutSwap;
    }
  }
}

/** Wei below which createOrder reverts (InsufficientExecutionFee) in a transaction of this effective gas price. */
export const minExecutionFee = (shape: OrderShape, gas: GasParameters, gasPrice: bigint): bigint =>
  estimateGasLimit(shape, gas) * gasPrice;

/** What a fee is sized on. */
export interface FeeTerms {
  gas: GasParameters;
  /** Wei; the most that the transaction can come to pay per gas, and so the most that GMX can multiply with. */
  maxFeePerGas: bigint;
  /** Basis points on top. What is not spent comes back. */
  bufferBps: bigint;
}

/**
 * 10 %. The maximum fee per gas covers the chain's own price; this covers GMX raising its estimate between the read and
 * the block.
 */
export const EXECUTION_FEE_BUFFER_BPS = 1_000n;

/** Wei to send along, rounded up: enough at any gas price that the transaction can be mined with. */
export function executionFeeFor(shape: OrderShape, terms: FeeTerms): bigint {
  const least = minExecutionFee(shape, terms.gas, terms.maxFeePerGas);
  return (least * (10_000n + terms.bufferBps) + 9_999n) / 10_000n;
}
