import dataStoreAbi from '@gmx-io/sdk/abis/DataStore';
import { type Address, type Hex, parseAbi } from 'viem';
import type { LabPrices } from '../../src/lab/gmx/prices.js';
import { accountOrderListKey } from '../../src/venues/gmx-v2/keys.js';
import type { ForkSite } from './site.js';

const orderHandlerAbi = parseAbi([
  'struct SetPricesParams { address[] tokens; address[] providers; bytes[] data; }',
  'function executeOrder(bytes32 key, SetPricesParams oracleParams)',
]);

/** Plays GMX's keeper: tries each order of the accounts, the oldest first, and leaves alone what GMX would not take. */
export async function executeAll(site: ForkSite, accounts: readonly Address[], prices: LabPrices): Promise<void> {
  const { publicClient } = site.chain;
  for (const key of await waiting(site, accounts)) {
    const { timestamp } = await publicClient.getBlock();
    const args = [key, site.oracleParams(prices, timestamp)] as const;
    const call = {
      address: site.contracts.orderHandler,
      abi: orderHandlerAbi,
      functionName: 'executeOrder',
      args,
    } as const;
    const wouldPass = await publicClient.simulateContract({ ...call, account: site.keeper, gas: 15_000_000n }).then(
      () => true,
      () => false,
    );
    if (!wouldPass) continue;
    const handler = { address: site.contracts.orderHandler, abi: orderHandlerAbi };
    await site.chain.send(handler, 'executeOrder', args, { from: site.keeper });
  }
}

async function waiting({ chain, contracts }: ForkSite, accounts: readonly Address[]): Promise<Hex[]> {
  const store = { address: contracts.dataStore, abi: dataStoreAbi } as const;
  const lists = await Promise.all(
    accounts.map((account) =>
      chain.publicClient.readContract({
        ...store,
        functionName: 'getBytes32ValuesAt',
        args: [accountOrderListKey(account), 0n, 100n],
      }),
    ),
  );
  return lists.flat();
}
