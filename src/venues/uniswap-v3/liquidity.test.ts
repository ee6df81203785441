import { type Address, maxUint128, maxUint256, parseUnits } from 'viem';
import { describe, expect, test } from 'vitest';
import { createUniswapTrader, swapTerms, useUniswapLab } from '../../../test/uniswapTrader.js';
import { portfolioOf } from '../../assess/holdings/holdingsOf.js';
import { positionRisks } from '../../assess/positionRisks.js';
import { chooseKernel } from '../../assess/pricing/chooseKernel.js';
import type { UniswapLab } from '../../lab/uniswapLab.js';
import { addLiquidity, drainUniswap, moveUniswap } from '../../lab/uniswapV3.js';
import { bps, toFloat, unixSeconds, wei } from '../../model/units.js';
import { amountsOf } from './liquidityOf.js';

/** The account's own liquidity, around a price. */
async function provide(lab: UniswapLab, from: Address, price: number, factor: number, depth: number): Promise<void> {
  const { contracts, chain, testClient } = lab;
  await testClient.impersonateAccount({ address: from });
  for (const token of [contracts.WETH, contracts.USDC])
    await chain.send(token, 'approve', [contracts.Positions.address, maxUint256], { from });
  await addLiquidity(chain, contracts, { price, factor, depth, from });
  await testClient.stopImpersonatingAccount({ address: from });
}

/** What the manager itself would pay for all of a position, and then for its fees. */
async function paidFor({ publicClient, contracts: { Positions } }: UniswapLab, account: Address, tokenId: bigint) {
  const [, , , , , , , liquidity] = (await publicClient.readContract({
    ...{ ...Positions, functionName: 'positions', args: [tokenId] },
  })) as readonly unknown[];
  const take = { tokenId, liquidity, amount0Min: 0n, amount1Min: 0n, deadline: maxUint256 };
  const decrease = await publicClient.simulateContract({
    ...{ ...Positions, account, functionName: 'decreaseLiquidity', args: [take] },
  });
  const all = { tokenId, recipient: account, amount0Max: maxUint128, amount1Max: maxUint128 };
  const collect = await publicClient.simulateContract({
    ...{ ...Positions, account, functionName: 'collect', args: [all] },
  });
  const [amount0, amount1] = decrease.result as readonly [bigint, bigint];
  const [fees0, fees1] = collect.result as readonly [bigint, bigint];
  return { amount0, amount1, fees0, fees1 };
}

describe.each(['WETH', 'USDC'] as const)('with %s as token0', (token0) => {
  const lab = useUniswapLab({ token0 });

  test('default: amounts and fees are what decreaseLiquidity and collect would pay, wherever the price has been', async () => {
    const trader = await createUniswapTrader(lab(), { WETH: 500, USDC: 1_000_000 });
    await provide(lab(), trader.address, 2_000, 1.05, 300);
    await provide(lab(), trader.address, 2_300, 1.03, 200);
    for (const price of [2_000, 2_080, 1_500, 2_300, 2_600, 1_999.5]) {
      await moveUniswap(lab().chain, lab().contracts, price);
      const { detail, positions } = await trader.read();
      expect(detail.liquidity).toHaveLength(2);
      for (const own of detail.liquidity)
        expect(amountsOf(detail, own)).toEqual(await paidFor(lab(), trader.address, own.id));
      expect(positions.map(({ id }) => id)).toEqual(detail.liquidity.map(({ id }) => `uniswap-v3 WETH/USDC #${id}`));
    }
    const { positions } = await trader.read();
    expect(positions.some(({ liquidity }) => (liquidity?.feeUnits ?? 0n) > 0n)).toBe(true);
    expect(positions.some(({ liquidity }) => (liquidity?.feeDollars ?? 0n) > 0n)).toBe(true);
  });

  test('default: a trade of ours is expected to leave our own liquidity as it then is', async () => {
    const trader = await createUniswapTrader(lab(), { WETH: 1_500, USDC: 1_000_000 });
    await provide(lab(), trader.address, 2_000, 1.02, 200);
    const terms = swapTerms('Sell', 700, { maxSlippage: bps(5_000) });
    const expected = trader.venue.after(await trader.read(), terms);
    await trader.carryOut(terms);
    const found = await trader.read();
    expect(expected.positions.map(({ liquidity }) => liquidity)).toEqual(
      found.positions.map(({ liquidity }) => liquidity),
    );
  });

  test('default: delta, gamma and worth are those of the range at the price', async () => {
    const trader = await createUniswapTrader(lab(), { WETH: 500, USDC: 1_000_000 });
    await provide(lab(), trader.address, 2_000, 1.05, 300);
    const at = async (price: number) => {
      await lab().moveMarket(price);
      const reading = await trader.read();
      const [risk] = positionRisks(reading.positions, {
        ...{ timestamp: unixSeconds(0), priceOf: () => price, vols: () => null, kernel: chooseKernel() },
      });
      const [position] = reading.positions;
      if (!risk || !position?.liquidity) throw new Error('the position was not read');
      return { reading, risk, position, state: position.liquidity };
    };
    const low = await at(1_995);
    const middle = await at(2_000);
    const high = await at(2_005);
    const { units, dollars, feeUnits, feeDollars } = middle.state;
    expect(middle.risk.delta).toBeCloseTo(toFloat(units) + toFloat(feeUnits), 6);
    expect(toFloat(middle.position.value)).toBeCloseTo(
      (toFloat(units) + toFloat(feeUnits)) * 2_000 + toFloat(dollars) + toFloat(feeDollars),
      6,
    );
    const withoutFees = ({ risk, state }: typeof low) => risk.delta - toFloat(state.feeUnits);
    expect(middle.risk.gamma).toBeCloseTo((withoutFees(high) - withoutFees(low)) / 10, 4);
    expect(middle.risk.gamma).toBeLessThan(0);
    expect(middle.state.impermanentLoss).toBeNull();

    const above = await at(2_300);
    expect(toFloat(above.state.units)).toBe(0);
    expect(above.risk).toMatchObject({ gamma: 0 });
    const block = { ...(await trader.head()) };
    const snapshot = {
      ...{ chainId: 1, account: trader.address, block, nativeBalance: wei(0n), unread: [] },
      readings: [above.reading],
    };
    const held = portfolioOf(snapshot);
    expect(held.liquidity).toHaveLength(1);
    expect(held.unpriced).toEqual([]);
    expect(held.liquidity[0]?.lower).toBeCloseTo(2_000 / 1.05, -1);
    expect(held.liquidity[0]?.quantity).toBe(above.state.liquidity);
  });
});

describe('positions', () => {
  const lab = useUniswapLab();

  test('behavior: a reading with liquidity near the price takes two phases; more where it ends far away', async () => {
    const near = await createUniswapTrader(lab(), { WETH: 500, USDC: 1_000_000 });
    expect(await near.phases()).toBe(2);
    await provide(lab(), near.address, 2_000, 1.05, 100);
    expect(await near.phases()).toBe(2);
    const far = await createUniswapTrader(lab(), { WETH: 5_000, USDC: 10_000_000 });
    await provide(lab(), far.address, 2_000, 500, 100);
    expect(await far.phases()).toBe(3);
    const { detail } = await far.read();
    const [own] = detail.liquidity;
    if (!own) throw new Error('the position was not read');
    expect(amountsOf(detail, own)).toEqual(await paidFor(lab(), far.address, own.id));
  });

  test('behavior: more positions than are asked for at first are all found', async () => {
    const trader = await createUniswapTrader(lab(), { WETH: 500, USDC: 1_000_000 });
    for (let at = 0; at < 10; at++) await provide(lab(), trader.address, 2_000, 1.01 + at / 100, 1);
    const { positions } = await trader.read();
    expect(positions).toHaveLength(10);
    expect(new Set(positions.map(({ id }) => id)).size).toBe(10);
  });

  test('behavior: what was taken out and collected is gone', async () => {
    const trader = await createUniswapTrader(lab(), { WETH: 500, USDC: 1_000_000 });
    await provide(lab(), trader.address, 2_000, 1.05, 100);
    await lab().testClient.impersonateAccount({ address: trader.address });
    await drainUniswap(lab().chain, lab().contracts, { from: trader.address });
    expect((await trader.read()).positions).toEqual([]);
    expect((await trader.read()).funding.map(({ balance }) => balance > parseUnits('1', 6))).toEqual([true, true]);
  });
});
