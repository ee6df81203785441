import type { Address } from 'viem';
import { isAddressEqual, zeroAddress } from 'viem';
import type { OrderContracts } from './request.js';
import type { CreateOrderParams, RouterCall } from './routerCall.js';

/** What no request of the account would say, call by call, in words: why calldata that decodes is not taken for ours. */
export const foreignTerms = (calls: readonly RouterCall[], account: Address, contracts: OrderContracts): string[] =>
  calls.flatMap((call) => foreignTermsOf(call, account, contracts));

function foreignTermsOf(call: RouterCall, account: Address, { orderVault }: OrderContracts): string[] {
  switch (call.name) {
    case 'sendWnt':
    case 'sendTokens':
      return named(call.name, { receiver: call.receiver }, orderVault);
    case 'createOrder':
      return foreignParams(call.params, account);
    case 'claimFundingFees':
      return named(call.name, { receiver: call.receiver }, account);
    case 'updateOrder':
    case 'cancelOrder':
      return [];
  }
}

function foreignParams({ addresses, numbers, dataList }: CreateOrderParams, account: Address): string[] {
  const { cancellationReceiver, callbackContract, uiFeeReceiver } = addresses;
  return [
    ...named('createOrder', { receiver: addresses.receiver }, account),
    ...named('createOrder', { cancellationReceiver, callbackContract, uiFeeReceiver }, zeroAddress),
    ...addresses.swapPath.map((market) => `createOrder swaps in ${market}`),
    ...(numbers.callbackGasLimit === 0n ? [] : [`createOrder leaves ${numbers.callbackGasLimit} gas to a callback`]),
    ...(dataList.length === 0 ? [] : [`createOrder carries ${dataList.length} words of data`]),
  ];
}

const named = (call: string, given: Readonly<Record<string, Address>>, expected: Address): string[] =>
  Object.entries(given).flatMap(([field, address]) =>
    isAddressEqual(address, expected) ? [] : [`${call} names ${address} as ${field}`],
  );
