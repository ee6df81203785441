import type { Address, Hex } from 'viem';
import { type AaveControls, createAaveControls } from './aaveControls.js';
import { type AaveV3Contracts, deployAaveV3, openAaveV3 } from './aaveV3.js';
import { createAccount, type Funds, type LabAccount } from './accounts.js';
import { startAnvil } from './anvil.js';
import { loadArtifact } from './artifacts.js';
import { type Book, type OpenedBook, openBook } from './book.js';
import { BLOCK_GAS, createLabChain, type LabChain } from './chain.js';
import { CHAIN_ID } from './clients.js';
import type { Liquidation } from './liquidation.js';
import { liquidate, liquidator } from './liquidator.js';
import { deployLyra, type LyraContracts, openLyra } from './lyra.js';
import { advance, type MoveOptions, moveMarket, priceNow, type World } from './market.js';
import { placeMulticall3 } from './multicall3.js';
import { deployPerpV2, depositUsdc, feedAnswer, openPerpV2, type PerpContracts } from './perpV2.js';
import { createSnapshots } from './snapshots.js';
import { deployUniswapV3, drainUniswap, moveUniswap, openUniswapV3, type UniswapV3Contracts } from './uniswapV3.js';

interface LabToken {
  address: Address;
  decimals: number;
  underlying: string | null;
}

/** A local chain with real protocols, a market that moves on command, and a liquidator. */
export interface Lab {
  chainId: number;
  url: string;
  wsUrl: string;
  publicClient: LabChain['publicClient'];
  testClient: LabChain['testClient'];
  /** As ballast.yaml declares a chain's venues. */
  venues: {
    lyra: { viewer: Address; markets: { ETH: Address } };
    'perp-v2': { clearingHouse: Address; markets: { ETH: Address } };
  };
  /** As ballast.yaml declares a chain's tokens. */
  tokens: { USDC: LabToken; sUSD: LabToken; sETH: LabToken };
  contracts: { lyra: LyraContracts; perp: PerpContracts };
  createAccount(funds: Funds): Promise<LabAccount>;
  openBook(account: Pick<LabAccount, 'address'>, book: Book): Promise<OpenedBook>;
  /** Spot, USD. */
  price(): Promise<number>;
  /** Feeds, pool and time together; see market.ts for what holds afterwards. */
  moveMarket(price: number, options?: MoveOptions): Promise<void>;
  advance(seconds: number): Promise<void>;
  liquidate(accounts: readonly Address[]): Promise<Liquidation[]>;
  snapshot(): Promise<Hex>;
  /** Back to `snapshot()`, clock included; the same id may be reverted to again. */
  revert(id: Hex): Promise<void>;
  stop(): Promise<void>;
}

/** The same, with Aave V3 and Uniswap V3 beside: everything that a portfolio may hold. It takes twice as long to build. */
export interface WholeLab extends Lab {
  venues: Lab['venues'] & {
    'aave-v3': { pool: Address };
    'uniswap-v3': {
      router: Address;
      positions: Address;
      pools: { 'WETH/USDC': Address };
      oracles: { WETH: { feed: Address; maxAge: number } };
    };
  };
  tokens: Lab['tokens'] & { WETH: LabToken; WBTC: LabToken };
  contracts: Lab['contracts'] & { aave: AaveV3Contracts; uniswap: UniswapV3Contracts };
  aave: AaveControls;
  uniswap: UniswapControls;
}

/** What traders and those who provide liquidity can do to everybody. */
export interface UniswapControls {
  /** Trades the pool alone to a price, USD. */
  move(price: number): Promise<void>;
  /** Takes a share of all liquidity away; 1, all of it, unless told. */
  drain(share?: number): Promise<void>;
}

export interface LabOptions {
  /** USD per ETH at the start; 2000 unless told. */
  price?: number;
  /** Anvil's own unless told: for a second lab that is another chain. */
  chainId?: number;
  /** Told of each stage while the lab is built. */
  log?: (line: string) => void;
}

/** How much history the pool needs before its 30-minute TWAP can be read. */
const HISTORY_SECONDS = 3600;

/** @throws LabUnavailable without the development dependencies, LabError when the set-up fails */
export const createLab = (options: LabOptions = {}): Promise<Lab> =>
  build(
    options,
    async () => ({}),
    (world, anvil) => createLabOf(world, anvil),
  );

/** @throws LabUnavailable without the development dependencies, LabError when the set-up fails */
export const createWholeLab = (options: LabOptions = {}): Promise<WholeLab> =>
  build(options, deployMore, createWholeLabOf);

interface AnvilUrls {
  chainId: number;
  url: string;
  wsUrl: string;
  stop(): Promise<void>;
}

type Log = (line: string) => void;
type Deployed = Pick<World, 'chain' | 'lyra' | 'perp'>;
type Deploy<More> = (world: Deployed, price: number, log: Log) => Promise<More>;

async function build<More, Made extends Lab>(
  { price = 2000, chainId = CHAIN_ID, log = () => {} }: LabOptions,
  deploy: Deploy<More>,
  made: (world: World & More, anvil: AnvilUrls) => Made,
): Promise<Made> {
  // The set-up jumps an hour ahead, so the chain starts that much in the past and meets the wall clock afterwards.
  const anvil = await startAnvil({
    args: ['--gas-limit', String(BLOCK_GAS), '--chain-id', String(chainId)],
    timestamp: Math.floor(Date.now() / 1000) - HISTORY_SECONDS,
  });
  try {
    log(`Anvil listens on ${anvil.url}`);
    return made(await deployWorld(createLabChain(anvil.url), price, log, deploy), { ...anvil, chainId });
  } catch (error) {
    await anvil.stop();
    throw error;
  }
}

async function deployWorld<More>(
  chain: LabChain,
  price: number,
  log: Log,
  deploy: Deploy<More>,
): Promise<World & More> {
  await placeMulticall3(chain);
  const perp = await deployPerpV2(chain, price);
  log('Perpetual Protocol V2 deployed');
  const lyra = await deployLyra(chain, price);
  log('Lyra Avalon deployed');
  const more = await deploy({ chain, lyra, perp }, price, log);
  const then = (await chain.now()) + HISTORY_SECONDS;
  await chain.sendTogether(then, [feedAnswer(perp, price, then)]);
  await openPerpV2(chain, perp, price);
  await depositUsdc(chain, perp, liquidator, 50_000_000);
  await openLyra(chain, lyra, price);
  log(`Both markets are open at ${price}`);
  return { chain, lyra, perp, ...more };
}

/** What the whole lab has beside. */
interface MoreContracts {
  aave: AaveV3Contracts;
  uniswap: UniswapV3Contracts;
  stale: Set<string>;
}

/** Before the clock jumps: the pool has an hour of history then. */
async function deployMore({ chain, perp, lyra }: Deployed, price: number, log: Log): Promise<MoreContracts> {
  const WETH = await chain.deploy(loadArtifact('@aave/core-v3', 'mocks/tokens/WETH9Mocked'));
  const aave = await deployAaveV3(chain, { USDC: perp.USDC, WETH, sUSD: lyra.sUSD }, price);
  await openAaveV3(chain, aave);
  log('Aave V3 deployed, with four reserves');
  const uniswap = await deployUniswapV3(chain, { WETH, USDC: perp.USDC }, price);
  await openUniswapV3(chain, uniswap, price);
  log('Uniswap V3 deployed, with one pool');
  return { aave, uniswap, stale: new Set() };
}

/** Seconds that the feed's answer is good for. */
const MAX_AGE = 3600;

function createWholeLabOf(world: World & MoreContracts, anvil: AnvilUrls): WholeLab {
  const { chain, aave, uniswap, stale, perp } = world;
  const { WETH, WBTC } = aave.reserves;
  const lab = createLabOf(world, anvil);
  return {
    ...lab,
    venues: {
      ...lab.venues,
      'aave-v3': { pool: aave.Pool.address },
      'uniswap-v3': {
        ...{ router: uniswap.Router.address, positions: uniswap.Positions.address },
        pools: { 'WETH/USDC': uniswap.Pool.address },
        oracles: { WETH: { feed: perp.Aggregator.address, maxAge: MAX_AGE } },
      },
    },
    tokens: {
      ...lab.tokens,
      WETH: { address: WETH.token.address, decimals: 18, underlying: 'ETH' },
      WBTC: { address: WBTC.token.address, decimals: 8, underlying: 'BTC' },
    },
    contracts: { ...lab.contracts, aave, uniswap },
    aave: createAaveControls(chain, aave, stale),
    uniswap: {
      move: (price) => moveUniswap(chain, uniswap, price),
      drain: (share = 1) => drainUniswap(chain, uniswap, { share }),
    },
    async revert(id) {
      stale.clear();
      await lab.revert(id);
    },
  };
}

function createLabOf(world: World, anvil: AnvilUrls): Lab {
  const { chain, lyra, perp } = world;
  const snapshots = createSnapshots(chain);
  return {
    chainId: anvil.chainId,
    url: anvil.url,
    wsUrl: anvil.wsUrl,
    publicClient: chain.publicClient,
    testClient: chain.testClient,
    venues: {
      lyra: { viewer: lyra.OptionMarketViewer.address, markets: { ETH: lyra.OptionMarket.address } },
      'perp-v2': { clearingHouse: perp.ClearingHouse.address, markets: { ETH: perp.BaseToken.address } },
    },
    tokens: {
      USDC: { address: perp.USDC.address, decimals: 6, underlying: null },
      sUSD: { address: lyra.sUSD.address, decimals: 18, underlying: null },
      sETH: { address: lyra.sETH.address, decimals: 18, underlying: 'ETH' },
    },
    contracts: { lyra, perp },
    createAccount: (funds) => createAccount(world, funds),
    openBook: ({ address }, book) => openBook(world, address, book),
    price: () => priceNow(world),
    moveMarket: (price, options) => moveMarket(world, price, options),
    advance: (seconds) => advance(world, seconds),
    liquidate: (accounts) => liquidate(world, accounts),
    snapshot: snapshots.take,
    revert: snapshots.revert,
    stop: anvil.stop,
  };
}
