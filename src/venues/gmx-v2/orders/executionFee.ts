import { divAway } from '../math/fixedPoint.js';
import type { GasParameters, GmxOrder, OrderTypeNumber } from '../state.js';
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

/** Of an order that stands. Sized as if its payout is not swapped, as none of ours is: the Reader's answer is read without it. */
export const shapeOfStanding = ({ orderType, swapPath }: Pick<GmxOrder, 'orderType' | 'swapPath'>): OrderShape => ({
  orderType,
  swapPathLength: swapPath.length,
  decreasePositionSwapType: 0,
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

/** What a fee is sized on, besides gas. */
export interface FeeTerms {
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
export const executionFeeFor = (gasLimit: bigint, { maxFeePerGas, bufferBps }: FeeTerms): bigint =>
  divAway(gasLimit * maxFeePerGas * (10_000n + bufferBps), 10_000n);
