import type { GasParameters, GmxOrder } from '../state.js';
import { minExecutionFee, shapeOfStanding } from './executionFee.js';
import { GmxRefusal } from './gmxRefusal.js';
import { isMarketType } from './orderKind.js';
import type { CancelOrderRequest, UpdateOrderRequest } from './request.js';

export interface UpdateContext {
  gas: GasParameters;
  /** Wei; the highest price that the transaction can be mined at. */
  gasPrice: bigint;
}

/**
 * What updateOrder would revert with. The fee is measured against the gas price anew: what the order still holds and the
 * top-up together. @throws GmxRefusal
 */
export function refuseUpdate(request: UpdateOrderRequest, order: GmxOrder | undefined, context: UpdateContext): void {
  const stored = foundOrRefuse(request.key, order);
  if (isMarketType(stored.orderType)) {
    throw new GmxRefusal('OrderNotUpdatable', 'a market order cannot be changed', {
      orderType: BigInt(stored.orderType),
    });
  }
  // Whether a decrease swaps its payout is not known here: the lesser fee, so that nothing good is refused.
  const least = minExecutionFee(shapeOfStanding(stored), context.gas, context.gasPrice);
  const executionFee = stored.executionFee + request.executionFeeTopUp;
  if (executionFee < least) {
    throw new GmxRefusal(
      'InsufficientExecutionFee',
      'the order holds too little for its keeper at this gas price',
      { minExecutionFee: least, executionFee },
      { mend: 'top it up', retryable: true },
    );
  }
  if (request.sizeDeltaUsd === 0n && stored.initialCollateralDeltaAmount === 0n) {
    throw new GmxRefusal('EmptyOrder', 'an order of no size and no collateral would do nothing');
  }
}

export interface CancelContext {
  /** Unix seconds, of the block. */
  now: bigint;
  /** REQUEST_EXPIRATION_TIME of the DataStore, seconds. */
  requestExpirationTime: bigint;
}

/** What cancelOrder would revert with: keepers have a market order for themselves for a while. @throws GmxRefusal */
export function refuseCancel(request: CancelOrderRequest, order: GmxOrder | undefined, context: CancelContext): void {
  const stored = foundOrRefuse(request.key, order);
  const requestAge = context.now - stored.updatedAtTime;
  if (!isMarketType(stored.orderType) || requestAge >= context.requestExpirationTime) return;
  throw new GmxRefusal(
    'RequestNotYetCancellable',
    'a market order can only be cancelled once GMX’s keepers have let it expire',
    { requestAge, requestExpirationAge: context.requestExpirationTime },
    { mend: `wait ${context.requestExpirationTime - requestAge} s`, retryable: true },
  );
}

function foundOrRefuse(key: string, order: GmxOrder | undefined): GmxOrder {
  if (order) return order;
  throw new GmxRefusal('OrderNotFound', 'GMX has no such order; it was executed or cancelled', { key });
}
