import type { Address, Hex, PublicClient } from 'viem';
import { createPublicClient, formatEther, formatUnits, http, parseEther, parseUnits } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
import { erc20Abi } from '../../abis/erc20.js';
import { multicall3Address } from '../../src/model/multicall3.js';
import { bps, tokenAmount, wad } from '../../src/model/units.js';
import {
  arbitrumMarkets,
  arbitrumWeth,
  type GmxDeployment,
  gmxDeployment,
} from '../../src/venues/gmx-v2/deployment.js';
import { gmxV2 } from '../../src/venues/gmx-v2/gmxV2.js';
import type { GmxContracts, ReleaseName } from '../../src/venues/gmx-v2/releases/release.js';
import { releaseOf } from '../../src/venues/gmx-v2/releases/releases.js';
import type { TokenDeclaration } from '../../src/venues/venue.js';
import type { VenueWorld, WorldSheet } from '../conformance/world.js';
import { gmxAbilities, gmxExamples } from '../conformance/worlds/gmxLab.js';
import { createNodePrices, type NodePrices } from './nodePrices.js';
import { startTickerServer } from './tickerServer.js';

export interface NodeOptions {
  rpcUrl: string;
  privateKey: Hex;
  release: ReleaseName;
  /** Prices from there instead of from the node. */
  tickersUrl?: string | undefined;
  /** Where the contracts are, on a chain that does not have them where Arbitrum has them. */
  elsewhere?: { local: NonNullable<GmxDeployment['local']>; market: Address; usdc: Address } | undefined;
}

const ether = (quantity: string) => wad(parseEther(quantity));
const usdc = (amount: string) => tokenAmount(parseUnits(amount, 6));

const say = (line: string): void => console.info(`gmx-v2 on a node: ${line}`);

/** What an account must have: collateral of the examples several times over, and keepers' fees. */
const leastEth = '0.05';
const leastUsdc = '500';

/** A quiet node is looked at again after so long, ms. */
const lookAgain = 2_000;

/** A node of somebody else's that has GMX, where somebody else's keeper executes. One account; no tricks with the chain. */
export const gmxNodeWorld = (options: NodeOptions): WorldSheet => ({
  name: 'gmx-v2 on a node',
  venue: 'gmx-v2',
  can: gmxAbilities,
  hands: [],
  timeout: 20 * 60_000,
  open: () => openNode(options),
});

async function openNode({ rpcUrl, privateKey, release, tickersUrl, elsewhere }: NodeOptions): Promise<VenueWorld> {
  const client: PublicClient = createPublicClient({ transport: http(rpcUrl), cacheTime: 0 });
  const account = privateKeyToAddress(privateKey);
  const chainId = await client.getChainId();
  const pinned = releaseOf(release, elsewhere?.local ?? {});
  const { contracts } = pinned;
  const WETH = elsewhere?.local.wrappedNative ?? arbitrumWeth;
  const USDC = elsewhere?.usdc ?? '0xaf88d065e77c8cC2239327C5EDb3A432268e5831';
  const market = elsewhere?.market ?? arbitrumMarkets['ETH/USD'];
  if (!market) throw new Error('which market token ETH/USD has is not known');
  await expectCode(client, { ...contracts, WETH, USDC });
  await expectFunds(client, account, USDC);

  const multicall3 = (await hasCode(client, multicall3Address)) ? multicall3Address : pinned.multicall3;
  if (!(await hasCode(client, multicall3)))
    throw new Error(`there is no Multicall3 at ${multicall3Address}, and GMX's own at ${multicall3} is missing too`);
  const prices = createNodePrices(client, contracts);
  const symbols = [
    { symbol: 'ETH', address: WETH },
    { symbol: 'USDC', address: USDC },
  ];
  await expectPrices(client, prices, symbols, tickersUrl);
  const server = await startTickerServer({ client, prices, tokens: symbols, instead: tickersUrl });

  const sequencer = pinned.sequencerFeed && (await hasCode(client, pinned.sequencerFeed)) ? pinned.sequencerFeed : null;
  const isPinned = chainId === pinned.chainId && elsewhere === undefined && sequencer !== null;
  if (!isPinned && !elsewhere) say(`the chain says ${chainId}, sequencer feed ${sequencer ?? 'none'}: taken as local`);
  const deployment = gmxDeployment.parse({
    release,
    markets: { 'ETH/USD': market },
    prices: { tickers: server.url, ...(await loosened(client, prices, symbols)) },
    ...(isPinned
      ? {}
      : { local: elsewhere?.local ?? { chainId, contracts: {}, wrappedNative: WETH, sequencerFeed: sequencer } }),
  });
  const tokens: Record<string, TokenDeclaration> = {
    USDC: { address: USDC, decimals: 6, underlying: null },
    WETH: { address: WETH, decimals: 18, underlying: 'ETH' },
  };
  say("the account is taken as the suite's own: what is open there is closed, before each case and after it");
  say(`release ${release} on chain ${chainId}, account ${account}, Multicall3 ${multicall3}`);

  return {
    chain: { id: chainId, urls: [rpcUrl], http: rpcUrl, multicall3 },
    request: (of) => ({ kind: gmxV2, deployment, account: of, names: ['ETH/USD'], tokens }),
    createAccount: async () => ({ address: account, privateKey }),
    examples: {
      ...gmxExamples,
      ...{ open: ether('0.2'), more: ether('0.05'), part: ether('0.1'), tooMuch: ether('1000000') },
      ...{ maxSlippage: bps(200), leverage: 5, beyondSlippage: 0.03, risky: ether('0.2'), ruin: 0.25 },
      collateral: { add: usdc('20.123456'), remove: usdc('10.5') },
      better: { topUp: 1.3, reduction: 1.2 },
    },
    // Keepers execute at prices of their own moment.
    tolerances: {
      ...{ price: 2e-2, fee: 0.1, equity: 0.1, wallet: 2e-2, topUp: 0.1, reduction: 0.1, below: 0.05 },
      ...{ marginAt: 1e-6, change: 1e-9, quantity: 2e-2 },
    },
    settle: () => nextHead(client),
    patience: 150,
    price: async () => {
      const found = await prices.priceOf(WETH, await client.getBlock());
      return Number(formatUnits(found?.min ?? 0n, 12));
    },
    stop: server.stop,
  };
}

/** The next head, or as long as it is worth waiting for one before looking again. */
async function nextHead(client: PublicClient): Promise<void> {
  const since = await client.getBlockNumber();
  const giveUp = AbortSignal.timeout(lookAgain);
  while (!giveUp.aborted && (await client.getBlockNumber()) === since) {
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const hasCode = async (client: PublicClient, address: Address): Promise<boolean> =>
  ((await client.getCode({ address })) ?? '0x') !== '0x';

async function expectCode(client: PublicClient, contracts: GmxContracts & Record<string, Address>): Promise<void> {
  const found = await Promise.all(
    Object.entries(contracts).map(async ([name, address]) =>
      (await hasCode(client, address)) ? [] : [`${name} ${address}`],
    ),
  );
  const missing = found.flat();
  if (missing.length > 0)
    throw new Error(`the node has no code at ${missing.join(', ')}: is GMX_RELEASE the right one?`);
}

async function expectFunds(client: PublicClient, account: Address, token: Address): Promise<void> {
  const [eth, held] = await Promise.all([
    client.getBalance({ address: account }),
    client.readContract({ address: token, abi: erc20Abi, functionName: 'balanceOf', args: [account] }),
  ]);
  if (eth >= parseEther(leastEth) && held >= parseUnits(leastUsdc, 6)) return;
  throw new Error(
    `${account} holds ${formatEther(eth)} ETH and ${formatUnits(held, 6)} USDC; it needs ${leastEth} ETH and ${leastUsdc} USDC`,
  );
}

type Symbols = readonly { symbol: string; address: Address }[];

async function expectPrices(client: PublicClient, prices: NodePrices, symbols: Symbols, tickersUrl?: string) {
  if (tickersUrl !== undefined) return say('prices come from GMX_TICKERS_URL, stamped with the time of the node');
  const head = await client.getBlock();
  for (const { symbol, address } of symbols) {
    const found = await prices.priceOf(address, head);
    if (!found) {
      throw new Error(
        `nobody states a price of ${symbol}: no OraclePriceUpdate in the last blocks, and no feed in GMX's DataStore; give GMX_TICKERS_URL`,
      );
    }
    say(`${symbol} from ${found.origin}: ${found.min} to ${found.max}`);
  }
}

/** Where the node's feeds stand still or lag, what would stop new risk for that reason alone. */
async function loosened(client: PublicClient, prices: NodePrices, symbols: Symbols) {
  const head = await client.getBlock();
  // A node that makes blocks only when it is sent something is often behind its own keeper.
  const settings: Record<string, string> = { maxAge: '10m' };
  let apart = 0;
  for (const { symbol, address } of symbols) {
    const feed = await prices.feedOf(address, head);
    const price = await prices.priceOf(address, head);
    if (!feed || !price) {
      say(`GMX knows no feed of ${symbol}: without one there is no new risk, and most cases will fail`);
      continue;
    }
    if (feed.age > (feed.heartbeat || 90_000) - 86_400) settings['feedMaxAge'] = '3650d';
    apart = Math.max(apart, Math.abs(Number(price.max) / Number(feed.price) - 1));
  }
  if (apart > 0.003) settings['maxDeviation'] = '4999bps';
  say(
    `price settings are loosened for this run: ${JSON.stringify(settings)} (feeds up to ${(apart * 100).toFixed(2)} % off)`,
  );
  return settings;
}
