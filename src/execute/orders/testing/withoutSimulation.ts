import type { ChainClient } from '../../../observe/endpoints/endpoint.js';
import { answering } from '../../transactions/testing/sending.js';

/** The client of a node that does not have `eth_simulateV1`: what a transaction does is not known before it is mined. */
export const withoutSimulation = (client: ChainClient): ChainClient =>
  answering(client, {
    eth_simulateV1: () => {
      throw Object.assign(new Error('the method eth_simulateV1 does not exist/is not available'), { code: -32601 });
    },
  });
