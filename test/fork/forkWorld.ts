import { type Address, type Hex, parseEther, parseUnits } from 'viem';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import { labPrices } from '../../src/lab/gmx/prices.js';
import { startTickers } from '../../src/lab/gmx/tickers.js';
import { createSnapshots } from '../../src/lab/snapshots.js';
import { bps, tokenAmount, wad } from '../../src/model/units.js';
import { gmxDeployment } from '../../src/venues/gmx-v2/deployment.js';
import { gmxV2 } from '../../src/venues/gmx-v2/gmxV2.js';
import type { VenueWorld, WorldSheet } from '../conformance/world.js';
import { gmxAbilities, gmxExamples } from '../conformance/worlds/gmxLab.js';
import { executeAll } from './keeper.js';
import type { ForkSite } from './site.js';

const ether = (quantity: string) => wad(parseEther(quantity));
const usdc = (amount: string) => tokenAmount(parseUnits(amount, 6));

/** Seconds that a move of the market takes. */
const moveTakes = 60n;
/** REQUEST_EXPIRATION_TIME is 300 seconds on Arbitrum. */
const expiration = 301n;

/** GMX's own contracts on a chain that is ours: its keeper, its prices and its feeds are played by the suite. */
export const gmxForkWorld = (openSite: () => Promise<ForkSite>): WorldSheet => ({
  name: 'gmx-v2 on a fork of Arbitrum',
  venue: 'gmx-v2',
  can: gmxAbilities,
  // Liquidations need a handler that no release pins, and funding owed needs a market's own bookkeeping.
  hands: ['newAccount', 'moveMarket', 'snapshot', 'holdKeeper', 'passTime'],
  timeout: 10 * 60_000,
  open: async () => furnish(await openSite()),
});

async function furnish(site: ForkSite): Promise<VenueWorld> {
  const { chain, tokens } = site;
  const { testClient, publicClient } = chain;
  let price = site.startPrice;
  const prices = () => labPrices({ price, spread: 0 });
  const accounts: Address[] = [];
  const snapshots = createSnapshots(chain);
  const priceAt = new Map<Hex, number>();
  const tickers = await startTickers({ tokens: { ETH: tokens.WETH, USDC: tokens.USDC }, prices, now: chain.now });
  const deployment = gmxDeployment.parse({ ...site.declaration, prices: { tickers: tickers.url } });

  async function moveMarket(next: number, seconds = moveTakes): Promise<void> {
    const { timestamp } = await publicClient.getBlock();
    price = next;
    await site.answerFeeds(next, timestamp + seconds);
    await testClient.setNextBlockTimestamp({ timestamp: timestamp + seconds });
    await testClient.mine({ blocks: 1 });
  }
  await moveMarket(price);

  return {
    chain: { id: site.chainId, urls: [site.wsUrl], http: site.url, multicall3: site.multicall3 },
    request: (account) => ({
      ...{ kind: gmxV2, deployment, account, names: ['ETH/USD'] },
      tokens: {
        USDC: { address: tokens.USDC, decimals: 6, underlying: null },
        WETH: { address: tokens.WETH, decimals: 18, underlying: 'ETH' },
      },
    }),
    async createAccount() {
      const privateKey = generatePrivateKey();
      const address = privateKeyToAddress(privateKey);
      await testClient.setBalance({ address, value: parseEther('10') });
      await site.giveUsdc(address, parseUnits('20000', 6));
      accounts.push(address);
      return { address, privateKey };
    },
    examples: {
      ...gmxExamples,
      ...{ open: ether('2.41'), more: ether('0.3'), part: ether('1.1'), tooMuch: ether('1000000'), risky: ether('2') },
      ...{ maxSlippage: bps(50), beyondSlippage: 0.01, ruin: 0.22, leverage: 5 },
      collateral: { add: usdc('123.456789'), remove: usdc('100.5') },
      better: { topUp: 1.5, reduction: 1.3 },
    },
    // A few seconds of funding and borrowing lie between what is foretold and what is done.
    tolerances: {
      ...{ price: 1e-4, fee: 1e-3, equity: 1e-3, wallet: 1e-5, topUp: 1e-2, reduction: 1e-2, below: 1e-3 },
      ...{ marginAt: 1e-9, change: 1e-9, quantity: 1e-6 },
    },
    settle: () => executeAll(site, accounts, prices()),
    patience: 3,
    price: async () => price,
    moveMarket: (next) => moveMarket(next),
    passTime: () => moveMarket(price, expiration),
    async snapshot() {
      const id = await snapshots.take();
      priceAt.set(id, price);
      return id;
    },
    async revert(id) {
      await snapshots.revert(id);
      price = priceAt.get(id) ?? price;
    },
    async stop() {
      await tickers.stop();
      await site.stop();
    },
  };
}
