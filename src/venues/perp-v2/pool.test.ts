import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buyBase, poolPrice, sellBase, spreadRatio } from './pool.js';

const Q96 = 2n ** 96n;
const WEI = 10n ** 18n;
/** √2000 in Q64.96, and the depth of 8000 ETH at that price. */
const AT_2000 = 3543191142285914205922034323214n;
const DEPTH = (8_000n * WEI * AT_2000) / Q96;

const price = fc
  .integer({ min: 1, max: 1_000_000 })
  .map((usd) => BigInt(Math.round(Math.sqrt(usd) * 2 ** 40)) * 2n ** 56n);
const quantity = fc.bigInt({ min: 10n ** 12n, max: 1_000n * WEI });
const depth = fc.bigInt({ min: 10n ** 24n, max: 10n ** 28n });

test('default', () => {
  expect(Number(poolPrice(AT_2000)) / 1e18).toBeCloseTo(2000, 9);
  // 8 of 8000 ETH: the price moves by 0.2 %, the average by half of that.
  const sold = sellBase(AT_2000, DEPTH, 8n * WEI);
  expect(Number(sold?.quote) / 8e18).toBeCloseTo(2000 / 1.001, 6);
  const bought = buyBase(AT_2000, DEPTH, 8n * WEI);
  expect(Number(bought?.quote) / 8e18).toBeCloseTo(2000 / 0.999, 6);
});

test('invariant: a seller gets less than the price before and more than the price after; a buyer the reverse', () => {
  fc.assert(
    fc.property(price, depth, quantity, (sqrtPrice, liquidity, base) => {
      const sold = sellBase(sqrtPrice, liquidity, base);
      if (sold && sold.quote > 10n ** 9n) {
        expect(sold.quote * WEI).toBeLessThanOrEqual(base * (poolPrice(sqrtPrice) + 1n));
        expect((sold.quote + 2n) * WEI).toBeGreaterThanOrEqual(base * poolPrice(sold.sqrtPriceAfterX96 - 1n));
      }
      const bought = buyBase(sqrtPrice, liquidity, base);
      if (bought) expect(bought.quote * WEI).toBeGreaterThanOrEqual(base * poolPrice(sqrtPrice));
    }),
  );
});

test('invariant: selling and buying back never gains', () => {
  fc.assert(
    fc.property(price, depth, quantity, (sqrtPrice, liquidity, base) => {
      const sold = sellBase(sqrtPrice, liquidity, base);
      const back = sold && buyBase(sold.sqrtPriceAfterX96, liquidity, base);
      if (sold && back) expect(back.quote).toBeGreaterThanOrEqual(sold.quote);
    }),
  );
});

test('behavior: more than the range holds cannot be bought, and nothing can be traded without liquidity', () => {
  expect(buyBase(AT_2000, DEPTH, 8_001n * WEI)).toBeNull();
  expect(buyBase(AT_2000, 0n, WEI)).toBeNull();
  expect(sellBase(AT_2000, 0n, WEI)).toBeNull();
});

test('behavior: the spread is signed and of a million', () => {
  const at = poolPrice(AT_2000);
  expect(spreadRatio(at, (at * 10n) / 11n)).toBe(100_000n);
  expect(spreadRatio(at, at * 2n)).toBe(-500_000n);
});
