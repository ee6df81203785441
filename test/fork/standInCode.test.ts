import { encodeAbiParameters, parseAbi } from 'viem';
import { expect, test } from 'vitest';
import { erc20Abi } from '../../abis/erc20.js';
import { aggregatorAbi } from '../../abis/gmx-v2.js';
import { startAnvil } from '../../src/lab/anvil.js';
import { createClients } from '../../src/lab/clients.js';
import { arbSys, echoingProvider, standingFeed } from './standInCode.js';

const token = '0x00000000000000000000000000000000000000A1';
const [provider, feed, system] = [
  '0x0000000000000000000000000000000000001001',
  '0x0000000000000000000000000000000000001002',
  '0x0000000000000000000000000000000000000064',
] as const;
const abi = parseAbi([
  'struct ValidatedPrice { address token; uint256 min; uint256 max; uint256 rawMin; uint256 rawMax; uint256 timestamp; address provider; }',
  'function getOraclePrice(address token, bytes data) view returns (ValidatedPrice)',
  'function shouldAdjustTimestamp() view returns (bool)',
  'function shouldCheckRefPrice() view returns (bool)',
  'function arbBlockNumber() view returns (uint256)',
]);

test('default: what stands in for contracts on a fork answers as they would', async ({ onTestFinished }) => {
  const anvil = await startAnvil();
  onTestFinished(() => anvil.stop());
  const { publicClient, testClient } = createClients(anvil.url);
  await testClient.setCode({ address: provider, bytecode: echoingProvider });
  await testClient.setCode({ address: feed, bytecode: standingFeed(8, -42n, 1_700_000_000n) });
  await testClient.setCode({ address: system, bytecode: arbSys });

  const types = ['address', 'uint256', 'uint256', 'uint256', 'uint256', 'uint256', 'address'].map((type) => ({ type }));
  const data = encodeAbiParameters(types, [token, 1n, 2n, 3n, 4n, 5n, provider]);
  const ask = { address: provider, abi } as const;
  expect(await publicClient.readContract({ ...ask, functionName: 'getOraclePrice', args: [token, data] })).toEqual({
    ...{ token, min: 1n, max: 2n, rawMin: 3n, rawMax: 4n, timestamp: 5n, provider },
  });
  for (const functionName of ['shouldAdjustTimestamp', 'shouldCheckRefPrice'] as const) {
    expect(await publicClient.readContract({ ...ask, functionName })).toBe(false);
  }
  expect(
    await publicClient.readContract({ address: feed, abi: aggregatorAbi, functionName: 'latestRoundData' }),
  ).toEqual([1n, -42n, 1_700_000_000n, 1_700_000_000n, 1n]);
  const decimals = { address: feed, abi: erc20Abi, functionName: 'decimals' } as const;
  expect(await publicClient.readContract(decimals)).toBe(8);
  await testClient.mine({ blocks: 3 });
  expect(await publicClient.readContract({ address: system, abi, functionName: 'arbBlockNumber' })).toBe(3n);
});
