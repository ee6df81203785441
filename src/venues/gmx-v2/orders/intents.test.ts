import { expect, test } from 'vitest';
import { accepted } from '../../../../test/fixtures/gmx/calldata.js';
import { anyPrice } from './acceptablePrice.js';
import { closePosition, marketDecrease, stopLoss, takeProfit, withdrawOnly } from './decreaseIntents.js';
import { depositOnly, limitEntry, marketIncrease, stopEntry } from './increaseIntents.js';
import { MAX_UINT256, type OrderRequest } from './request.js';

/** The intent of a recorded order, by what it was meant to be when it was recorded. */
function intended(kind: string, request: OrderRequest): OrderRequest {
  const { sizeDeltaUsd, acceptablePrice, triggerPrice } = request;
  if (request.kind === 'increase') {
    const collateral = { amount: request.collateralAmount, asNative: request.collateralAsNative };
    const entry = { sizeDeltaUsd, collateral, acceptablePrice, triggerPrice };
    if (kind.startsWith('deposit collateral only')) return depositOnly(request, collateral);
    if (kind.startsWith('limit increase')) return limitEntry(request, entry);
    if (kind.startsWith('stop increase')) return stopEntry(request, entry);
    return marketIncrease(request, entry);
  }
  const { withdrawAmount, swap } = request;
  if (request.orderType === 'StopLossDecrease') return stopLoss(request, request);
  if (request.orderType === 'LimitDecrease') return takeProfit(request, request);
  if (kind.startsWith('withdraw collateral only')) return withdrawOnly(request, withdrawAmount);
  if (kind.startsWith('market decrease full')) {
    return closePosition({ ...request, sizeInUsd: sizeDeltaUsd }, { acceptablePrice, swap });
  }
  return marketDecrease(request, { sizeDeltaUsd, acceptablePrice, withdrawAmount, swap });
}

/** What an intent leaves to others or does in one way only. */
const free = (request: OrderRequest) => {
  const isTrigger = request.orderType === 'StopLossDecrease' || request.orderType === 'LimitDecrease';
  return {
    ...request,
    executionFee: 0n,
    validFromTime: 0n,
    unwrapNative: false,
    referralCode: null,
    // Not compared by GMX when only collateral moves.
    acceptablePrice: request.sizeDeltaUsd === 0n ? null : request.acceptablePrice,
    ...(isTrigger ? { autoCancel: true } : {}),
  };
};

test('default', () => {
  let compared = 0;
  for (const { kind, requests } of accepted) {
    for (const request of requests) {
      if (request.kind !== 'increase' && request.kind !== 'decrease') continue;
      expect(free(intended(kind, request)), kind).toEqual(free(request));
      compared += 1;
    }
  }
  expect(compared).toBe(156);
});

const position = {
  market: '0x70d95587d40A2caf56bd97485aB3Eec10Bee6336',
  collateralToken: '0xaf88d065e77c8cC2239327C5EDb3A432268e5831',
} as const;

test('behavior: a protection goes with its position and takes any price unless told', () => {
  for (const isLong of [true, false]) {
    for (const intent of [stopLoss, takeProfit]) {
      const request = intent({ ...position, isLong }, { sizeDeltaUsd: MAX_UINT256, triggerPrice: 5n });
      expect(request.autoCancel).toBe(true);
      expect(request.acceptablePrice).toBe(anyPrice({ kind: 'decrease', isLong }));
      expect(request.withdrawAmount).toBe(0n);
    }
  }
});

test('behavior: market orders never carry autoCancel, a trigger or a wait', () => {
  const short = { ...position, isLong: false };
  const exit = { sizeDeltaUsd: 1n, acceptablePrice: 1n };
  for (const request of [marketDecrease(short, exit), withdrawOnly(short, 1n)]) {
    expect(request).toMatchObject({ autoCancel: false, triggerPrice: 0n, validFromTime: 0n });
  }
});

test('args: nothing sent is not sent as ETH', () => {
  expect(depositOnly({ ...position, isLong: true }, { amount: 0n, asNative: true }).collateralAsNative).toBe(false);
});
