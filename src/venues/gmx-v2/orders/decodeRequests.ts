import type { Address, Hex } from 'viem';
import { isAddressEqual, zeroAddress } from 'viem';
import { decreaseSwaps } from './createOrderParams.js';
import { encodeRequests } from './encodeRequests.js';
import { isDecreaseType, isIncreaseType, orderTypeOf } from './orderKind.js';
import type { DecreaseSwap, OrderContracts, OrderRequest, Request } from './request.js';
import type { CallForm, CreateOrderParams, RouterCall } from './routerCall.js';
import { decodeRouterCalls, ForeignCalldata } from './routerCall.js';

export interface DecodedRequests {
  form: CallForm;
  requests: Request[];
}

/**
 * A transaction's calldata and value → the requests it carries out: the inverse of `encodeRequests`, and of nothing
 * else. Whatever names another receiver, a callback, a UI fee, a swap, another vault or sends more than it says is
 * refused, because the requests, encoded again, would not be the same bytes and value. @throws ForeignCalldata
 */
export function decodeRequests(
  transaction: { data: Hex; value: bigint },
  account: Address,
  contracts: OrderContracts,
): DecodedRequests {
  const { form, calls } = decodeRouterCalls(transaction.data);
  const requests = requestsOf(calls, contracts);
  if (requests.length === 0) throw new ForeignCalldata('the calldata asks for nothing', { mend: 'do not sign it' });
  const again = encodeRequests(requests, account, contracts, form);
  if (again.data !== transaction.data.toLowerCase() || again.value !== transaction.value) {
    throw new ForeignCalldata('the calldata says more than any request of ours', {
      facts: [
        'another receiver, vault or order of calls, a callback, a UI fee, a swap path, or a value that is not sent on',
        `value ${transaction.value} wei, requests ${again.value} wei`,
      ],
      mend: 'do not sign it',
    });
  }
  return { form, requests };
}

/** What came into the vault since the last order. */
interface Sent {
  wnt: bigint | null;
  tokens: { token: Address; amount: bigint } | null;
}

function requestsOf(calls: readonly RouterCall[], contracts: OrderContracts): Request[] {
  const requests: Request[] = [];
  let sent: Sent = { wnt: null, tokens: null };
  for (const call of calls) {
    switch (call.name) {
      case 'sendWnt':
        if (sent.wnt !== null) throw new ForeignCalldata('two sendWnt for one request');
        sent = { ...sent, wnt: call.amount };
        continue;
      case 'sendTokens':
        if (sent.tokens !== null) throw new ForeignCalldata('two sendTokens for one request');
        sent = { ...sent, tokens: call };
        continue;
      case 'createOrder':
        requests.push(orderRequestOf(call.params, sent, contracts));
        break;
      case 'updateOrder': {
        const { name: _, ...change } = call;
        requests.push({ kind: 'updateOrder', ...change, executionFeeTopUp: sent.wnt ?? 0n });
        break;
      }
      case 'cancelOrder':
        requests.push({ kind: 'cancelOrder', key: call.key });
        break;
      case 'claimFundingFees':
        requests.push({ kind: 'claimFunding', claims: claimsOf(call.markets, call.tokens) });
        break;
    }
    sent = { wnt: null, tokens: null };
  }
  return requests;
}

function claimsOf(markets: readonly Address[], tokens: readonly Address[]): { market: Address; token: Address }[] {
  return markets.map((market, index) => ({ market, token: tokens[index] ?? zeroAddress }));
}

function orderRequestOf(params: CreateOrderParams, sent: Sent, contracts: OrderContracts): OrderRequest {
  const { addresses, numbers } = params;
  const shared = {
    market: addresses.market,
    collateralToken: addresses.initialCollateralToken,
    isLong: params.isLong,
    sizeDeltaUsd: numbers.sizeDeltaUsd,
    triggerPrice: numbers.triggerPrice,
    acceptablePrice: numbers.acceptablePrice,
    validFromTime: numbers.validFromTime,
    executionFee: numbers.executionFee,
    unwrapNative: params.shouldUnwrapNativeToken,
    referralCode: params.referralCode,
  };
  const orderType = orderTypeOf(params.orderType);
  if (orderType && isIncreaseType(orderType)) {
    const extra = (sent.wnt ?? 0n) - numbers.executionFee;
    const collateralAsNative =
      sent.tokens === null && extra > 0n && isAddressEqual(shared.collateralToken, contracts.wrappedNative);
    const collateralAmount = collateralAsNative ? extra : (sent.tokens?.amount ?? 0n);
    return { kind: 'increase', orderType, ...shared, collateralAmount, collateralAsNative };
  }
  if (orderType && isDecreaseType(orderType)) {
    return {
      kind: 'decrease',
      orderType,
      ...shared,
      withdrawAmount: numbers.initialCollateralDeltaAmount,
      swap: swapOf(params.decreasePositionSwapType),
      minOutputUsd: numbers.minOutputAmount,
      autoCancel: params.autoCancel,
    };
  }
  throw new ForeignCalldata(`no request of ours creates a ${orderType ?? params.orderType} order`, {
    mend: 'do not sign it',
  });
}

function swapOf(value: number): DecreaseSwap {
  const names = Object.keys(decreaseSwaps) as DecreaseSwap[];
  const found = names.find((name) => decreaseSwaps[name] === value);
  if (found) return found;
  throw new ForeignCalldata(`GMX has no decrease swap type ${value}`);
}
