import { type Address, type Hash, type Hex, parseEther, parseUnits } from 'viem';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import type { LabAccount } from '../accounts.js';
import { type Anvil, startAnvil } from '../anvil.js';
import { BLOCK_GAS, createLabChain, type LabChain } from '../chain.js';
import { CHAIN_ID } from '../clients.js';
import { placeMulticall3 } from '../multicall3.js';
import { createSnapshots } from '../snapshots.js';
import {
  addressesOf,
  type DeclaredContracts,
  type DeployedGmx,
  declaredContracts,
  deployGmx,
  type GmxLabContracts,
} from './contracts.js';
import { createControls, type GmxControls } from './controls.js';
import {
  type DeleverageOptions,
  deleverage,
  type GmxLiquidation,
  type LabPosition,
  liquidate,
  positionsOf,
} from './forced.js';
import { createKeeper, type GmxKeeper, keeperAccount } from './keeper.js';
import { openMarket, wrap } from './parameters.js';
import { type LabOrder, type PlacedOrder, placeOrder } from './placeOrder.js';
import { createFeeds, feedAnswers, type GmxFeeds, labPrices, type MarketPrice, sequencerAnswer } from './prices.js';
import { startTickers, type Tickers } from './tickers.js';

interface GmxLabToken {
  address: Address;
  decimals: number;
  underlying: string | null;
}

/** What an operator states of GMX V2 on a chain of one's own. */
export interface DeclaredGmx {
  release: 'v2.2b';
  markets: { 'ETH/USD': Address };
  prices: { tickers: string };
  local: { chainId: number; contracts: DeclaredContracts; wrappedNative: Address; sequencerFeed: Address };
}

/** Whole tokens. */
export interface GmxFunds {
  USDC?: number;
  WETH?: number;
  /** For gas and execution fees; 10 unless told. */
  ETH?: number;
}

export interface GmxMoveOptions {
  /** How long it takes on the chain's clock; 60 unless told. */
  seconds?: number;
  /** Between the min and the max that keepers execute at, as a share of the price; unchanged unless told. */
  spread?: number;
}

/** A local chain with a stand-in of GMX V2 that has its public interface, its events and its orders' life. */
export interface GmxLab {
  chainId: number;
  url: string;
  wsUrl: string;
  publicClient: LabChain['publicClient'];
  testClient: LabChain['testClient'];
  contracts: GmxLabContracts;
  /** As ballast.yaml declares a chain's venues. */
  venues: { 'gmx-v2': DeclaredGmx };
  /** Market tokens by the names that operators use. */
  markets: { 'ETH/USD': Address };
  tokens: { USDC: GmxLabToken; WETH: GmxLabToken };
  feeds: GmxFeeds;
  keeper: GmxKeeper;
  tickers: Tickers;
  controls: GmxControls;
  createAccount(funds: GmxFunds): Promise<LabAccount>;
  /** USD per ETH, the middle of min and max. */
  price(): number;
  /** Market, feeds, tickers and time together. */
  moveMarket(price: number, options?: GmxMoveOptions): Promise<void>;
  /** Lets time pass at the price as it is. */
  advance(seconds: number): Promise<void>;
  /** Creates an order as the account's owner would, approval and execution fee included. */
  placeOrder(account: Address, order: LabOrder): Promise<PlacedOrder>;
  positions(account: Address): Promise<readonly LabPosition[]>;
  /** Whatever the contracts allow of this account at the market's price. */
  liquidate(account: Address): Promise<GmxLiquidation[]>;
  /** Auto-deleveraging: the protocol takes a part of a position at the market's price. */
  adl(account: Address, options?: DeleverageOptions): Promise<Hash>;
  snapshot(): Promise<Hex>;
  /** Back to `snapshot()`, clock and market included; the same id may be reverted to again. */
  revert(id: Hex): Promise<void>;
  /** Keeper, tickers and chain. */
  stop(): Promise<void>;
}

export interface GmxLabOptions {
  /** USD per ETH at the start; 2000 unless told. */
  price?: number;
  /** Told of each stage while the lab is built. */
  log?: (line: string) => void;
}

/** The sequencer has been up for a day when the lab opens. */
const DAY = 86_400;

/** @throws LabUnavailable without the development dependencies, LabError when the set-up fails */
export async function createGmxLab({ price = 2000, log = () => {} }: GmxLabOptions = {}): Promise<GmxLab> {
  const anvil = await startAnvil({ args: ['--gas-limit', String(BLOCK_GAS)] });
  try {
    log(`Anvil listens on ${anvil.url}`);
    const chain = createLabChain(anvil.url);
    await placeMulticall3(chain);
    const gmx = await deployGmx(chain, keeperAccount);
    log('The stand-in of GMX V2 is deployed');
    await openMarket(chain, gmx, price);
    const now = await chain.now();
    await chain.send(...sequencerAnswer(gmx, true, now - DAY));
    for (const answer of feedAnswers(gmx, price, now)) await chain.send(...answer);
    log(`ETH/USD is open at ${price}`);
    return await furnish(anvil, chain, gmx, { price, spread: 0 });
  } catch (error) {
    await anvil.stop();
    throw error;
  }
}

async function furnish(anvil: Anvil, chain: LabChain, gmx: DeployedGmx, start: MarketPrice): Promise<GmxLab> {
  let market = start;
  const prices = () => labPrices(market);
  const world = { chain, gmx, prices };
  const keeper = createKeeper(world);
  const snapshots = createSnapshots(chain);
  const marketAt = new Map<Hex, MarketPrice>();
  const [WETH, USDC] = [gmx.WETH.address, gmx.USDC.address];
  const tickers = await startTickers({ tokens: { ETH: WETH, USDC }, prices, now: chain.now });

  const markets = { 'ETH/USD': gmx.marketToken.address };

  async function moveMarket(price: number, { seconds = 60, spread = market.spread }: GmxMoveOptions = {}) {
    const at = (await chain.now()) + Math.max(1, seconds);
    market = { price, spread };
    await chain.sendTogether(at, feedAnswers(gmx, price, at));
  }
  return {
    chainId: CHAIN_ID,
    url: anvil.url,
    wsUrl: anvil.wsUrl,
    publicClient: chain.publicClient,
    testClient: chain.testClient,
    contracts: addressesOf(gmx),
    venues: {
      'gmx-v2': {
        release: 'v2.2b',
        markets,
        prices: { tickers: tickers.url },
        local: {
          chainId: CHAIN_ID,
          contracts: declaredContracts(gmx),
          wrappedNative: WETH,
          sequencerFeed: gmx.sequencerFeed.address,
        },
      },
    },
    markets,
    tokens: {
      USDC: { address: USDC, decimals: 6, underlying: null },
      WETH: { address: WETH, decimals: 18, underlying: 'ETH' },
    },
    feeds: createFeeds(chain, gmx),
    keeper,
    tickers,
    controls: createControls(chain, gmx),
    createAccount: (funds) => createAccount(chain, gmx, funds),
    price: () => market.price,
    moveMarket,
    advance: (seconds) => moveMarket(market.price, { seconds }),
    placeOrder: (account, order) => placeOrder(chain, gmx, account, order),
    positions: (account) => positionsOf(world, account),
    liquidate: (account) => liquidate(world, account),
    adl: (account, options) => deleverage(world, account, options),
    async snapshot() {
      const id = await snapshots.take();
      marketAt.set(id, market);
      return id;
    },
    async revert(id) {
      await snapshots.revert(id);
      market = marketAt.get(id) ?? market;
    },
    async stop() {
      try {
        await keeper.stop();
      } finally {
        await tickers.stop();
        await anvil.stop();
      }
    },
  };
}

async function createAccount(chain: LabChain, gmx: DeployedGmx, funds: GmxFunds): Promise<LabAccount> {
  const privateKey = generatePrivateKey();
  const address = privateKeyToAddress(privateKey);
  await chain.testClient.setBalance({ address, value: parseEther(String(funds.ETH ?? 10)) });
  if (funds.USDC) await chain.send(gmx.USDC, 'mint', [address, parseUnits(String(funds.USDC), 6)]);
  if (funds.WETH) await wrap(chain, gmx, address, parseEther(String(funds.WETH)));
  return { address, privateKey };
}
