import { type Wei, wei } from '../../model/units.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { quantity } from '../../observe/endpoints/quantity.js';

/**
 * What is tipped where the node suggests nothing: 0.1 gwei, wei per gas. Validators take any tip while blocks have
 * room, and rollups with one sequencer ignore it.
 */
export const defaultTip = wei(10n ** 8n);

/**
 * The tip that the node suggests. The method is no part of the standard, so a node that refuses it is not at fault.
 * @returns wei per gas; whoever pays it caps it (`feesFor`)
 * @throws EndpointError when the node answers, and the answer is no quantity
 */
export async function readTip(client: ChainRequester): Promise<Wei> {
  const suggested = await client.request({ method: 'eth_maxPriorityFeePerGas' }).catch(() => null);
  return suggested === null ? defaultTip : wei(quantity(suggested, 'eth_maxPriorityFeePerGas'));
}
