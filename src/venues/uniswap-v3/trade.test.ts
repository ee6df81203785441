import fc from 'fast-check';
import { parseEther } from 'viem';
import { describe, expect, test } from 'vitest';
import { createUniswapTrader, swapTerms, useUniswapLab } from '../../../test/uniswapTrader.js';
import { maker } from '../../lab/perpV2.js';
import { addLiquidity } from '../../lab/uniswapV3.js';
import type { Side } from '../../model/order.js';
import { bps } from '../../model/units.js';
import { expectTrade } from './trade.js';

/** Base units of WETH: from dust to what goes through all three layers of the lab's liquidity. */
const quantity = fc
  .tuple(fc.integer({ min: 1, max: 2_500 }), fc.integer({ min: 0, max: 18 }))
  .map(([digits, places]) => BigInt(digits) * 10n ** BigInt(places));
const side = fc.constantFrom<Side>('Buy', 'Sell');

describe.each(['WETH', 'USDC'] as const)('with %s as token0', (token0) => {
  const lab = useUniswapLab({ token0 });

  test('invariant: any trade is expected to the unit as QuoterV2 quotes it', async () => {
    const { contracts, chain } = lab();
    // A lopsided little range, so that ticks lie close together somewhere.
    await addLiquidity(chain, contracts, { price: 1990, factor: 1.004, depth: 1_500, from: maker });
    const trader = await createUniswapTrader(lab(), {});
    const { detail } = await trader.read();
    const pool = detail.pools['WETH/USDC'];
    if (!pool) throw new Error('the pool was not read');
    const { WETH, USDC } = lab().tokens;
    const crossed = new Set<number>();
    await fc.assert(
      fc.asyncProperty(side, quantity, async (which, amount) => {
        const ours = expectTrade({ baseIsToken0: token0 === 'WETH' }, pool, which, amount);
        const sells = which === 'Sell';
        const [tokenIn, tokenOut] = sells ? [WETH.address, USDC.address] : [USDC.address, WETH.address];
        const common = { tokenIn, tokenOut, fee: 500, sqrtPriceLimitX96: 0n };
        const { result } = await lab().publicClient.simulateContract({
          ...contracts.Quoter,
          functionName: sells ? 'quoteExactInputSingle' : 'quoteExactOutputSingle',
          args: [sells ? { ...common, amountIn: amount } : { ...common, amount }],
        });
        const [quote, sqrtPriceAfterX96, ticksCrossed] = result as readonly [bigint, bigint, number];
        expect([ours.left, ours.base, ours.quote]).toEqual([0n, amount, quote]);
        expect(ours.pool.sqrtPriceX96).toBe(sqrtPriceAfterX96);
        // The quoter also counts a tick that the price starts on.
        expect(Math.abs(ours.crossed - ticksCrossed)).toBeLessThanOrEqual(1);
        crossed.add(ours.crossed);
      }),
      { numRuns: 150 },
    );
    expect(Math.max(...crossed)).toBeGreaterThanOrEqual(3);
  });

  test('default: what is estimated is what is filled, and the pool and the wallet are as expected afterwards', async () => {
    const trader = await createUniswapTrader(lab(), { USDC: 3_000_000, WETH: 1_000 });
    for (const [which, size] of [
      ['Sell', 2.41],
      ['Buy', 700.123456789],
      ['Sell', 900],
    ] as const) {
      const terms = swapTerms(which, size, { maxSlippage: bps(5_000) });
      const before = await trader.read();
      const { price, fee } = trader.venue.estimate(before, terms);
      const expected = trader.venue.after(before, terms);
      const { fills } = await trader.carryOut(terms);
      const after = await trader.read();
      expect(fills).toEqual([
        {
          kind: 'trade',
          instrument: terms.instrument,
          underlying: 'ETH',
          side: which,
          quantity: terms.quantity,
          price,
          fee,
          cash: {
            token: 'USDC',
            decimals: 6,
            amount: dollarsMoved(lab().tokens.USDC.address, before.detail.tokens, after.detail.tokens),
          },
        },
      ]);
      expect(expected.detail.tokens).toMatchObject(balancesOf(after.detail.tokens));
      expect(withoutIndex(expected.detail.pools['WETH/USDC'])).toEqual(withoutIndex(after.detail.pools['WETH/USDC']));
    }
  });
});

const balancesOf = (tokens: Readonly<Record<string, { balance: bigint }>>) =>
  Object.fromEntries(Object.entries(tokens).map(([token, { balance }]) => [token, { balance }]));

/** To the unit, whichever way. */
function dollarsMoved(
  dollar: string,
  before: Readonly<Record<string, { balance: bigint }>>,
  after: typeof before,
): bigint {
  const balanceIn = (tokens: typeof before) => tokens[dollar.toLowerCase()]?.balance ?? 0n;
  const moved = balanceIn(after) - balanceIn(before);
  return moved < 0n ? -moved : moved;
}

/** Time goes on between the two, and with it what the pool averages over. */
const withoutIndex = (pool: object | undefined) => ({ ...pool, index: null, indexFrom: null, indexNote: null });

test('behavior: nothing is traded beyond what was read, and what is left is said', () => {
  const pool = {
    ...{ name: 'X', sqrtPriceX96: 2n ** 96n, tick: 0, liquidity: parseEther('1'), fee: 3000, tickSpacing: 60 },
    ...{ feeProtocol: 0, feeGrowthGlobal0X128: 0n, feeGrowthGlobal1X128: 0n, ticks: [], from: -600, to: 600 },
    ...{ index: null, indexFrom: null, indexNote: null },
  };
  const trade = expectTrade({ baseIsToken0: true }, pool, 'Sell', parseEther('1'));
  // L (1/√P₁ - 1), and the fee on top of it.
  expect(Number(trade.base)).toBeCloseTo(((1.0001 ** 300 - 1) / 0.997) * 1e18, -6);
  expect(trade.left + trade.base).toBe(parseEther('1'));
});
