import { type Address, maxUint256 } from 'viem';
import { expect, test } from 'vitest';
import { createUniswapTrader, headOf, readNow, swapTerms, useUniswapLab } from '../../../test/uniswapTrader.js';
import { addLiquidity } from '../../lab/uniswapV3.js';
import { toFloat, ZERO } from '../../model/units.js';
import { valueTokens } from '../../venues/wallet/valueTokens.js';
import { wallet } from '../../venues/wallet/wallet.js';
import { explainPnl } from './explainPnl.js';
import type { PnlSide } from './pnlSide.js';

const lab = useUniswapLab();

async function book() {
  const trader = await createUniswapTrader(lab(), { WETH: 100, USDC: 300_000 });
  const { address: account } = trader;
  const opening = wallet.open({ deployment: {}, account, names: ['WETH', 'USDC'], tokens: lab().tokens });
  const own = await readNow(lab(), opening);
  const side = async (): Promise<PnlSide> => {
    const head = await headOf(lab());
    const readings = valueTokens([await trader.read(), await readNow(lab(), own.read(head))]);
    return {
      ...{ at: head.timestamp, block: head.number, positions: readings.flatMap(({ positions }) => positions) },
      ...{ marginAccounts: [], heldByOrders: 0 },
      prices: { ETH: toFloat(readings[0]?.prices['ETH'] ?? ZERO) },
    };
  };
  return { trader, side };
}

async function provide(from: Address): Promise<void> {
  const { contracts, chain, testClient } = lab();
  await testClient.impersonateAccount({ address: from });
  for (const token of [contracts.WETH, contracts.USDC])
    await chain.send(token, 'approve', [contracts.Positions.address, maxUint256], { from });
  await addLiquidity(chain, contracts, { price: 2_000, factor: 1.1, depth: 800, from });
}

const noGas = { gas: 0, gasToken: 'ETH' };

test('default: what is bought and sold out of the wallet is a trade, and no transfer', async () => {
  const { trader, side } = await book();
  const before = await side();
  const { fills } = await trader.carryOut(swapTerms('Sell', 20));
  const after = await side();
  const events = fills.map((fill) => ({ share: 0.5, fill, position: null, by: 'ballast' as const }));
  const { parts, transfers, total, gaps } = explainPnl(before, after, { ...noGas, fills: events });
  expect(gaps).toEqual([]);
  expect(Math.abs(transfers)).toBeLessThan(0.01);
  const [fill] = fills;
  if (fill?.kind !== 'trade') throw new Error('nothing was filled');
  expect(parts.fees).toBeCloseTo(-toFloat(fill.fee), 6);
  expect(parts.trades).toBeCloseTo(20 * (toFloat(fill.price) - 2_000), 6);
  expect(total).toBeCloseTo(parts.fees + parts.trades, 4);
});

test('default: liquidity gains by delta and gamma, and earns fees, where tokens are exchanged in it', async () => {
  const { trader, side } = await book();
  await provide(trader.address);
  const before = await side();
  await lab().moveMarket(2_060);
  const { parts, transfers, total, gaps } = explainPnl(before, await side(), { ...noGas, fills: [] });
  expect(gaps).toEqual([]);
  expect(transfers).toBe(0);
  expect(total).toBeGreaterThan(0);
  expect(parts.gamma).toBeLessThan(0);
  expect(parts.fees).toBeGreaterThan(0);
  expect(Math.abs(parts.unexplained)).toBeLessThan(1e-3 * total);
});

test('behavior: liquidity that is put in by hand is no gain', async () => {
  const { trader, side } = await book();
  const before = await side();
  await provide(trader.address);
  const { parts, total, transfers } = explainPnl(before, await side(), { ...noGas, fills: [] });
  for (const amount of [parts.delta, parts.gamma, parts.fees, total, transfers])
    expect(Math.abs(amount)).toBeLessThan(1);
});
