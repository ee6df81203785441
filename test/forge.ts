import {
  type Address,
  decodeFunctionData,
  decodeFunctionResult,
  encodeFunctionResult,
  type Hex,
  multicall3Abi,
} from 'viem';
import type { Intercept } from './rpcProxy.js';

/** A view call whose answer is forged. */
export interface Forgery {
  to: Address;
  /** Beginning of the calldata: a selector, or more. */
  data: Hex;
  /** null: it reverts. */
  answer: Hex | null;
}

/** An endpoint that lies: it answers these calls, each in whatever multicall it travels, with something else. */
export const lying =
  (forgeries: readonly Forgery[]): Intercept =>
  async ({ method, params = [] }, forward) => {
    const answer = await forward();
    if (method !== 'eth_call' || !('result' in answer)) return answer;
    const { data } = params[0] as { data: Hex };
    return { result: forge(data, answer.result as Hex, forgeries) };
  };

function forge(data: Hex, result: Hex, forgeries: readonly Forgery[]): Hex {
  const abi = multicall3Abi;
  let asked: ReturnType<typeof decodeFunctionData<typeof abi>>;
  try {
    asked = decodeFunctionData({ abi, data });
  } catch {
    return result;
  }
  if (asked.functionName !== 'aggregate3') return result;
  const answers = decodeFunctionResult({ abi, functionName: 'aggregate3', data: result });
  const [calls] = asked.args;
  const forged = answers.map((answer, i) => {
    const call = calls[i];
    const one = forgeries.find(
      ({ to, data: begins }) =>
        call?.target.toLowerCase() === to.toLowerCase() && call.callData.startsWith(begins.toLowerCase()),
    );
    return one ? { success: one.answer !== null, returnData: one.answer ?? '0x' } : answer;
  });
  return encodeFunctionResult({ abi, functionName: 'aggregate3', result: forged });
}
