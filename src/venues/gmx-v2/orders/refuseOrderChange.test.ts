import type { Address } from 'viem';
import { zeroAddress, zeroHash } from 'viem';
import { expect, test } from 'vitest';
import { gas } from '../../../../test/fixtures/gmx/calldata.js';
import type { GmxOrder } from '../state.js';
import { orderTypes } from '../state.js';
import { GmxRefusal } from './gmxRefusal.js';
import { refuseCancel, refuseUpdate } from './refuseOrderChange.js';
import type { UpdateOrderRequest } from './request.js';

const account: Address = '0x00000000000000000000000000000000000000A1';
const order = (changes: Partial<GmxOrder> = {}): GmxOrder => ({
  key: zeroHash,
  account,
  receiver: account,
  market: zeroAddress,
  initialCollateralToken: zeroAddress,
  swapPath: [],
  orderType: orderTypes.StopLossDecrease,
  sizeDeltaUsd: 1n,
  initialCollateralDeltaAmount: 0n,
  triggerPrice: 1n,
  acceptablePrice: 0n,
  executionFee: 0n,
  minOutputAmount: 0n,
  updatedAtTime: 1_000n,
  validFromTime: 0n,
  isLong: true,
  isFrozen: true,
  autoCancel: true,
  ...changes,
});
const update: UpdateOrderRequest = {
  kind: 'updateOrder',
  key: zeroHash,
  sizeDeltaUsd: 1n,
  acceptablePrice: 0n,
  triggerPrice: 1n,
  minOutputAmount: 0n,
  validFromTime: 0n,
  autoCancel: true,
  // (600 000 + 3 × 250 000 + 3 000 000) gas at 10 wei.
  executionFeeTopUp: 43_500_000n,
};
const context = { gas, gasPrice: 10n };

function reasonOf(refuse: () => void): string | null {
  try {
    refuse();
    return null;
  } catch (error) {
    if (error instanceof GmxRefusal) return error.reason;
    throw error;
  }
}

test('default', () => {
  const reason = (request: UpdateOrderRequest, stored: GmxOrder | undefined) =>
    reasonOf(() => refuseUpdate(request, stored, context));
  expect(reason(update, order())).toBeNull();
  expect(reason({ ...update, executionFeeTopUp: 43_499_999n }, order())).toBe('InsufficientExecutionFee');
  expect(reason({ ...update, executionFeeTopUp: 43_499_999n }, order({ executionFee: 1n }))).toBeNull();
  expect(reason(update, order({ orderType: orderTypes.MarketIncrease }))).toBe('OrderNotUpdatable');
  expect(reason({ ...update, sizeDeltaUsd: 0n }, order())).toBe('EmptyOrder');
  expect(reason(update, undefined)).toBe('OrderNotFound');
});

test('behavior: a market order cannot be cancelled before it has expired', () => {
  const reason = (stored: GmxOrder | undefined, now: bigint) =>
    reasonOf(() => refuseCancel({ kind: 'cancelOrder', key: zeroHash }, stored, { now, requestExpirationTime: 300n }));
  const market = order({ orderType: orderTypes.MarketDecrease });
  expect(reason(market, 1_299n)).toBe('RequestNotYetCancellable');
  expect(reason(market, 1_300n)).toBeNull();
  expect(reason(order(), 1_000n)).toBeNull();
  expect(reason(undefined, 1_000n)).toBe('OrderNotFound');
});
