import eventEmitterAbi from '@gmx-io/sdk/abis/EventEmitter';
import { decodeEventLog, encodeFunctionData, type Hex, numberToHex, parseEther, parseUnits } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
import { startAnvil } from '../../src/lab/anvil.js';
import { BLOCK_GAS, createLabChain, type LabCall } from '../../src/lab/chain.js';
import { CHAIN_ID } from '../../src/lab/clients.js';
import { declaredContracts, deployGmx } from '../../src/lab/gmx/contracts.js';
import { positionsOf } from '../../src/lab/gmx/forced.js';
import { keeperAccount, oracleParams } from '../../src/lab/gmx/keeper.js';
import { missingPrice } from '../../src/lab/gmx/missingPrice.js';
import { pendingOrders } from '../../src/lab/gmx/orders.js';
import { openMarket, wrap } from '../../src/lab/gmx/parameters.js';
import { feedAnswers, labPrices, sequencerAnswer } from '../../src/lab/gmx/prices.js';
import { placeMulticall3 } from '../../src/lab/multicall3.js';
import { type BookText, loadBook, writeBook } from '../book.js';
import { createNode } from './node.js';
import type { ChainTrade, World } from './world.js';

const openingPrice = 2000;
const genesis = 1_700_000_000;
const privateKey: Hex = `0x${'42'.repeat(32)}`;
const confirmations = 4;
const tickersUrl = 'http://tickers.test';

const book = { weth: 5, usdc: 20_000 };

const rules = (cooldown: string) => [
  { hedge: 'ETH', when: 'abs(delta) > 0.5', to: 0, on: 'gmx-v2 ETH/USD', leverage: 3, maxSlippage: '200bps', cooldown },
  { deleverage: 'gmx-v2 *', when: 'health < 16', to: 24, maxSlippage: '2%', cooldown },
];

const variants: readonly Omit<BookText, 'account'>[] = [
  { rules: rules('0s'), surviveBelow: 14, limits: { health: 24 } },
  {
    rules: rules('10m'),
    surviveBelow: 14,
    limits: { order: '12_000 usd', health: 24, hour: { orders: 2 }, day: { turnover: '20_000 usd', orders: 4 } },
  },
];

/** The stand-in of GMX V2, where a mined transaction only asks and a keeper carries out: or late, or never, or it cancels. */
export async function createGmxWorld(onFinished: (end: () => void) => void): Promise<World> {
  const anvil = await startAnvil({ args: ['--gas-limit', String(BLOCK_GAS)], timestamp: genesis });
  const node = createNode(anvil.url);
  const chain = createLabChain(anvil.url);
  await node.must('anvil_setBlockTimestampInterval', [1]);
  await placeMulticall3(chain);
  const gmx = await deployGmx(chain, keeperAccount);
  await openMarket(chain, gmx, openingPrice);
  const opened = await chain.now();
  await chain.send(...sequencerAnswer(gmx, true, opened - 86_400));
  for (const answer of feedAnswers(gmx, openingPrice, opened)) await chain.send(...answer);

  const address = privateKeyToAddress(privateKey);
  await chain.testClient.setBalance({ address, value: parseEther('10') });
  await chain.send(gmx.USDC, 'mint', [address, parseUnits(String(book.usdc), 6)]);
  await wrap(chain, gmx, address, parseEther(String(book.weth)));
  await node.must('evm_setAutomine', [false]);
  const start = await chain.now();
  let price = openingPrice;
  const lab = { chain, gmx, prices: () => labPrices({ price, spread: 0 }) };
  const world = {
    chainId: CHAIN_ID,
    wsUrl: '',
    tokens: {
      USDC: { address: gmx.USDC.address, decimals: 6, underlying: null },
      WETH: { address: gmx.WETH.address, decimals: 18, underlying: 'ETH' },
    },
    venues: {
      'gmx-v2': {
        release: 'v2.2b',
        markets: { 'ETH/USD': gmx.marketToken.address },
        prices: { tickers: tickersUrl },
        local: {
          chainId: CHAIN_ID,
          contracts: declaredContracts(gmx),
          wrappedNative: gmx.WETH.address,
          sequencerFeed: gmx.sequencerFeed.address,
        },
      },
    },
  };
  const configs = variants.map((variant) => {
    const watch = [{ 'gmx-v2': 'ETH/USD' }, { wallet: ['USDC', 'WETH'] }];
    const text = { ...variant, account: address, watch, confirmations, endpoints: ['http://endpoint-0.test'] };
    return loadBook(writeBook(world, text, onFinished));
  });
  let clean = await node.must<Hex>('evm_snapshot');

  const submit = ([contract, functionName, args = [], { from = chain.deployer, value = 0n } = {}]: LabCall) =>
    node.must<Hex>('eth_sendTransaction', [
      {
        ...{ from, to: contract.address, data: encodeFunctionData({ abi: contract.abi, functionName, args }) },
        ...{ value: numberToHex(value), gas: numberToHex(5_000_000) },
      },
    ]);

  return {
    node,
    account: { address, privateKey },
    start,
    variants: variants.length,
    config(variant, endpoints) {
      const config = configs[variant % configs.length];
      const declared = config?.settings.chains['lab'];
      if (!config || !declared) throw new Error('the world has no chain');
      const { settings } = config;
      return { ...config, settings: { ...settings, chains: { lab: { ...declared, endpoints: [...endpoints] } } } };
    },
    async reset() {
      price = openingPrice;
      await node.must('anvil_dropAllTransactions');
      await node.must('evm_revert', [clean]);
      clean = await node.must<Hex>('evm_snapshot');
    },
    async price(factor, at) {
      price = Number((price * factor).toFixed(6));
      for (const answer of feedAnswers(gmx, price, at)) await submit(answer);
    },
    /** Wrapped ether is only ever given: taking it away would take a transaction of the account. */
    async exposure(units) {
      const value = parseEther(String(Math.abs(units) / 2));
      await submit([gmx.WETH, 'deposit', [], { value }]);
      await submit([gmx.WETH, 'transfer', [address, value]]);
    },
    async others(at, roll) {
      const late = roll < 0.3;
      if (late) return null;
      const misses = roll > 0.85;
      const orders = (await pendingOrders(chain, gmx)).filter(({ isFrozen }) => !isFrozen);
      for (const order of orders) {
        const missed = misses ? missingPrice(order, lab.prices().ETH) : null;
        const prices = missed ? { ...lab.prices(), ETH: missed } : lab.prices();
        // The newest block's time: an oracle's price is never of the future.
        const params = oracleParams(lab, prices, Math.min(at, await chain.now()));
        await submit([gmx.orderHandler, 'executeOrder', [order.key, params], { from: keeperAccount }]);
      }
      if (orders.length === 0) return null;
      return `GMX's keeper ${misses ? 'cancels' : 'carries out'} ${orders.length}`;
    },
    async answer(url) {
      if (!url.startsWith(tickersUrl)) return null;
      const at = (await chain.now()) * 1000;
      const { ETH, USDC } = lab.prices();
      const ticker = (tokenSymbol: string, tokenAddress: Hex, { min, max }: typeof ETH) => ({
        ...{ tokenSymbol, tokenAddress, updatedAt: at },
        ...{ minPrice: String(min), maxPrice: String(max) },
      });
      return JSON.stringify([ticker('ETH', gmx.WETH.address, ETH), ticker('USDC', gmx.USDC.address, USDC)]);
    },
    async facts(since) {
      const held = await positionsOf(lab, address);
      const signed = held.map(({ numbers, flags }) => (flags.isLong ? numbers.sizeInTokens : -numbers.sizeInTokens));
      const range = { fromBlock: BigInt(since), toBlock: 'latest' } as const;
      const logs = await chain.publicClient.getLogs({ address: gmx.eventEmitter.address, ...range });
      return {
        position: signed.reduce((sum, size) => sum + size, 0n),
        trades: logs.flatMap((log) => (log.blockNumber > BigInt(since) ? tradeIn(log, address) : [])),
        deposits: [],
        count: await chain.publicClient.getTransactionCount({ address }),
      };
    },
    async stop() {
      node.close();
      await anvil.stop();
    },
  };
}

/** What GMX's own event says that an order did to a position of the account. */
function tradeIn({ data, topics }: { data: Hex; topics: [] | [Hex, ...Hex[]] }, account: Hex): ChainTrade[] {
  const { args } = decodeEventLog({ abi: eventEmitterAbi, data, topics });
  const sign = args.eventName === 'PositionIncrease' ? 1n : args.eventName === 'PositionDecrease' ? -1n : 0n;
  if (sign === 0n) return [];
  const { addressItems, uintItems, boolItems, bytes32Items } = args.eventData;
  const itemOf = <Value>(items: readonly { key: string; value: Value }[], key: string): Value => {
    const found = items.find((item) => item.key === key);
    if (!found) throw new Error(`GMX's ${args.eventName} has no ${key}`);
    return found.value;
  };
  if (itemOf(addressItems.items, 'account') !== account) return [];
  const side = itemOf(boolItems.items, 'isLong') ? sign : -sign;
  const quantity = side * itemOf(uintItems.items, 'sizeDeltaInTokens');
  return [{ by: itemOf(bytes32Items.items, 'orderKey'), quantity }];
}
