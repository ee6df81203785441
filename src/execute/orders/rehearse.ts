import { type Address, type Hex, numberToHex } from 'viem';
import { shortMessageOf } from '../../model/error.js';
import type { TransactionRequest } from '../../model/order.js';
import { type Wei, wei } from '../../model/units.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { revertDataOf } from './revertData.js';

/** What the node says would happen if the transaction were mined now, and what sending it needs to know. */
export type Rehearsal =
  | {
      ok: true;
      /** The call's return bytes. */
      returned: Hex;
      /** Gas, the node's estimate as it is. */
      gas: bigint;
      /** The account's transaction count at the latest block. */
      transactionCount: number;
      /** Wei per gas. */
      priorityFee: Wei;
      balance: Wei;
    }
  | { ok: false; revertData: Hex; message: string };

/**
 * Simulates a transaction at the latest block and asks, in the same round trip, for everything that signing it needs.
 * @throws whatever the client throws when it fails otherwise: then nothing is known, and nothing was sent.
 */
export async function rehearse(
  client: ChainRequester,
  account: Address,
  request: TransactionRequest,
): Promise<Rehearsal> {
  const call = { from: account, to: request.to, data: request.data, value: numberToHex(request.value) };
  const [returned, gas, count, priorityFee, balance] = await Promise.allSettled([
    client.request({ method: 'eth_call', params: [call, 'latest'] }),
    client.request({ method: 'eth_estimateGas', params: [call] }),
    client.request({ method: 'eth_getTransactionCount', params: [account, 'latest'] }),
    client.request({ method: 'eth_maxPriorityFeePerGas' }),
    client.request({ method: 'eth_getBalance', params: [account, 'latest'] }),
  ]);
  for (const answer of [returned, gas]) {
    if (answer.status === 'fulfilled') continue;
    const revertData = revertDataOf(answer.reason);
    if (revertData !== null) return { ok: false, revertData, message: shortMessageOf(answer.reason) };
  }
  return {
    ok: true,
    returned: answered(returned),
    gas: BigInt(answered(gas)),
    transactionCount: Number(answered(count)),
    priorityFee: wei(BigInt(answered(priorityFee))),
    balance: wei(BigInt(answered(balance))),
  };
}

function answered<Value>(answer: PromiseSettledResult<Value>): Value {
  if (answer.status === 'fulfilled') return answer.value;
  throw answer.reason;
}
