import type { Address } from 'viem';
import { zeroAddress } from 'viem';
import { orderTypes } from '../state.js';
import type { DecreaseRequest, DecreaseSwap, OrderRequest } from './request.js';
import type { CreateOrderParams } from './routerCall.js';

/** Order.DecreasePositionSwapType, by the contracts' own numbers. */
export const decreaseSwaps: Record<DecreaseSwap, 0 | 1 | 2> = { none: 0, pnlToCollateral: 1, collateralToPnl: 2 };

/**
 * An order request → the argument of createOrder. Everything goes to the account and to nobody else; zero as
 * cancellationReceiver means the account. On an increase GMX takes the amount from its vault, so the field stays 0.
 */
export function createOrderParams(request: OrderRequest, account: Address): CreateOrderParams {
  const decrease: Pick<DecreaseRequest, 'withdrawAmount' | 'minOutputUsd' | 'swap' | 'autoCancel'> =
    request.kind === 'decrease' ? request : { withdrawAmount: 0n, minOutputUsd: 0n, swap: 'none', autoCancel: false };
  return {
    addresses: {
      receiver: account,
      cancellationReceiver: zeroAddress,
      callbackContract: zeroAddress,
      uiFeeReceiver: zeroAddress,
      market: request.market,
      initialCollateralToken: request.collateralToken,
      swapPath: [],
    },
    numbers: {
      sizeDeltaUsd: request.sizeDeltaUsd,
      initialCollateralDeltaAmount: decrease.withdrawAmount,
      triggerPrice: request.triggerPrice,
      acceptablePrice: request.acceptablePrice,
      executionFee: request.executionFee,
      callbackGasLimit: 0n,
      minOutputAmount: decrease.minOutputUsd,
      validFromTime: request.validFromTime,
    },
    orderType: orderTypes[request.orderType],
    decreasePositionSwapType: decreaseSwaps[decrease.swap],
    isLong: request.isLong,
    shouldUnwrapNativeToken: request.unwrapNative,
    autoCancel: decrease.autoCancel,
    referralCode: request.referralCode,
    dataList: [],
  };
}
