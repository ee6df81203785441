import { parseEther, parseUnits } from 'viem';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import type { LabAccount } from '../../src/lab/accounts.js';
import { createLabChain } from '../../src/lab/chain.js';
import { createLab, type Lab } from '../../src/lab/lab.js';
import type { BookWorld } from '../book.js';
import type { KeeperWorld } from '../runKeeper.js';
import { listSecondMarket } from '../secondPerpV2Market.js';
import type { ManyBook } from './keepBooks.js';
import { deployPools, type ListedToken } from './pools.js';

/** How large a rebalancing is. */
export interface RebalanceSize {
  accounts: number;
  /** Each account asks for so many, each in another block. */
  ordersEach: number;
  /** Blocks: pools bought and sold, options bought, perpetuals (at most 4). */
  bought: number;
  sold: number;
  options: number;
  perps: number;
}

/** 850 orders of 50 accounts in 45 blocks. */
export const wholeSize: RebalanceSize = { accounts: 50, ordersEach: 17, bought: 18, sold: 10, options: 13, perps: 4 };
/** 15 orders of 5 accounts in 5 blocks. */
export const smallSize: RebalanceSize = { accounts: 5, ordersEach: 3, bought: 2, sold: 1, options: 1, perps: 1 };

/** What one block is of. */
export interface Planned {
  instrument: string;
  side: 'buy' | 'sell';
  /** Of one order, from and to. */
  least: number;
  most: number;
  decimals: number;
  /** 150 bps unless told. */
  slippage?: string;
  algorithm?: { algo: string; over: string; slices: string };
}

export interface AskedRow {
  clOrdId: string;
  book: string;
  list: string;
  planned: Planned;
  quantity: string;
}

export interface RebalanceWorld {
  lab: Lab;
  world: KeeperWorld & BookWorld;
  tokens: readonly ListedToken[];
  books: readonly ManyBook[];
  trader: ManyBook;
  members: readonly ManyBook[];
  planned: readonly Planned[];
  rows: readonly AskedRow[];
}

const BTC = 50_000;
/** The year, month and day in names of options do not matter here: any that is listed. */
type OptionNames = readonly string[];

/** Builds chain, protocols, accounts and orders. @param optionsOf - The options that are listed, by the ids a book knows them by. */
export async function createRebalanceWorld(
  size: RebalanceSize,
  optionsOf: (lab: Lab) => Promise<OptionNames>,
  log: (line: string) => void = () => {},
): Promise<RebalanceWorld> {
  const lab = await createLab({ log });
  const chain = createLabChain(lab.url);
  const btc = await listSecondMarket(lab, BTC);
  const { router, listed } = await deployPools(chain, lab.contracts.perp.USDC, size.bought + size.sold);
  log(`Uniswap V3 deployed, with ${listed.length} pools`);
  const world = {
    ...{ chainId: lab.chainId, wsUrl: lab.wsUrl, publicClient: lab.publicClient, testClient: lab.testClient },
    venues: {
      lyra: lab.venues.lyra,
      'perp-v2': { ...lab.venues['perp-v2'], markets: { ...lab.venues['perp-v2'].markets, BTC: btc } },
      'uniswap-v3': { router, pools: Object.fromEntries(listed.map(({ symbol, pool }) => [`${symbol}/USDC`, pool])) },
    },
    tokens: {
      ...{ USDC: lab.tokens.USDC, sUSD: lab.tokens.sUSD },
      ...Object.fromEntries(
        listed.map(({ symbol, token, decimals }) => [symbol, { address: token.address, decimals, underlying: symbol }]),
      ),
    },
  };
  const planned = planOf(size, listed, await optionsOf(lab));
  const rows = rowsOf(size, planned);
  const account = async (): Promise<LabAccount> => {
    const privateKey = generatePrivateKey();
    const address = privateKeyToAddress(privateKey);
    await chain.testClient.setBalance({ address, value: parseEther('100') });
    return { address, privateKey };
  };
  const members: ManyBook[] = [];
  for (let i = 0; i < size.accounts; i++) {
    const name = nameOf(i);
    const own = rows.filter(({ book }) => book === name);
    const member = await account();
    await fund(lab, member, own, listed);
    members.push({ name, account: member, watch: watchOf(own), givesTo: ['desk'], limits: memberLimits });
  }
  const all = [{ lyra: 'ETH' }, { 'uniswap-v3': listed.map(({ symbol }) => `${symbol}/USDC`) }];
  const wallet = { wallet: ['USDC', 'sUSD', ...listed.map(({ symbol }) => symbol)] };
  const trader: ManyBook = {
    ...{ name: 'desk', account: await account(), watch: [...all, wallet], givesTo: members.map(({ name }) => name) },
    limits: traderLimits,
  };
  await lab.advance(3_600);
  log(`${size.accounts} accounts and the one that trades for them are funded`);
  return { ...{ lab, world, tokens: listed, trader, members, planned, rows }, books: [...members, trader] };
}

/** Near to what an account does on the day. A perpetual of more than the one for review is looked at by a person first. */
const memberLimits = {
  order: '5_000 usd',
  hour: { orders: 200 },
  day: { turnover: '60_000 usd', orders: 200, gas: '0.5 eth' },
  positions: { 'perp-v2 *': { review: '250 usd', reject: '1_000 usd' }, 'lyra *': '500 usd' },
  gross: '80_000 usd',
  net: '80_000 usd',
  leverage: 0.1,
};
/** Of the account that trades for all. */
const traderLimits = {
  order: '200_000 usd',
  hour: { orders: 10_000 },
  day: { turnover: '4_000_000 usd', orders: 10_000, gas: '20 eth' },
  leverage: 1,
};

const nameOf = (index: number): string => `acc${String(index + 1).padStart(2, '0')}`;

/** Perpetuals of one market on both sides are far from each other, so that no account is on both. */
function planOf(size: RebalanceSize, listed: readonly ListedToken[], options: OptionNames): Planned[] {
  const spot = listed.map(({ symbol, price, decimals }, i): Planned => {
    const side = i < size.bought ? 'buy' : 'sell';
    const range = { least: 200 / price, most: 3_000 / price, decimals: Math.min(decimals, 8) };
    return { instrument: `uniswap-v3 ${symbol}/USDC`, side, ...range };
  });
  if (options.length < size.options) throw new Error(`only ${options.length} options are listed`);
  const calls = options
    .slice(0, size.options)
    .map((instrument): Planned => ({ instrument, side: 'buy', least: 0.01, most: 0.05, decimals: 4, slippage: '8%' }));
  const twap = { algo: 'twap', over: '60s', slices: '3' };
  const perps = [
    { instrument: 'perp-v2 ETH', side: 'sell', least: 0.1, most: 0.3, decimals: 4, algorithm: twap },
    { instrument: 'perp-v2 BTC', side: 'sell', least: 0.004, most: 0.012, decimals: 5, algorithm: twap },
    { instrument: 'perp-v2 ETH', side: 'buy', least: 0.1, most: 0.3, decimals: 4 },
    { instrument: 'perp-v2 BTC', side: 'buy', least: 0.004, most: 0.012, decimals: 5 },
  ] as const satisfies readonly Planned[];
  const others = [...spot, ...calls];
  const half = Math.ceil(others.length / 2);
  const wanted: readonly Planned[] = perps.slice(0, size.perps);
  return [...wanted.slice(0, 2), ...others.slice(0, half), ...wanted.slice(2), ...others.slice(half)];
}

function rowsOf({ accounts, ordersEach }: RebalanceSize, planned: readonly Planned[]): AskedRow[] {
  const rows: AskedRow[] = [];
  for (let i = 0; i < accounts; i++) {
    const book = nameOf(i);
    for (let j = 0; j < ordersEach; j++) {
      const one = planned[(i * ordersEach + j) % planned.length];
      if (!one) continue;
      const size = one.least + (one.most - one.least) * share(i, j);
      const quantity = size.toFixed(one.decimals);
      rows.push({ clOrdId: `${book}-${j + 1}`, book, list: `rebalance-${book}`, planned: one, quantity });
    }
  }
  return rows;
}

/** From 0 to 1, the same in every run. */
const share = (i: number, j: number): number => ((i * 7_919 + j * 104_729 + 12_345) % 9_973) / 9_973;

function watchOf(rows: readonly AskedRow[]): unknown[] {
  const of = (venue: string) => [
    ...new Set(
      rows.flatMap(({ planned: { instrument } }) =>
        instrument.startsWith(`${venue} `) ? [instrument.slice(venue.length + 1)] : [],
      ),
    ),
  ];
  const [pools, perps] = [of('uniswap-v3'), of('perp-v2')];
  return [
    ...(of('lyra').length > 0 ? [{ lyra: 'ETH' }] : []),
    ...(perps.length > 0 ? [{ 'perp-v2': perps }] : []),
    ...(pools.length > 0 ? [{ 'uniswap-v3': pools }] : []),
    { wallet: ['USDC', 'sUSD', ...pools.map((pool) => pool.split('/')[0])] },
  ];
}

/** Twice what it wants to buy, exactly what it wants to sell, and margin for its perpetuals. */
async function fund(
  lab: Lab,
  account: LabAccount,
  rows: readonly AskedRow[],
  listed: readonly ListedToken[],
): Promise<void> {
  const chain = createLabChain(lab.url);
  const { perp, lyra } = lab.contracts;
  await chain.send(perp.USDC, 'mint', [account.address, parseUnits('120000', 6)]);
  await chain.send(lyra.sUSD, 'mint', [account.address, parseEther('50000')]);
  for (const { planned, quantity } of rows) {
    const token = listed.find(({ symbol }) => planned.instrument === `uniswap-v3 ${symbol}/USDC`);
    if (token && planned.side === 'sell')
      await chain.send(token.token, 'mint', [account.address, parseUnits(quantity, token.decimals)]);
  }
  if (rows.some(({ planned }) => planned.instrument.startsWith('perp-v2 ')))
    await lab.openBook(account, { options: [], perp: { size: 0, margin: 10_000 } });
}

/** As `ballast order import` reads it. */
export function csvOf(rows: readonly AskedRow[]): string {
  const titles = 'ClOrdID,book,list,side,OrderQty,instrument,slippage,algo,over,slices,block,text';
  const lines = rows.map(({ clOrdId, book, list, planned, quantity }) => {
    const { instrument, side, algorithm, slippage = '150bps' } = planned;
    const worked = algorithm ? [algorithm.algo, algorithm.over, algorithm.slices] : ['', '', ''];
    return [clOrdId, book, list, side, quantity, instrument, slippage, ...worked, 'yes', 'rebalance'].join(',');
  });
  return `${[titles, ...lines].join('\n')}\n`;
}
