import {
  type Address,
  decodeFunctionResult,
  encodeFunctionData,
  type Hash,
  type Hex,
  multicall3Abi,
  numberToHex,
} from 'viem';
import type { Call, CallResult } from '../model/reading.js';
import { type Endpoint, EndpointError, endpointError } from './endpoints/endpoint.js';

/** More than this in one `eth_call` meets the gas and size limits of public nodes; further ones travel beside it. */
const callsPerRequest = 400;

/**
 * Makes view calls at one block hash in one round trip.
 * @returns one result a call, in order; a call that reverted is `ok: false` with its revert bytes.
 * @throws EndpointError when the endpoint fails, does not have the block, or answers something else.
 */
export async function multicall(
  endpoint: Endpoint,
  multicall3: Address,
  calls: readonly Call[],
  blockHash: Hash,
): Promise<CallResult[]> {
  const chunks: (readonly Call[])[] = [];
  for (let i = 0; i < calls.length; i += callsPerRequest) chunks.push(calls.slice(i, i + callsPerRequest));
  return (await Promise.all(chunks.map((chunk) => aggregate(endpoint, multicall3, chunk, blockHash)))).flat();
}

async function aggregate(
  endpoint: Endpoint,
  to: Address,
  calls: readonly Call[],
  blockHash: Hash,
): Promise<CallResult[]> {
  const data = encodeFunctionData({
    abi: multicall3Abi,
    functionName: 'aggregate3',
    args: [calls.map((call) => ({ target: call.to, allowFailure: true, callData: call.data }))],
  });
  const answer = await callAt(endpoint, { to, data }, blockHash);
  try {
    const results = decodeFunctionResult({ abi: multicall3Abi, functionName: 'aggregate3', data: answer });
    if (results.length !== calls.length) throw new Error(`${results.length} results for ${calls.length} calls`);
    return results.map((result) => ({ ok: result.success, data: result.returnData }));
  } catch (cause) {
    throw new EndpointError(`${endpoint.label} answered a multicall with ${answer === '0x' ? 'nothing' : 'nonsense'}`, {
      facts: [`Multicall3 at ${to}`],
      mend: 'check that Multicall3 has code there (`ballast check`); else this endpoint is broken',
      retryable: true,
      cause,
    });
  }
}

async function callAt(endpoint: Endpoint, call: Call, blockHash: Hash): Promise<Hex> {
  try {
    return await endpoint.client.request({
      method: 'eth_call',
      // EIP-1898: pins the state to one block, whatever the head has become meanwhile.
      params: [
        { ...call, gas: numberToHex(callGas) },
        { blockHash, requireCanonical: true },
      ],
    });
  } catch (cause) {
    throw endpointError(endpoint, 'eth_call', cause);
  }
}

/** Stated, because some nodes default to one block's gas and others to a few million. */
const callGas = 100_000_000n;
