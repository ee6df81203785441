import dataStoreAbi from '@gmx-io/sdk/abis/DataStore';
import exchangeRouterAbi from '@gmx-io/sdk/abis/ExchangeRouter';
import readerAbi from '@gmx-io/sdk/abis/SyntheticsReader';
import type { Abi, AbiStateMutability, Address, ContractFunctionReturnType, Hex } from 'viem';
import { decodeFunctionData, encodeFunctionResult, getAddress } from 'viem';
import { erc20Abi } from '../../../../../abis/erc20.js';
import { aggregatorAbi, roleStoreAbi } from '../../../../../abis/gmx-v2.js';
import type { Call, CallResult, Reading } from '../../../../model/reading.js';
import type { GmxContracts, MarketTokens } from '../../releases/release.js';

type Struct<name extends 'getAccountPositions' | 'getAccountOrders' | 'getPositionInfo'> = ContractFunctionReturnType<
  typeof readerAbi,
  AbiStateMutability,
  name
>;

/** What a chain answers, by who is asked. What is not named answers as a new deployment would. */
export interface Script {
  contracts: GmxContracts;
  markets: readonly MarketTokens[];
  positions: Struct<'getAccountPositions'>;
  orders: Struct<'getAccountOrders'>;
  /** By position key; the Reader reverts for any other. */
  infos: ReadonlyMap<Hex, Struct<'getPositionInfo'>>;
  /** By key; numbers also answer for booleans and addresses. */
  stored: ReadonlyMap<Hex, bigint>;
  /** By token; a token that is not here has no contract. */
  tokens: ReadonlyMap<Address, { decimals: number; balance: bigint; allowance: bigint }>;
  /** By feed. */
  feeds: ReadonlyMap<Address, { decimals: number; answer: bigint; updatedAt: bigint; startedAt: bigint }>;
  /** Calls that revert. */
  reverts?(to: Address, data: Hex): boolean;
}

const nothing: CallResult = { ok: true, data: '0x' };
const reverted: CallResult = { ok: false, data: '0x4dfbbff3' };

/** Answers as release 2.2b does, one phase after the other, and counts the phases and calls. */
export function play<Value>(script: Script, reading: Reading<Value>): { value: Value; phases: number; calls: number } {
  let [phases, calls, step] = [0, 0, reading];
  while (step.kind === 'calls') {
    phases += 1;
    calls += step.calls.length;
    step = step.next(step.calls.map((call) => answer(script, call)));
  }
  return { value: step.value, phases, calls };
}

function answer(script: Script, { to, data }: Call): CallResult {
  const { contracts } = script;
  if (script.reverts?.(to, data)) return reverted;
  if (to === contracts.reader) return readerAnswer(script, data);
  if (to === contracts.dataStore) return dataStoreAnswer(script, data);
  if (to === contracts.exchangeRouter) {
    const { functionName } = decodeFunctionData({ abi: exchangeRouterAbi, data });
    const wiring = new Map<string, Address>([
      ['orderHandler', contracts.orderHandler],
      ['dataStore', contracts.dataStore],
      ['router', contracts.router],
    ]);
    return result(exchangeRouterAbi, functionName, wiring.get(functionName));
  }
  if (to === contracts.roleStore) return result(roleStoreAbi, 'hasRole', true);
  const feed = script.feeds.get(getAddress(to));
  if (feed) {
    const { functionName } = decodeFunctionData({ abi: aggregatorAbi, data });
    if (functionName === 'decimals') return result(aggregatorAbi, functionName, feed.decimals);
    return result(aggregatorAbi, functionName, [1n, feed.answer, feed.startedAt, feed.updatedAt, 1n]);
  }
  const token = script.tokens.get(getAddress(to));
  if (!token) return nothing;
  const { functionName } = decodeFunctionData({ abi: erc20Abi, data });
  const answers = new Map<string, unknown>([
    ['decimals', token.decimals],
    ['balanceOf', token.balance],
    ['allowance', token.allowance],
  ]);
  return result(erc20Abi, functionName, answers.get(functionName));
}

function readerAnswer(script: Script, data: Hex): CallResult {
  const { functionName, args } = decodeFunctionData({ abi: readerAbi, data });
  if (functionName === 'getMarkets') return result(readerAbi, functionName, script.markets);
  if (functionName === 'getAccountPositions') return result(readerAbi, functionName, script.positions);
  if (functionName === 'getAccountOrders') return result(readerAbi, functionName, script.orders);
  if (functionName !== 'getPositionInfo') throw new Error(`the script has no ${functionName}`);
  const info = script.infos.get(args[2]);
  return info ? result(readerAbi, functionName, info) : reverted;
}

function dataStoreAnswer({ stored }: Script, data: Hex): CallResult {
  const { functionName, args } = decodeFunctionData({ abi: dataStoreAbi, data });
  const value = stored.get(String(args?.[0]) as Hex) ?? 0n;
  if (functionName === 'getBool') return result(dataStoreAbi, functionName, value !== 0n);
  if (functionName === 'getAddress') {
    return result(dataStoreAbi, functionName, `0x${value.toString(16).padStart(40, '0')}`);
  }
  if (functionName === 'getBytes32') {
    return result(dataStoreAbi, functionName, `0x${value.toString(16).padStart(64, '0')}`);
  }
  return result(dataStoreAbi, functionName, value);
}

const result = (abi: Abi, functionName: string, value: unknown): CallResult => ({
  ok: true,
  data: encodeFunctionResult({ abi, functionName, result: value }),
});
