import type { Address, Hex } from 'viem';
import type { KeeperGas } from '../../../model/order.js';
import { wei } from '../../../model/units.js';
import { VenueRefusal } from '../../venue.js';
import type { GasParameters, GmxOrder } from '../state.js';
import { decodeRequests } from './decodeRequests.js';
import { encodeRequests } from './encodeRequests.js';
import {
  EXECUTION_FEE_BUFFER_BPS,
  estimateGasLimit,
  executionFeeFor,
  shapeOf,
  shapeOfStanding,
} from './executionFee.js';
import type { OrderContracts, OrderRequest, Request } from './request.js';

export interface RequoteOptions extends KeeperFees {
  account: Address;
  contracts: OrderContracts;
}

export interface KeeperFees {
  /** One entry for each order that the requests create or change, in their order. */
  keeperGas: readonly KeeperGas[];
  /** Wei; the most that the transaction can come to pay per gas. */
  maxFeePerGas: bigint;
}

/** Gas of the keeper that will execute a new order. */
export const gasOfNew = (request: OrderRequest, gas: GasParameters): KeeperGas => ({
  gas: estimateGasLimit(shapeOf(request), gas),
  paid: wei(0n),
});

/** For an order that stands and is changed: GMX measures what it holds already, and its top-up, against the price anew. */
export const gasOfStanding = (
  order: Pick<GmxOrder, 'orderType' | 'swapPath' | 'executionFee'>,
  gas: GasParameters,
): KeeperGas => ({ gas: estimateGasLimit(shapeOfStanding(order), gas), paid: wei(order.executionFee) });

/**
 * The same transaction with keepers' fees for another gas price; for right before signing, when the maximum fee per gas
 * is known. Collateral that rides along as ETH is untouched. Requoting twice is requoting to the second price; at the
 * price it was made for, nothing changes. @throws ForeignCalldata when the calldata is not ours
 * @throws VenueRefusal when it pays other keepers than `keeperGas` says
 */
export function requote(
  transaction: { data: Hex; value: bigint },
  { account, contracts, ...fees }: RequoteOptions,
): { data: Hex; value: bigint } {
  const { form, requests } = decodeRequests(transaction, account, contracts);
  const { data, value } = encodeRequests(withFees(requests, fees), account, contracts, form);
  return { data, value };
}

/**
 * The requests with the fee of each keeper in wei: its gas at the price and a buffer on top, rounded up, less what the
 * order holds already. Requests that pay no keeper stay as they are.
 * @throws VenueRefusal when they pay other keepers than `keeperGas` says
 */
export function withFees(requests: readonly Request[], { keeperGas, maxFeePerGas }: KeeperFees): Request[] {
  const paying = requests.filter(paysKeeper).length;
  if (paying !== keeperGas.length) {
    throw new VenueRefusal('the request pays other keepers than it says', {
      facts: [`${paying} orders, ${keeperGas.length} fees`],
    });
  }
  const left = keeperGas.values();
  return requests.map((request): Request => {
    if (!paysKeeper(request)) return request;
    const { gas, paid } = left.next().value ?? { gas: 0n, paid: 0n };
    const missing = executionFeeFor(gas, { maxFeePerGas, bufferBps: EXECUTION_FEE_BUFFER_BPS }) - paid;
    const due = missing > 0n ? missing : 0n;
    return request.kind === 'updateOrder' ? { ...request, executionFeeTopUp: due } : { ...request, executionFee: due };
  });
}

const paysKeeper = (request: Request): request is Exclude<Request, { kind: 'cancelOrder' | 'claimFunding' }> =>
  request.kind !== 'cancelOrder' && request.kind !== 'claimFunding';
