import type { Address, Hex } from 'viem';
import type { GmxOrder } from '../state.js';
import { decodeRequests } from './decodeRequests.js';
import { encodeRequests } from './encodeRequests.js';
import type { FeeTerms } from './executionFee.js';
import { executionFeeFor, shapeOf } from './executionFee.js';
import type { OrderContracts, Request } from './request.js';

export interface RequoteOptions {
  account: Address;
  contracts: OrderContracts;
  fee: FeeTerms;
  /** The stored orders that updateOrder requests are for; the top-up of one that is not here is left as it is. */
  orders?: readonly StoredOrder[];
}

/** What of a stored order its fee depends on. */
export type StoredOrder = Pick<GmxOrder, 'key' | 'orderType' | 'swapPath' | 'executionFee'>;

/**
 * The same transaction with keepers' fees for another gas price; for right before signing, when the maximum fee per gas
 * is known. Collateral that rides along as ETH is untouched. Requoting twice is requoting to the second price; at the
 * price it was made for, nothing changes. @throws ForeignCalldata when the calldata is not ours
 */
export function requote(
  transaction: { data: Hex; value: bigint },
  options: RequoteOptions,
): { data: Hex; value: bigint } {
  const { account, contracts } = options;
  const { form, requests } = decodeRequests(transaction, account, contracts);
  const { data, value } = encodeRequests(
    requests.map((request) => withFee(request, options)),
    account,
    contracts,
    form,
  );
  return { data, value };
}

/** The request with the keeper's fee that `fee` asks for. Requests that pay no keeper stay as they are. */
export function withFee(request: Request, { fee, orders }: Pick<RequoteOptions, 'fee' | 'orders'>): Request {
  switch (request.kind) {
    case 'increase':
    case 'decrease':
      return { ...request, executionFee: executionFeeFor(shapeOf(request), fee) };
    case 'updateOrder': {
      const stored = orders?.find((order) => order.key === request.key);
      return stored ? { ...request, executionFeeTopUp: topUpFor(stored, fee) } : request;
    }
    case 'cancelOrder':
    case 'claimFunding':
      return request;
  }
}

/**
 * Wei that updateOrder must bring along: the stored order's fee is measured against the gas price anew. Sized as if a
 * decrease swapped its payout, which the stored order does not tell here; what is too much comes back.
 */
export function topUpFor(order: StoredOrder, fee: FeeTerms): bigint {
  const shape = {
    orderType: order.orderType,
    swapPathLength: order.swapPath.length,
    decreasePositionSwapType: 1,
    callbackGasLimit: 0n,
  };
  const due = executionFeeFor(shape, fee) - order.executionFee;
  return due > 0n ? due : 0n;
}
