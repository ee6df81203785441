import exchangeRouterAbi from '@gmx-io/sdk/abis/ExchangeRouter';
import type { Address, ContractFunctionArgs, Hex } from 'viem';
import { decodeFunctionData, encodeFunctionData } from 'viem';
import { BallastError } from '../../../model/error.js';

/** IBaseOrderUtils.CreateOrderParams, as the ABI has it. */
export type CreateOrderParams = ContractFunctionArgs<typeof exchangeRouterAbi, 'payable', 'createOrder'>[0];

/** The calls of ExchangeRouter that requests are made of. */
export type RouterCall =
  | { name: 'sendWnt'; receiver: Address; amount: bigint }
  | { name: 'sendTokens'; token: Address; receiver: Address; amount: bigint }
  | { name: 'createOrder'; params: CreateOrderParams }
  | {
      name: 'updateOrder';
      key: Hex;
      sizeDeltaUsd: bigint;
      acceptablePrice: bigint;
      triggerPrice: bigint;
      minOutputAmount: bigint;
      validFromTime: bigint;
      autoCancel: boolean;
    }
  | { name: 'cancelOrder'; key: Hex }
  | { name: 'claimFundingFees'; markets: readonly Address[]; tokens: readonly Address[]; receiver: Address };

/** How the calls reach the router: together, or the only one by itself. */
export type CallForm = 'multicall' | 'direct';

/** Calldata that no request of ours encodes to. */
export class ForeignCalldata extends BallastError {
  override name = 'ForeignCalldata';
}

/** @throws ForeignCalldata when several calls are to go without a multicall */
export function encodeRouterCalls(calls: readonly RouterCall[], form: CallForm = 'multicall'): Hex {
  const encoded = calls.map(encodeRouterCall);
  if (form === 'multicall') {
    return encodeFunctionData({ abi: exchangeRouterAbi, functionName: 'multicall', args: [encoded] });
  }
  const [only] = encoded;
  if (only === undefined || encoded.length > 1) {
    throw new ForeignCalldata(`${encoded.length} calls cannot be one call`, { mend: 'send them as a multicall' });
  }
  return only;
}

function encodeRouterCall(call: RouterCall): Hex {
  const abi = exchangeRouterAbi;
  switch (call.name) {
    case 'sendWnt':
      return encodeFunctionData({ abi, functionName: call.name, args: [call.receiver, call.amount] });
    case 'sendTokens':
      return encodeFunctionData({ abi, functionName: call.name, args: [call.token, call.receiver, call.amount] });
    case 'createOrder':
      return encodeFunctionData({ abi, functionName: call.name, args: [call.params] });
    case 'updateOrder':
      return encodeFunctionData({
        abi,
        functionName: call.name,
        args: [
          call.key,
          call.sizeDeltaUsd,
          call.acceptablePrice,
          call.triggerPrice,
          call.minOutputAmount,
          call.validFromTime,
          call.autoCancel,
        ],
      });
    case 'cancelOrder':
      return encodeFunctionData({ abi, functionName: call.name, args: [call.key] });
    case 'claimFundingFees':
      return encodeFunctionData({ abi, functionName: call.name, args: [call.markets, call.tokens, call.receiver] });
  }
}

/**
 * Calldata → the calls in it. Only what encodes back to the very same bytes is accepted, so nothing can hide behind an
 * offset or in a tail. @throws ForeignCalldata
 */
export function decodeRouterCalls(data: Hex): { form: CallForm; calls: RouterCall[] } {
  const inner = multicallData(data);
  const form: CallForm = inner === null ? 'direct' : 'multicall';
  const calls = (inner ?? [data]).map(decodeRouterCall);
  if (encodedAgain(calls, form) !== data.toLowerCase()) {
    throw new ForeignCalldata('the calldata is not in its canonical form', { mend: 'do not sign it' });
  }
  return { form, calls };
}

/** null: bits beyond an argument's type were read into it. */
function encodedAgain(calls: readonly RouterCall[], form: CallForm): Hex | null {
  try {
    return encodeRouterCalls(calls, form);
  } catch {
    return null;
  }
}

function multicallData(data: Hex): readonly Hex[] | null {
  const decoded = decodeCall(data);
  return decoded.functionName === 'multicall' ? decoded.args[0] : null;
}

function decodeCall(data: Hex) {
  try {
    return decodeFunctionData({ abi: exchangeRouterAbi, data });
  } catch (cause) {
    throw new ForeignCalldata('the calldata is no call of ExchangeRouter', { facts: [data.slice(0, 10)], cause });
  }
}

function decodeRouterCall(data: Hex): RouterCall {
  const { functionName: name, args } = decodeCall(data);
  switch (name) {
    case 'sendWnt':
      return { name, receiver: args[0], amount: args[1] };
    case 'sendTokens':
      return { name, token: args[0], receiver: args[1], amount: args[2] };
    case 'createOrder':
      return { name, params: args[0] };
    case 'updateOrder': {
      const [key, sizeDeltaUsd, acceptablePrice, triggerPrice, minOutputAmount, validFromTime, autoCancel] = args;
      return {
        name,
        key,
        sizeDeltaUsd,
        acceptablePrice,
        triggerPrice,
        minOutputAmount,
        validFromTime,
        autoCancel,
      };
    }
    case 'cancelOrder':
      return { name, key: args[0] };
    case 'claimFundingFees':
      return { name, markets: args[0], tokens: args[1], receiver: args[2] };
    default:
      throw new ForeignCalldata(`no request of ours calls ExchangeRouter.${name}`, { mend: 'do not sign it' });
  }
}

/** Wei that the calls send on: what the transaction's value must be, and no more, for the router keeps none of it. */
export const valueOfCalls = (calls: readonly RouterCall[]): bigint =>
  calls.reduce((sum, call) => (call.name === 'sendWnt' ? sum + call.amount : sum), 0n);
