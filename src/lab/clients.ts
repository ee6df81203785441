import type { PublicClient, TestClient } from 'viem';
import { type Chain, createPublicClient, createTestClient, defineChain, type HttpTransport, http } from 'viem';
import { multicall3Address } from '../model/multicall3.js';

/** Anvil's own. */
export const CHAIN_ID = 31337;

export interface LabClients {
  publicClient: PublicClient<HttpTransport, Chain>;
  testClient: TestClient<'anvil', HttpTransport, Chain>;
}

export function createClients(url: string): LabClients {
  const chain = defineChain({
    id: CHAIN_ID,
    name: 'lab',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
    contracts: { multicall3: { address: multicall3Address } },
  });
  const transport = http(url);
  return {
    publicClient: createPublicClient({ chain, transport, pollingInterval: 10, cacheTime: 0 }),
    testClient: createTestClient({ mode: 'anvil', chain, transport }),
  };
}
