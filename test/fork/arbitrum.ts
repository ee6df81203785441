import dataStoreAbi from '@gmx-io/sdk/abis/DataStore';
import {
  type Address,
  encodeAbiParameters,
  type Hex,
  isAddressEqual,
  parseAbi,
  parseEther,
  parseUnits,
  zeroAddress,
} from 'viem';
import { erc20Abi } from '../../abis/erc20.js';
import { aggregatorAbi, roleStoreAbi } from '../../abis/gmx-v2.js';
import { startAnvil } from '../../src/lab/anvil.js';
import { createLabChain, type LabChain } from '../../src/lab/chain.js';
import { dataKey } from '../../src/lab/gmx/keys.js';
import type { TokenPrice } from '../../src/lab/gmx/prices.js';
import { multicall3Address } from '../../src/model/multicall3.js';
import { arbitrumMarkets, arbitrumWeth } from '../../src/venues/gmx-v2/deployment.js';
import { nameHash, priceFeedKey, priceFeedMultiplierKey } from '../../src/venues/gmx-v2/keys.js';
import { releaseOf } from '../../src/venues/gmx-v2/releases/releases.js';
import type { ForkSite } from './site.js';
import { arbSys, echoingProvider, standingFeed } from './standInCode.js';

/**
 * GMX V2 as it runs on Arbitrum, on a fork of ours: prices by a provider that says what it is told, put where
 * ORACLE_PROVIDER_FOR_TOKEN points (gmx-synthetics: Oracle.sol, Keys.sol), orders executed by one that has ORDER_KEEPER.
 *
 * The suite, the keeper and the stand-ins' code are run without a fork; what only a fork of Arbitrum can show, and has not
 * been shown, is this file: the roles, the oracle and the feeds of the real deployment.
 */

const native = '0xaf88d065e77c8cC2239327C5EDb3A432268e5831';
const arbSysAddress = '0x0000000000000000000000000000000000000064';

const roleMembersAbi = parseAbi([
  'function getRoleMembers(bytes32 roleKey, uint256 start, uint256 end) view returns (address[])',
  'function grantRole(address account, bytes32 roleKey)',
]);
const oracleOfAbi = parseAbi(['function oracle() view returns (address)']);
const providerAbi = parseAbi(['function shouldCheckRefPrice() view returns (bool)']);
const usdcAbi = parseAbi([
  'function masterMinter() view returns (address)',
  'function configureMinter(address minter, uint256 allowance) returns (bool)',
  'function mint(address to, uint256 amount) returns (bool)',
]);

/** @throws Error that says which part of GMX is not where it was expected */
export async function openArbitrumFork(rpcUrl: string): Promise<ForkSite> {
  const anvil = await startAnvil({ args: ['--fork-url', rpcUrl, '--auto-impersonate'] });
  try {
    const chain = createLabChain(anvil.url);
    return { ...(await siteOn(chain)), url: anvil.url, wsUrl: anvil.wsUrl, stop: anvil.stop };
  } catch (error) {
    await anvil.stop();
    throw error;
  }
}

async function siteOn(chain: LabChain): Promise<Omit<ForkSite, 'url' | 'wsUrl' | 'stop'>> {
  const { publicClient, testClient } = chain;
  const { contracts } = releaseOf('v2.2c');
  const WETH = arbitrumWeth;
  const USDC: Address = native;
  await testClient.setCode({ address: arbSysAddress, bytecode: arbSys });
  const keeper = await orderKeeper(chain, contracts.roleStore);

  const oracle = await publicClient.readContract({
    ...{ address: contracts.orderHandler, abi: oracleOfAbi, functionName: 'oracle' },
  });
  const providers = [await providerOf(chain, contracts.dataStore, oracle, WETH)];
  providers.push(await providerOf(chain, contracts.dataStore, oracle, USDC));
  // Since ValidatedPrice has raw prices, providers are asked this too.
  const hasRaw = await publicClient
    .readContract({ address: providers[0] ?? zeroAddress, abi: providerAbi, functionName: 'shouldCheckRefPrice' })
    .then(
      () => true,
      () => false,
    );
  for (const address of new Set(providers)) await testClient.setCode({ address, bytecode: echoingProvider });

  const feeds = [await feedOf(chain, contracts.dataStore, WETH), await feedOf(chain, contracts.dataStore, USDC)];
  const [eth, usd] = feeds;
  if (!eth || !usd) throw new Error('GMX compares ETH and USDC with no feed');
  await configureMinter(chain, USDC, keeper);

  return {
    chain,
    chainId: await publicClient.getChainId(),
    multicall3: multicall3Address,
    contracts,
    declaration: { release: 'v2.2c', markets: { 'ETH/USD': arbitrumMarkets['ETH/USD'] ?? zeroAddress } },
    tokens: { WETH, USDC },
    keeper,
    startPrice: Number(eth.price) / 1e12,
    oracleParams: (prices, timestamp) => ({
      tokens: [WETH, USDC],
      providers,
      data: [
        report(WETH, prices.ETH, timestamp, providers[0] ?? zeroAddress, hasRaw),
        report(USDC, prices.USDC, timestamp, providers[1] ?? zeroAddress, hasRaw),
      ],
    }),
    async answerFeeds(price, at) {
      await answer(chain, eth, parseUnits(price.toFixed(8), 12), at);
      await answer(chain, usd, 10n ** 24n, at);
    },
    async giveUsdc(account, amount) {
      await chain.send({ address: USDC, abi: usdcAbi }, 'mint', [account, amount], { from: keeper });
    },
  };
}

/** One that has the role, or one that is given it by who may. */
async function orderKeeper(chain: LabChain, roleStore: Address): Promise<Address> {
  const { publicClient, testClient } = chain;
  const members = (role: string) =>
    publicClient.readContract({
      ...{ address: roleStore, abi: roleMembersAbi, functionName: 'getRoleMembers', args: [nameHash(role), 0n, 10n] },
    });
  const [found] = await members('ORDER_KEEPER');
  const [admin] = await members('ROLE_ADMIN');
  const keeper = found ?? chain.deployer;
  await testClient.setBalance({ address: keeper, value: parseEther('1000') });
  if (!found) {
    if (!admin) throw new Error('nobody has ORDER_KEEPER on the fork, and nobody may grant it');
    await testClient.setBalance({ address: admin, value: parseEther('10') });
    const granted = [keeper, nameHash('ORDER_KEEPER')];
    await chain.send({ address: roleStore, abi: roleMembersAbi }, 'grantRole', granted, { from: admin });
  }
  const has = await publicClient.readContract({
    ...{ address: roleStore, abi: roleStoreAbi, functionName: 'hasRole', args: [keeper, nameHash('ORDER_KEEPER')] },
  });
  if (!has) throw new Error(`${keeper} did not become a keeper of orders`);
  return keeper;
}

/** By oracle and token since release 2.2, by token alone before. */
async function providerOf({ publicClient }: LabChain, dataStore: Address, oracle: Address, token: Address) {
  const keys: Hex[] = [
    dataKey('ORACLE_PROVIDER_FOR_TOKEN', ['address', oracle], ['address', token]),
    dataKey('ORACLE_PROVIDER_FOR_TOKEN', ['address', token]),
  ];
  for (const key of keys) {
    const found = await publicClient.readContract({
      ...{ address: dataStore, abi: dataStoreAbi, functionName: 'getAddress', args: [key] },
    });
    if (!isAddressEqual(found, zeroAddress)) return found;
  }
  throw new Error(`GMX names no oracle provider of ${token}`);
}

/** OracleUtils.ValidatedPrice, as the provider shall answer. */
function report(token: Address, { min, max }: TokenPrice, timestamp: bigint, provider: Address, hasRaw: boolean): Hex {
  const values = hasRaw ? [token, min, max, min, max, timestamp, provider] : [token, min, max, timestamp, provider];
  const types = values.map((value) => ({ type: typeof value === 'bigint' ? 'uint256' : 'address' }));
  return encodeAbiParameters(types, values);
}

interface ForkFeed {
  address: Address;
  multiplier: bigint;
  decimals: number;
  /** USD with 30 decimals per smallest unit, before we touched it. */
  price: bigint;
}

async function feedOf({ publicClient }: LabChain, dataStore: Address, token: Address): Promise<ForkFeed> {
  const store = { address: dataStore, abi: dataStoreAbi } as const;
  const address = await publicClient.readContract({
    ...store,
    functionName: 'getAddress',
    args: [priceFeedKey(token)],
  });
  const multiplier = await publicClient.readContract({
    ...{ ...store, functionName: 'getUint', args: [priceFeedMultiplierKey(token)] },
  });
  if (isAddressEqual(address, zeroAddress)) throw new Error(`GMX compares ${token} with no feed`);
  const [, found] = await publicClient.readContract({ address, abi: aggregatorAbi, functionName: 'latestRoundData' });
  const decimals = await publicClient.readContract({ address, abi: erc20Abi, functionName: 'decimals' });
  return { address, multiplier, decimals, price: (found * multiplier) / 10n ** 30n };
}

const answer = ({ testClient }: LabChain, { address, multiplier, decimals }: ForkFeed, price: bigint, at: bigint) =>
  testClient.setCode({ address, bytecode: standingFeed(decimals, (price * 10n ** 30n) / multiplier, at) });

/** Circle's FiatToken mints to whom its master minter allows. */
async function configureMinter(chain: LabChain, token: Address, minter: Address): Promise<void> {
  const usdc = { address: token, abi: usdcAbi };
  const master = await chain.publicClient.readContract({ ...usdc, functionName: 'masterMinter' });
  await chain.testClient.setBalance({ address: master, value: parseEther('10') });
  await chain.send(usdc, 'configureMinter', [minter, parseUnits('1000000000', 6)], { from: master });
}
