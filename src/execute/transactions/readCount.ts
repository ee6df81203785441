import { type Address, numberToHex } from 'viem';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { countOf } from '../../observe/endpoints/quantity.js';

/**
 * How many transactions of an account there are up to a block, its own included.
 * @throws whatever the client throws, a node that has not got that far included; EndpointError when the answer is no count
 */
export async function readCount(client: ChainRequester, account: Address, block: bigint | 'latest'): Promise<number> {
  const at = block === 'latest' ? block : numberToHex(block);
  const count = await client.request({ method: 'eth_getTransactionCount', params: [account, at] });
  return countOf(count, 'eth_getTransactionCount');
}
