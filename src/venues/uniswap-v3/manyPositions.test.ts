import {
  type Address,
  decodeFunctionData,
  encodeAbiParameters,
  encodeFunctionData,
  isAddressEqual,
  maxUint256,
  toFunctionSelector,
} from 'viem';
import { expect, test } from 'vitest';
import { uniswapPositionsAbi } from '../../../abis/uniswapV3.js';
import { createUniswapTrader, headOf, type UniswapTrader, useUniswapLab } from '../../../test/uniswapTrader.js';
import { assess } from '../../assess/assess.js';
import { portfolioOf } from '../../assess/holdings/holdingsOf.js';
import { maker } from '../../lab/perpV2.js';
import { addLiquidity, drainUniswap, sqrtPriceOf } from '../../lab/uniswapV3.js';
import { multicall3Address } from '../../model/multicall3.js';
import type { Call } from '../../model/reading.js';
import { toFloat, wei } from '../../model/units.js';
import { createEndpoint } from '../../observe/endpoints/createEndpoint.js';
import { callsAt, type MakeCalls, runReadings } from '../../observe/runReadings.js';
import { sayDeltaUnknown } from '../../plan/sayDeltaUnknown.js';
import { MOST_POSITIONS } from './readLiquidity.js';

const lab = useUniswapLab();

/** The account's own liquidity around the price. */
async function provide(from: Address): Promise<void> {
  const { contracts, chain, testClient } = lab();
  await testClient.impersonateAccount({ address: from });
  for (const token of [contracts.WETH, contracts.USDC])
    await chain.send(token, 'approve', [contracts.Positions.address, maxUint256], { from });
  await addLiquidity(chain, contracts, { price: 2_000, factor: 1.05, depth: 300, from });
}

/** What a stranger sends to an account: positions over nearly all prices, with next to nothing in them. */
async function sendDust(to: Address, count: number, { fee, widest }: { fee: number; widest: number }): Promise<void> {
  const { contracts, chain } = lab();
  const { Positions, WETH, USDC, wethIsToken0 } = contracts;
  const [token0, token1] = wethIsToken0 ? [WETH.address, USDC.address] : [USDC.address, WETH.address];
  const [amount0Desired, amount1Desired] = wethIsToken0 ? [10n ** 15n, 10n ** 7n] : [10n ** 7n, 10n ** 15n];
  const mint = encodeFunctionData({
    ...{ abi: Positions.abi, functionName: 'mint' },
    args: [
      {
        ...{ token0, token1, fee, tickLower: -widest, tickUpper: widest, amount0Desired, amount1Desired },
        ...{ amount0Min: 0n, amount1Min: 0n, recipient: to, deadline: maxUint256 },
      },
    ],
  });
  await chain.send(Positions, 'multicall', [Array.from({ length: count }, () => mint)], { from: maker });
}

/** The same pair at another fee, which nobody watches. */
async function openAnotherPool(fee: number): Promise<void> {
  const { contracts, chain } = lab();
  const { WETH, USDC, wethIsToken0 } = contracts;
  const [token0, token1] = wethIsToken0 ? [WETH.address, USDC.address] : [USDC.address, WETH.address];
  const price = sqrtPriceOf(contracts, 2_000);
  await chain.send(contracts.Positions, 'createAndInitializePoolIfNecessary', [token0, token1, fee, price]);
}

/** Answers as if the account had `count` positions: those that it does not have are told to be its oldest. */
async function readAsIf(trader: UniswapTrader, count: number) {
  const { contracts, url } = lab();
  const head = await headOf(lab());
  const onChain = callsAt(createEndpoint(url), multicall3Address, head.hash);
  const isTo = ({ to, data }: Call, signature: string) =>
    isAddressEqual(to, contracts.Positions.address) && data.startsWith(toFunctionSelector(signature));
  const asked: bigint[] = [];
  const makeCalls: MakeCalls = async (calls) => {
    const really = await onChain(calls);
    const oldest = encodeFunctionData({
      ...{ abi: uniswapPositionsAbi, functionName: 'tokenOfOwnerByIndex', args: [trader.address, 0n] },
    });
    const [first] = await onChain([{ to: contracts.Positions.address, data: oldest }]);
    return calls.map((call, at) => {
      const answer = really[at] ?? { ok: false, data: '0x' };
      if (isTo(call, 'balanceOf(address)'))
        return { ok: true, data: encodeAbiParameters([{ type: 'uint256' }], [BigInt(count)]) };
      if (!isTo(call, 'tokenOfOwnerByIndex(address,uint256)')) return answer;
      const { args } = decodeFunctionData({ abi: uniswapPositionsAbi, data: call.data });
      asked.push(BigInt(args[1] ?? 0n));
      return answer.ok ? answer : (first ?? answer);
    });
  };
  const [outcome] = await runReadings([() => trader.venue.read(head)], makeCalls);
  if (!outcome?.ok) throw new Error(outcome?.error ?? 'nothing was read');
  const snapshot = {
    ...{ chainId: 1, account: trader.address, block: head, nativeBalance: wei(0n), unread: [] },
    readings: [outcome.value],
  };
  return { reading: outcome.value, snapshot, asked: new Set(asked).size };
}

test('default: dust that a stranger sends hides nothing, and what is in other pools is not counted', async () => {
  const trader = await createUniswapTrader(lab(), { WETH: 500, USDC: 1_000_000 });
  await openAnotherPool(3_000);
  await sendDust(trader.address, 35, { fee: 3_000, widest: 887_220 });
  await sendDust(trader.address, 35, { fee: 500, widest: 887_270 });
  await provide(trader.address);
  const { positions } = await trader.read();
  expect(positions).toHaveLength(36);
  const [largest = 0] = positions.map(({ quantity }) => toFloat(quantity)).sort((a, b) => b - a);
  expect(largest).toBeGreaterThan(5);
});

test('behavior: more positions than are read make the delta unknown, and are told with their number', async () => {
  const trader = await createUniswapTrader(lab(), { WETH: 500, USDC: 1_000_000 });
  await provide(trader.address);
  const { testClient, chain, contracts } = lab();
  await testClient.impersonateAccount({ address: trader.address });
  await drainUniswap(chain, contracts, { from: trader.address });
  await provide(trader.address);
  const full = await readAsIf(trader, MOST_POSITIONS);
  expect(full.asked).toBe(MOST_POSITIONS);
  expect(full.reading.positions).toHaveLength(1);
  const known = assess(full.snapshot, new Map()).underlyings.find(({ underlying }) => underlying === 'ETH');
  expect(known?.delta).toBeGreaterThan(5);

  const beyond = await readAsIf(trader, MOST_POSITIONS + 7);
  expect(beyond.asked).toBe(MOST_POSITIONS);
  expect(beyond.reading.positions.map(({ id }) => id)).toEqual([
    full.reading.positions[0]?.id,
    'uniswap-v3 unread liquidity of ETH',
  ]);
  const risk = assess(beyond.snapshot, new Map());
  expect(risk.underlyings.map(({ underlying, delta }) => [underlying, delta])).toEqual([['ETH', Number.NaN]]);
  expect(risk.portfolio.equity).toBeCloseTo(assess(full.snapshot, new Map()).portfolio.equity, 6);
  const why = /^7 of the account's 507 liquidity positions on uniswap-v3 were not read/;
  expect(portfolioOf(beyond.snapshot).unpriced).toEqual([
    { position: 'uniswap-v3 unread liquidity of ETH', reason: expect.stringMatching(why) },
  ]);
  expect(sayDeltaUnknown(full.snapshot, 'ETH')).toBe('the delta of ETH is not known');
  expect(sayDeltaUnknown(beyond.snapshot, 'BTC')).toBe('the delta of BTC is not known');
  expect(sayDeltaUnknown(beyond.snapshot, 'ETH')).toMatch(/^the delta of ETH is not known: 7 of the account's 507 /);
});
