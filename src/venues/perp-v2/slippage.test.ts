import fc from 'fast-check';
import { zeroAddress } from 'viem';
import { expect, test } from 'vitest';
import type { Side } from '../../model/order.js';
import { bps, wad } from '../../model/units.js';
import { poolPrice } from './pool.js';
import { oppositeAmountBound, worstPrice } from './slippage.js';
import type { MarketState } from './state.js';

const WEI = 10n ** 18n;
const market = (feeRatio = 3000): MarketState => ({
  underlying: 'ETH',
  baseToken: zeroAddress,
  status: 'open',
  mark: 1_900n * WEI,
  index: 2_000n * WEI,
  sqrtPriceX96: 3543191142285914205922034323214n,
  liquidity: 10n ** 24n,
  feeRatio,
  maxPriceSpreadRatio: 100_000,
  maxTicksWithinBlock: 1000,
  size: 0n,
  openNotional: 0n,
  pendingFunding: 0n,
  fundingPerDay: 0n,
});

test('default', () => {
  expect(Number(worstPrice(market(), 'Sell', bps(50))) / 1e18).toBeCloseTo(1990, 9);
  expect(Number(worstPrice(market(), 'Buy', bps(50))) / 1e18).toBeCloseTo(2010, 9);
  expect(Number(oppositeAmountBound(market(), 'Sell', 2n * WEI, bps(50))) / 1e18).toBeCloseTo(1990 * 2 * 0.997, 9);
  expect(Number(oppositeAmountBound(market(), 'Buy', 2n * WEI, bps(50))) / 1e18).toBeCloseTo((2010 * 2) / 0.997, 9);
});

test('invariant: whatever the bound lets through has a price no worse than asked', () => {
  const side = fc.constantFrom<Side>('Buy', 'Sell');
  const slippage = fc.double({ min: 0, max: 2000, noNaN: true });
  const quantity = fc.bigInt({ min: 1n, max: 10n ** 24n });
  fc.assert(
    fc.property(side, slippage, quantity, fc.integer({ min: 0, max: 100_000 }), (side, maxSlippage, base, feeRatio) => {
      const state = market(feeRatio);
      const bound = oppositeAmountBound(state, side, base, bps(maxSlippage));
      expect(bound).toBeGreaterThan(0n);
      const kept = 1_000_000n - BigInt(feeRatio);
      const reference = poolPrice(state.sqrtPriceX96);
      // In units of 10^-24 USD, exactly; 2 000 bps and less.
      const allowed = BigInt(Math.ceil(maxSlippage * 1e6));
      const whole = 10n ** 10n;
      if (side === 'Sell') {
        // bound / kept is the least gross proceeds.
        expect(bound * 1_000_000n * WEI * whole).toBeGreaterThanOrEqual(base * kept * reference * (whole - allowed));
      } else if (bound > 1n) {
        expect(bound * kept * WEI * whole).toBeLessThanOrEqual(base * 1_000_000n * reference * (whole + allowed));
      }
    }),
  );
});

test('invariant: with a worst price, whatever the bound lets through is within it, wherever the pool stands', () => {
  const side = fc.constantFrom<Side>('Buy', 'Sell');
  const worst = fc.bigInt({ min: 1n, max: 10_000n * WEI }).map(wad);
  const anywhere = fc.bigInt({ min: 10n ** 27n, max: 10n ** 31n });
  const slippage = fc.double({ min: 0, max: 9_000, noNaN: true });
  const quantity = fc.bigInt({ min: 1n, max: 10n ** 24n });
  fc.assert(
    fc.property(side, worst, anywhere, slippage, quantity, (which, price, sqrtPriceX96, maxSlippage, base) => {
      const state = { ...market(), sqrtPriceX96 };
      const bound = oppositeAmountBound(state, which, base, bps(maxSlippage), price);
      const loose = oppositeAmountBound(state, which, base, bps(maxSlippage));
      // Net of a fee of 0.3 %, in units of 10^-24 USD.
      if (which === 'Sell') {
        expect(bound * 1_000_000n * WEI >= base * price * 997_000n).toBe(true);
        expect(bound >= loose).toBe(true);
      } else if (bound > 1n) {
        expect(bound * 997_000n * WEI <= base * price * 1_000_000n).toBe(true);
        expect(bound <= loose).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('behavior: a slippage of more than everything still leaves a bound', () => {
  expect(worstPrice(market(), 'Sell', bps(20_000))).toBe(0n);
  expect(oppositeAmountBound(market(), 'Sell', WEI, bps(20_000))).toBe(1n);
});
