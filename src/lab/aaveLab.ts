import { type Address, type Hex, parseEther, parseUnits } from 'viem';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import { type AaveControls, createAaveControls } from './aaveControls.js';
import { liquidateLoans } from './aaveLiquidation.js';
import { type AaveToken, type AaveV3Contracts, aaveTokens, deployAaveV3, openAaveV3, priceSet } from './aaveV3.js';
import type { LabAccount } from './accounts.js';
import { startAnvil } from './anvil.js';
import { loadArtifact } from './artifacts.js';
import { BLOCK_GAS, createLabChain, type LabChain } from './chain.js';
import { CHAIN_ID } from './clients.js';
import type { Liquidation } from './liquidation.js';
import { placeMulticall3 } from './multicall3.js';
import { createSnapshots } from './snapshots.js';

/** A local chain with nothing but Aave V3: what a whole lab has of it, built in a third of the time. */
export interface AaveLab {
  chainId: number;
  url: string;
  wsUrl: string;
  publicClient: LabChain['publicClient'];
  testClient: LabChain['testClient'];
  contracts: { aave: AaveV3Contracts };
  /** As ballast.yaml declares a chain's venues and tokens. */
  venues: { 'aave-v3': { pool: Address } };
  tokens: Record<AaveToken, { address: Address; decimals: number; underlying: string | null }>;
  aave: AaveControls;
  createAccount(funds: Partial<Record<AaveToken, number>>): Promise<LabAccount>;
  /** The oracle's, of ether, USD. */
  price(): Promise<number>;
  /** The oracle's price of ether, unless it is stale, and time. */
  moveMarket(price: number, options?: { seconds?: number }): Promise<void>;
  advance(seconds: number): Promise<void>;
  liquidate(accounts: readonly Address[]): Promise<Liquidation[]>;
  snapshot(): Promise<Hex>;
  revert(id: Hex): Promise<void>;
  stop(): Promise<void>;
}

const underlyings: Readonly<Record<AaveToken, string | null>> = { USDC: null, sUSD: null, WETH: 'ETH', WBTC: 'BTC' };
/** What a move takes on the chain's clock unless told. */
const MOVE_SECONDS = 60;

/** @throws LabUnavailable without the development dependencies, LabError when the set-up fails */
export async function createAaveLab({ price = 2000 }: { price?: number } = {}): Promise<AaveLab> {
  const anvil = await startAnvil({ args: ['--gas-limit', String(BLOCK_GAS)] });
  try {
    const chain = createLabChain(anvil.url);
    await placeMulticall3(chain);
    const dollar = (name: string, symbol: string, decimals: number) =>
      chain.deploy(loadArtifact('@lyrafinance/protocol', 'test-helpers/TestERC20SetDecimals'), [
        name,
        symbol,
        decimals,
      ]);
    const USDC = await dollar('USD Coin', 'USDC', 6);
    const sUSD = await dollar('Synthetic USD', 'sUSD', 18);
    const WETH = await chain.deploy(loadArtifact('@aave/core-v3', 'mocks/tokens/WETH9Mocked'));
    const aave = await deployAaveV3(chain, { USDC, sUSD, WETH }, price);
    await openAaveV3(chain, aave);
    return createLabOf(chain, aave, anvil);
  } catch (error) {
    await anvil.stop();
    throw error;
  }
}

function createLabOf(
  chain: LabChain,
  aave: AaveV3Contracts,
  { url, wsUrl, stop }: { url: string; wsUrl: string; stop(): Promise<void> },
): AaveLab {
  const snapshots = createSnapshots(chain);
  const stale = new Set<string>();
  const { WETH } = aave.reserves;
  const lab: AaveLab = {
    ...{ chainId: CHAIN_ID, url, wsUrl, stop, contracts: { aave } },
    ...{ publicClient: chain.publicClient, testClient: chain.testClient },
    venues: { 'aave-v3': { pool: aave.Pool.address } },
    tokens: Object.fromEntries(
      aaveTokens.map((symbol) => {
        const { token, decimals } = aave.reserves[symbol];
        return [symbol, { address: token.address, decimals, underlying: underlyings[symbol] }];
      }),
    ) as AaveLab['tokens'],
    aave: createAaveControls(chain, aave, stale),
    async createAccount(funds) {
      const privateKey = generatePrivateKey();
      const address = privateKeyToAddress(privateKey);
      await chain.testClient.setBalance({ address, value: parseEther('10') });
      for (const symbol of aaveTokens) {
        const { token, decimals } = aave.reserves[symbol];
        const amount = funds[symbol];
        if (amount) await chain.send(token, 'mint', [address, parseUnits(String(amount), decimals)]);
      }
      return { address, privateKey };
    },
    async price() {
      return Number(await chain.read<bigint>(aave.Oracle, 'getAssetPrice', [WETH.token.address])) / 1e8;
    },
    async moveMarket(price, { seconds = MOVE_SECONDS } = {}) {
      const moves = stale.has('WETH') ? [] : [priceSet(aave, WETH.token, price)];
      await chain.sendTogether((await chain.now()) + seconds, moves);
    },
    advance: async (seconds) => lab.moveMarket(await lab.price(), { seconds }),
    async liquidate(accounts) {
      const done: Liquidation[] = [];
      for (const account of accounts) done.push(...(await liquidateLoans({ chain, aave }, account)));
      return done;
    },
    snapshot: snapshots.take,
    async revert(id) {
      stale.clear();
      await snapshots.revert(id);
    },
  };
  return lab;
}
