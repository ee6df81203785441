import { encodeFunctionData, type Hex, maxUint256, parseEther, parseEventLogs, parseUnits, zeroHash } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
import { startAnvil } from '../../src/lab/anvil.js';
import { loadArtifact } from '../../src/lab/artifacts.js';
import { BLOCK_GAS, createLabChain, type LabCall, type LabChain } from '../../src/lab/chain.js';
import { CHAIN_ID } from '../../src/lab/clients.js';
import { pushTo } from '../../src/lab/market.js';
import { placeMulticall3 } from '../../src/lab/multicall3.js';
import { deployPerpV2, feedAnswer, openPerpV2, priceOf } from '../../src/lab/perpV2.js';
import { type BookText, loadBook, writeBook } from '../book.js';
import { createNode } from './node.js';
import type { World } from './world.js';

const price = 2000;
/** The chain's time does not follow the wall clock, so that two runs are one. */
const genesis = 1_700_000_000;
const historySeconds = 3600;
const privateKey: Hex = `0x${'42'.repeat(32)}`;
const confirmations = 4;

/** A short that levels the ether in the wallet, at four times its margin, and reserves to defend it with. */
const book = { weth: 5, margin: 2500, reserve: 1200 };

const rules = (cooldown: string) => [
  { hedge: 'ETH', when: 'abs(delta) > 0.5', to: 0, on: 'perp-v2 ETH', maxSlippage: '200bps', cooldown },
  { topUp: 'perp-v2 *', when: 'health < 3', to: 3.5, from: 'wallet USDC', cooldown },
  { deleverage: 'perp-v2 *', when: 'health < 2', to: 2.5, maxSlippage: '3%', cooldown },
];

const variants: readonly Omit<BookText, 'account'>[] = [
  { rules: rules('0s'), surviveBelow: 1.9, limits: { health: 2.2 } },
  // Used up soon: what saves the account goes all the same.
  {
    rules: rules('10m'),
    surviveBelow: 1.9,
    limits: {
      order: '12_000 usd',
      health: 2.2,
      hour: { orders: 2 },
      day: { turnover: '12_000 usd', orders: 3, gas: '0.005 eth' },
    },
  },
];

/** Perpetual Protocol V2 alone, on a chain whose every block is the same in every process. */
export async function createPerpWorld(onFinished: (end: () => void) => void): Promise<World> {
  const anvil = await startAnvil({ args: ['--gas-limit', String(BLOCK_GAS)], timestamp: genesis });
  const node = createNode(anvil.url);
  const chain = createLabChain(anvil.url);
  await node.must('anvil_setBlockTimestampInterval', [1]);
  await placeMulticall3(chain);
  const perp = await deployPerpV2(chain, price);
  const weth = await chain.deploy(loadArtifact('@lyrafinance/protocol', 'test-helpers/TestERC20SetDecimals'), [
    'Wrapped Ether',
    'WETH',
    18,
  ]);
  const then = (await chain.now()) + historySeconds;
  await chain.sendTogether(then, [feedAnswer(perp, price, then)]);
  await openPerpV2(chain, perp, price);

  const address = privateKeyToAddress(privateKey);
  const account = { address, privateKey };
  await chain.testClient.setBalance({ address, value: parseEther('10') });
  await chain.send(weth, 'mint', [address, parseEther(String(book.weth))]);
  await openShort();
  // Mark, oracle and pool agree again, and no funding runs up.
  const settled = (await chain.now()) + historySeconds;
  await chain.sendTogether(settled, [feedAnswer(perp, price, settled)]);
  await node.must('evm_setAutomine', [false]);
  const start = await chain.now();
  const world = {
    chainId: CHAIN_ID,
    wsUrl: '',
    tokens: {
      USDC: { address: perp.USDC.address, decimals: 6, underlying: null },
      WETH: { address: weth.address, decimals: 18, underlying: 'ETH' },
    },
    venues: { 'perp-v2': { clearingHouse: perp.ClearingHouse.address, markets: { ETH: perp.BaseToken.address } } },
  };
  const configs = variants.map((variant) => {
    const watch = [{ 'perp-v2': 'ETH' }, { wallet: ['USDC', 'WETH'] }];
    const text = { ...variant, account: address, watch, confirmations, endpoints: ['http://endpoint-0.test'] };
    return loadBook(writeBook(world, text, onFinished));
  });
  let clean = await node.must<Hex>('evm_snapshot');

  async function openShort(): Promise<void> {
    const usdc = (amount: number) => parseUnits(String(amount), 6);
    await chain.testClient.impersonateAccount({ address });
    await chain.send(perp.USDC, 'mint', [address, usdc(book.margin + book.reserve)]);
    await chain.send(perp.USDC, 'approve', [perp.Vault.address, usdc(book.margin)], { from: address });
    await chain.send(perp.Vault, 'deposit', [perp.USDC.address, usdc(book.margin)], { from: address });
    const terms = {
      baseToken: perp.BaseToken.address,
      isBaseToQuote: true,
      isExactInput: true,
      amount: parseEther(String(book.weth)),
      oppositeAmountBound: 0n,
      deadline: maxUint256,
      sqrtPriceLimitX96: 0n,
      referralCode: zeroHash,
    };
    await chain.send(perp.ClearingHouse, 'openPosition', [terms], { from: address });
    await chain.testClient.stopImpersonatingAccount({ address });
  }

  /** In the pool, unmined. */
  const submit = (call: LabCall) => node.must<Hex>('eth_sendTransaction', [unsigned(call, chain)]);

  async function currentPrice(): Promise<number> {
    const [current] = await chain.read<readonly [bigint]>(perp.Pool, 'slot0');
    return priceOf(current);
  }

  return {
    node,
    account,
    start,
    variants: variants.length,
    config(variant, endpoints) {
      const config = configs[variant % configs.length];
      const lab = config?.settings.chains['lab'];
      if (!config || !lab) throw new Error('the world has no chain');
      const { settings } = config;
      return { ...config, settings: { ...settings, chains: { lab: { ...lab, endpoints: [...endpoints] } } } };
    },
    async reset() {
      await node.must('anvil_dropAllTransactions');
      await node.must('evm_revert', [clean]);
      clean = await node.must<Hex>('evm_snapshot');
    },
    async price(factor, at) {
      const from = await currentPrice();
      const target = Number((from * factor).toFixed(6));
      await submit(feedAnswer(perp, target, at));
      if (factor !== 1) await submit(pushTo(perp, target, target < from));
    },
    async exposure(units) {
      await submit([weth, units > 0 ? 'mint' : 'burn', [address, parseEther(String(Math.abs(units)))]]);
    },
    async facts(since) {
      const logsOf = async ({ address: contract }: { address: Hex }) => {
        const range = { fromBlock: BigInt(since), toBlock: 'latest' } as const;
        const logs = await chain.publicClient.getLogs({ address: contract, ...range });
        return logs.filter(({ blockNumber }) => blockNumber > BigInt(since));
      };
      const trades = parseEventLogs({
        abi: perp.ClearingHouse.abi,
        logs: await logsOf(perp.ClearingHouse),
        eventName: 'PositionChanged',
      }).flatMap(({ args, transactionHash }) => {
        const { trader, exchangedPositionSize } = args as unknown as { trader: Hex; exchangedPositionSize: bigint };
        return trader === address ? [{ by: transactionHash, quantity: exchangedPositionSize }] : [];
      });
      const deposits = parseEventLogs({
        abi: perp.Vault.abi,
        logs: await logsOf(perp.Vault),
        eventName: 'Deposited',
      }).flatMap(({ args, transactionHash }) => {
        const { trader, amount } = args as unknown as { trader: Hex; amount: bigint };
        return trader === address ? [{ by: transactionHash, amount }] : [];
      });
      return {
        position: await chain.read<bigint>(perp.AccountBalance, 'getTotalPositionSize', [
          address,
          perp.BaseToken.address,
        ]),
        trades,
        deposits,
        count: await chain.publicClient.getTransactionCount({ address }),
      };
    },
    async stop() {
      node.close();
      await anvil.stop();
    },
  };
}

function unsigned([contract, functionName, args = [], { from } = {}]: LabCall, { deployer }: LabChain) {
  const data = encodeFunctionData({ abi: contract.abi, functionName, args });
  return { from: from ?? deployer, to: contract.address, data, gas: '0xf42400' };
}
