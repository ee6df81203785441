import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Hex } from 'viem';
import { multicall3Address } from '../model/multicall3.js';
import type { LabChain } from './chain.js';

/** viem holds Multicall3's creation code for its own use and does not export it; what it creates belongs at this address. */
export async function placeMulticall3({ publicClient, testClient, deploy }: LabChain): Promise<void> {
  const require = createRequire(import.meta.url);
  const file = join(dirname(require.resolve('viem')), 'constants', 'contracts.js');
  const { multicall3Bytecode } = require(file) as { multicall3Bytecode: Hex };
  const { address } = await deploy({ contractName: 'Multicall3', abi: [], bytecode: multicall3Bytecode });
  const bytecode = await publicClient.getCode({ address });
  if (bytecode) await testClient.setCode({ address: multicall3Address, bytecode });
}
