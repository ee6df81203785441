import { type Address, getContractAddress, type Hex, parseEther, parseUnits } from 'viem';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import type { LabAccount } from './accounts.js';
import { startAnvil } from './anvil.js';
import { loadArtifact } from './artifacts.js';
import { BLOCK_GAS, type Contract, createLabChain, type LabChain } from './chain.js';
import { CHAIN_ID } from './clients.js';
import { placeMulticall3 } from './multicall3.js';
import { feedAnswer } from './perpV2.js';
import { createSnapshots } from './snapshots.js';
import { deployUniswapV3, moveUniswap, openUniswapV3, type UniswapV3Contracts } from './uniswapV3.js';

/** A local chain with nothing but Uniswap V3: one pool of WETH/USDC, and a price feed beside it. */
export interface UniswapLab {
  chainId: number;
  url: string;
  wsUrl: string;
  chain: LabChain;
  publicClient: LabChain['publicClient'];
  testClient: LabChain['testClient'];
  contracts: UniswapV3Contracts & { Aggregator: Contract };
  venues: {
    'uniswap-v3': {
      router: Address;
      positions: Address;
      pools: { 'WETH/USDC': Address };
      oracles: { WETH: { feed: Address; maxAge: number } };
    };
  };
  tokens: Record<'USDC' | 'WETH', { address: Address; decimals: number; underlying: string | null }>;
  createAccount(funds: { USDC?: number; WETH?: number }): Promise<LabAccount>;
  price(): Promise<number>;
  /** Feed and pool together. */
  moveMarket(price: number): Promise<void>;
  snapshot(): Promise<Hex>;
  revert(id: Hex): Promise<void>;
  stop(): Promise<void>;
}

/** How much the pool remembers when the lab is ready; its average is over half of it. */
const HISTORY_SECONDS = 3_600;
/** Seconds that the feed's answer is good for. */
const MAX_AGE = 3_600;

export interface UniswapLabOptions {
  /** USD per ETH at the start; 2000 unless told. */
  price?: number;
  /** Which token is the pool's token0: prices run the other way around when it is the dollar. WETH unless told. */
  token0?: 'WETH' | 'USDC';
}

/** @throws LabUnavailable without the development dependencies, LabError when the set-up fails */
export async function createUniswapLab({ price = 2000, token0 = 'WETH' }: UniswapLabOptions = {}): Promise<UniswapLab> {
  const anvil = await startAnvil({
    args: ['--gas-limit', String(BLOCK_GAS)],
    timestamp: Math.floor(Date.now() / 1000) - HISTORY_SECONDS,
  });
  try {
    const chain = createLabChain(anvil.url);
    await placeMulticall3(chain);
    const Aggregator = await chain.deploy(loadArtifact('@lyrafinance/protocol', 'test-helpers/MockAggregatorV2V3'));
    await chain.send(Aggregator, 'setDecimals', [8]);
    const uni = await deployUniswapV3(chain, await deployTokens(chain, token0), price);
    await openUniswapV3(chain, uni, price);
    const then = (await chain.now()) + HISTORY_SECONDS;
    await chain.sendTogether(then, [feedAnswer({ Aggregator }, price, then)]);
    return createLabOf(chain, { ...uni, Aggregator }, anvil);
  } catch (error) {
    await anvil.stop();
    throw error;
  }
}

/** The next two addresses decide which token is deployed first. */
async function deployTokens({ publicClient, deployer, deploy }: LabChain, token0: 'WETH' | 'USDC') {
  const usdc = () =>
    deploy(loadArtifact('@lyrafinance/protocol', 'test-helpers/TestERC20SetDecimals'), ['USD Coin', 'USDC', 6]);
  const weth = () => deploy(loadArtifact('@aave/core-v3', 'mocks/tokens/WETH9Mocked'));
  const nonce = BigInt(await publicClient.getTransactionCount({ address: deployer }));
  const next = (offset: bigint) => BigInt(getContractAddress({ from: deployer, nonce: nonce + offset }));
  const wethFirst = next(0n) < next(1n) === (token0 === 'WETH');
  const [first, second] = [await (wethFirst ? weth : usdc)(), await (wethFirst ? usdc : weth)()];
  return wethFirst ? { WETH: first, USDC: second } : { WETH: second, USDC: first };
}

function createLabOf(
  chain: LabChain,
  contracts: UniswapLab['contracts'],
  { url, wsUrl, stop }: { url: string; wsUrl: string; stop(): Promise<void> },
): UniswapLab {
  const { WETH, USDC, Aggregator, Router, Positions, Pool } = contracts;
  const snapshots = createSnapshots(chain);
  return {
    ...{ chainId: CHAIN_ID, url, wsUrl, chain, contracts, stop },
    publicClient: chain.publicClient,
    testClient: chain.testClient,
    venues: {
      'uniswap-v3': {
        router: Router.address,
        positions: Positions.address,
        pools: { 'WETH/USDC': Pool.address },
        oracles: { WETH: { feed: Aggregator.address, maxAge: MAX_AGE } },
      },
    },
    tokens: {
      USDC: { address: USDC.address, decimals: 6, underlying: null },
      WETH: { address: WETH.address, decimals: 18, underlying: 'ETH' },
    },
    async createAccount(funds) {
      const privateKey = generatePrivateKey();
      const address = privateKeyToAddress(privateKey);
      await chain.testClient.setBalance({ address, value: parseEther('10') });
      if (funds.USDC) await chain.send(USDC, 'mint', [address, parseUnits(String(funds.USDC), 6)]);
      if (funds.WETH) await chain.send(WETH, 'mint', [address, parseEther(String(funds.WETH))]);
      return { address, privateKey };
    },
    async price() {
      const [, answer] = await chain.read<readonly [bigint, bigint]>(Aggregator, 'latestRoundData');
      return Number(answer) / 1e8;
    },
    async moveMarket(price) {
      await moveUniswap(chain, contracts, price);
      await chain.send(...feedAnswer({ Aggregator }, price, await chain.now()));
    },
    snapshot: snapshots.take,
    revert: snapshots.revert,
  };
}
