import { type Address, type Hex, numberToHex, parseTransaction } from 'viem';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { revertDataOf } from '../orders/revertData.js';
import type { Mining } from './judge.js';

export interface Revert {
  /** What the contract reverted with, for its venue to name; null when it could not be reproduced. */
  data: Hex | null;
  text: string;
}

/**
 * Why a mined transaction reverted: receipts do not tell, so it is run again, on the state after its block, then on the
 * state before it. Never throws: that it reverted is certain, why is a help.
 */
export async function readRevert(client: ChainRequester, from: Address, bytes: Hex, mining: Mining): Promise<Revert> {
  const { to, data = '0x', value = 0n, gas = 0n } = parseTransaction(bytes);
  if (mining.gasUsed >= gas) return { data: null, text: `reverted: out of gas at the limit of ${gas}` };
  const call = { from, to: to ?? null, data, value: numberToHex(value), gas: numberToHex(gas) };
  for (const block of [mining.blockNumber, mining.blockNumber - 1n]) {
    try {
      await client.request({ method: 'eth_call', params: [call, numberToHex(block)] });
    } catch (error) {
      const revertData = revertDataOf(error);
      if (revertData !== null) return { data: revertData, text: 'reverted' };
    }
  }
  return { data: null, text: 'reverted; run again, it does not' };
}
