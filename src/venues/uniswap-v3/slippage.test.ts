import fc from 'fast-check';
import { zeroAddress } from 'viem';
import { expect, test } from 'vitest';
import type { Side } from '../../model/order.js';
import { bps, wad } from '../../model/units.js';
import { boundOf, worstPrice } from './slippage.js';
import type { PoolContracts, PoolReading } from './state.js';

const WEI = 10n ** 18n;
const token = (symbol: string, decimals: number, underlying: string | null) => ({
  ...{ symbol, address: zeroAddress, decimals, underlying },
});

const pool = (fee: number, quoteDecimals = 6): PoolContracts => ({
  name: 'WETH/USDC',
  address: zeroAddress,
  base: token('WETH', 18, 'ETH'),
  quote: token('USDC', quoteDecimals, null),
  baseIsToken0: true,
  fee,
  tickSpacing: 10,
  openedAtTick: 0,
  underlying: 'ETH',
  oracle: null,
});

/** Only where its price stands matters. */
const at = (sqrtPriceX96: bigint) => ({ sqrtPriceX96 }) as PoolReading;
const side = fc.constantFrom<Side>('Buy', 'Sell');

test('default: the stricter of both bounds', () => {
  // 2 000 USDC with 6 decimals for a WETH with 18.
  const state = at(3543191142285914205922034n);
  const told = (which: Side, worst?: bigint) => {
    const terms = { side: which, maxSlippage: bps(100), ...(worst === undefined ? {} : { worstPrice: wad(worst) }) };
    return Number(worstPrice(pool(500), state, terms)) / 1e18;
  };
  expect(told('Buy')).toBeCloseTo(2_020, 6);
  expect(told('Buy', 2_010n * WEI)).toBe(2_010);
  expect(told('Buy', 2_030n * WEI)).toBeCloseTo(2_020, 6);
  expect(told('Sell')).toBeCloseTo(1_980, 6);
  expect(told('Sell', 1_990n * WEI)).toBe(1_990);
  expect(told('Sell', 1_970n * WEI)).toBeCloseTo(1_980, 6);
});

test('invariant: whatever the bound lets through is within the worst price, wherever the pool stands', () => {
  const worst = fc.bigInt({ min: 1n, max: 10_000n * WEI }).map(wad);
  const anywhere = fc.bigInt({ min: 10n ** 22n, max: 10n ** 27n });
  const slippage = fc.double({ min: 0, max: 9_000, noNaN: true });
  const base = fc.bigInt({ min: 1n, max: 10n ** 24n });
  const fee = fc.constantFrom(100, 500, 3_000, 10_000);
  fc.assert(
    fc.property(side, worst, anywhere, slippage, base, fee, (which, price, sqrt, maxSlippage, amount, charged) => {
      const terms = { side: which, maxSlippage: bps(maxSlippage), worstPrice: price };
      const bound = boundOf(pool(charged), at(sqrt), amount, terms);
      const kept = 1_000_000n - BigInt(charged);
      // The dollars that go through the pool, the fee taken out, in units of 10^-42.
      const [dollars, allowed] = [bound * 10n ** 30n * 1_000_000n, amount * price];
      if (which === 'Sell') expect(dollars >= allowed * kept).toBe(true);
      else expect(bound * 10n ** 30n * kept <= allowed * 1_000_000n).toBe(true);
    }),
    { numRuns: 300 },
  );
});
