import type { Address, Hex } from 'viem';
import { isAddressEqual } from 'viem';
import { VenueRefusal } from '../../venue.js';
import { createOrderParams } from './createOrderParams.js';
import type { IncreaseRequest, OrderContracts, Request } from './request.js';
import type { CallForm, RouterCall } from './routerCall.js';
import { encodeRouterCalls, valueOfCalls } from './routerCall.js';

/** A transaction to ExchangeRouter, before gas and nonce. */
export interface EncodedRequests {
  to: Address;
  data: Hex;
  /** Wei. */
  value: bigint;
}

/**
 * Requests → one transaction, carried out in order or not at all. By default a multicall; `direct` for a single call
 * that brings nothing along (a cancellation). @throws VenueRefusal when a native collateral is not WETH
 */
export function encodeRequests(
  requests: readonly Request[],
  account: Address,
  contracts: OrderContracts,
  form: CallForm = 'multicall',
): EncodedRequests {
  const calls = routerCallsOf(requests, account, contracts);
  return { to: contracts.exchangeRouter, data: encodeRouterCalls(calls, form), value: valueOfCalls(calls) };
}

/**
 * The calls of the requests, each order's sends right before its creation: createOrder takes all that came into the
 * vault since the last one, so the sends of several orders must never be grouped.
 */
export function routerCallsOf(requests: readonly Request[], account: Address, contracts: OrderContracts): RouterCall[] {
  if (requests.length === 0) throw new VenueRefusal('a transaction without a request would do nothing');
  return requests.flatMap((request) => callsOf(request, account, contracts));
}

function callsOf(request: Request, account: Address, contracts: OrderContracts): RouterCall[] {
  switch (request.kind) {
    case 'increase':
      return [
        ...collateralCalls(request, contracts),
        { name: 'createOrder', params: createOrderParams(request, account) },
      ];
    case 'decrease':
      return [
        sendWnt(contracts, request.executionFee),
        { name: 'createOrder', params: createOrderParams(request, account) },
      ];
    case 'updateOrder': {
      const { kind: _, executionFeeTopUp, ...change } = request;
      const update: RouterCall = { name: 'updateOrder', ...change };
      return executionFeeTopUp === 0n ? [update] : [sendWnt(contracts, executionFeeTopUp), update];
    }
    case 'cancelOrder':
      return [{ name: 'cancelOrder', key: request.key }];
    case 'claimFunding':
      return [
        {
          name: 'claimFundingFees',
          markets: request.claims.map((claim) => claim.market),
          tokens: request.claims.map((claim) => claim.token),
          receiver: account,
        },
      ];
  }
}

function collateralCalls(request: IncreaseRequest, contracts: OrderContracts): RouterCall[] {
  const { collateralToken: token, collateralAmount: amount, executionFee } = request;
  if (amount === 0n) return [sendWnt(contracts, executionFee)];
  if (!request.collateralAsNative) {
    return [sendWnt(contracts, executionFee), { name: 'sendTokens', token, receiver: contracts.orderVault, amount }];
  }
  if (!isAddressEqual(token, contracts.wrappedNative)) {
    throw new VenueRefusal('only WETH collateral can be sent as ETH', {
      facts: [`collateral token ${token}`, 'GMX would take the ETH for the keeper’s fee'],
      mend: 'send the collateral token itself',
    });
  }
  return [sendWnt(contracts, executionFee + amount)];
}

const sendWnt = (contracts: OrderContracts, amount: bigint): RouterCall => ({
  name: 'sendWnt',
  receiver: contracts.orderVault,
  amount,
});
