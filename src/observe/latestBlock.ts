import type { Block } from '../model/snapshot.js';
import { parseBlock } from './block.js';
import { type Endpoint, endpointError } from './endpoints/endpoint.js';

/** The newest block of an endpoint. @throws EndpointError */
export async function latestBlock(endpoint: Endpoint): Promise<Block> {
  let header: unknown;
  try {
    header = await endpoint.client.request({ method: 'eth_getBlockByNumber', params: ['latest', false] });
  } catch (cause) {
    throw endpointError(endpoint, 'eth_getBlockByNumber', cause);
  }
  return parseBlock(header);
}
