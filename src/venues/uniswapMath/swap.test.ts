import fc from 'fast-check';
import { expect, test } from 'vitest';
import { feeGrowthInside, feesSince } from './feeGrowth.js';
import type { InitializedTick, PoolState } from './poolState.js';
import { swap } from './swap.js';
import { MAX_SQRT_PRICE, MIN_SQRT_PRICE, sqrtPriceAtTick, tickAtSqrtPrice } from './tickMath.js';

const WEI = 10n ** 18n;

/** Liquidity everywhere, and more of it in ranges that lie anyhow around the price. */
const pool = fc
  .record({
    spacing: fc.constantFrom(1, 10, 60),
    fee: fc.constantFrom(100, 500, 3000),
    feeProtocol: fc.constantFrom(0, 4 + 6 * 16),
    tick: fc.integer({ min: -300, max: 300 }),
    ranges: fc.array(
      fc.record({
        lower: fc.integer({ min: -40, max: 30 }),
        width: fc.integer({ min: 1, max: 40 }),
        liquidity: fc.bigInt({ min: WEI, max: 10_000n * WEI }),
      }),
      { maxLength: 6 },
    ),
  })
  .map(({ spacing, fee, feeProtocol, tick, ranges }): PoolState => {
    const [from, to] = [-100 * spacing, 100 * spacing];
    const all = [
      { lower: from, upper: to, liquidity: 1_000n * WEI },
      ...ranges.map(({ lower, width, liquidity }) => ({
        ...{ lower: lower * spacing, upper: (lower + width) * spacing, liquidity },
      })),
    ];
    const net = new Map<number, bigint>();
    for (const { lower, upper, liquidity } of all) {
      net.set(lower, (net.get(lower) ?? 0n) + liquidity);
      net.set(upper, (net.get(upper) ?? 0n) - liquidity);
    }
    const at = Math.max(from, Math.min(to - 1, tick));
    return {
      ...{ sqrtPriceX96: sqrtPriceAtTick(at), tick: at, fee, tickSpacing: spacing, feeProtocol, from, to },
      liquidity: all
        .filter(({ lower, upper }) => lower <= at && at < upper)
        .reduce((sum, one) => sum + one.liquidity, 0n),
      ...{ feeGrowthGlobal0X128: 0n, feeGrowthGlobal1X128: 0n },
      ticks: [...net]
        .sort(([a], [b]) => a - b)
        .map(([index, liquidityNet]) => ({
          ...{ index, liquidityNet, feeGrowthOutside0X128: 0n, feeGrowthOutside1X128: 0n },
        })),
    };
  });
const tokenIn = fc.constantFrom(0 as const, 1 as const);
const amount = fc.bigInt({ min: 1n, max: 20n * WEI });

test('default', () => {
  expect(sqrtPriceAtTick(0)).toBe(2n ** 96n);
  expect([MIN_SQRT_PRICE, MAX_SQRT_PRICE]).toEqual([4295128739n, 1461446703485210103287273052203988822378723970342n]);
});

test('invariant: a tick is where its price begins', () => {
  fc.assert(
    fc.property(fc.integer({ min: -887_272, max: 887_271 }), (tick) => {
      expect(tickAtSqrtPrice(sqrtPriceAtTick(tick))).toBe(tick);
      expect(tickAtSqrtPrice(sqrtPriceAtTick(tick + 1) - 1n)).toBe(tick);
    }),
  );
});

test('invariant: more in is never less out, and at no better price', () => {
  fc.assert(
    fc.property(pool, tokenIn, amount, amount, (state, side, a, b) => {
      const [less, more] = a < b ? [a, b] : [b, a];
      const [first, second] = [less, more].map((one) => swap(state, { tokenIn: side, exact: 'in', amount: one }));
      if (!first || !second || second.left > 0n) return;
      expect(second.amountOut).toBeGreaterThanOrEqual(first.amountOut);
      // Rounding by a unit at each stop.
      const slack = BigInt(second.crossed + 8);
      expect((first.amountOut + slack) * more).toBeGreaterThanOrEqual(second.amountOut * less);
    }),
  );
});

test('invariant: two parts are as good as the whole, but for rounding, and never better', () => {
  fc.assert(
    fc.property(pool, tokenIn, amount, amount, (state, side, a, b) => {
      const whole = swap(state, { tokenIn: side, exact: 'in', amount: a + b });
      const first = swap(state, { tokenIn: side, exact: 'in', amount: a });
      const second = swap(first.pool, { tokenIn: side, exact: 'in', amount: b });
      if (whole.left > 0n) return;
      const parts = first.amountOut + second.amountOut;
      expect(parts).toBeLessThanOrEqual(whole.amountOut + 1n);
      // What is rounded against the trader where the first part stopped is a few units of price and amount.
      expect(whole.amountOut - parts).toBeLessThanOrEqual(16n);
      expect(second.pool.liquidity).toBe(whole.pool.liquidity);
    }),
  );
});

test('invariant: there and back never gains, in either token', () => {
  fc.assert(
    fc.property(pool, tokenIn, amount, (state, side, size) => {
      const there = swap(state, { tokenIn: side, exact: 'in', amount: size });
      if (there.left > 0n || there.amountOut === 0n) return;
      const back = swap(there.pool, { tokenIn: side === 0 ? 1 : 0, exact: 'in', amount: there.amountOut });
      expect(back.amountOut).toBeLessThan(size);
    }),
  );
});

test('invariant: what an exact output costs buys at least that output', () => {
  fc.assert(
    fc.property(pool, tokenIn, amount, (state, side, size) => {
      const wanted = swap(state, { tokenIn: side, exact: 'out', amount: size });
      if (wanted.left > 0n) return;
      expect(wanted.amountOut).toBe(size);
      const paid = swap(state, { tokenIn: side, exact: 'in', amount: wanted.amountIn });
      expect(paid.amountOut).toBeGreaterThanOrEqual(size - 1n);
    }),
  );
});

test('invariant: liquidity is that of the ranges around the price, wherever a swap ends', () => {
  fc.assert(
    fc.property(pool, tokenIn, amount, (state, side, size) => {
      const { pool: after } = swap(state, { tokenIn: side, exact: 'in', amount: size });
      const sum = after.ticks
        .filter(({ index }) => index <= after.tick)
        .reduce((all, one) => all + one.liquidityNet, 0n);
      expect(after.liquidity).toBe(sum);
    }),
  );
});

test('invariant: fees inside and outside of a range are what the whole pool earned', () => {
  fc.assert(
    fc.property(pool, tokenIn, amount, (state, side, size) => {
      const { pool: after } = swap(state, { tokenIn: side, exact: 'in', amount: size });
      const earned = (one: PoolState) => {
        const ends = one.ticks;
        const parts = ends.slice(1).map((upper, at) => {
          const lower = ends[at] as InitializedTick;
          const { growth0X128, growth1X128 } = feeGrowthInside(one, lower, upper);
          return side === 0 ? growth0X128 : growth1X128;
        });
        return parts.reduce((sum, part) => sum + part, 0n) % 2n ** 256n;
      };
      const grown = side === 0 ? after.feeGrowthGlobal0X128 : after.feeGrowthGlobal1X128;
      expect((earned(after) - earned(state) + 2n ** 256n) % 2n ** 256n).toBe(grown);
    }),
  );
});

test('behavior: growth of fees runs over at 256 bits, and its difference is what was earned', () => {
  expect(feesSince(2n ** 256n - 2n ** 128n, 2n ** 128n, 5n)).toBe(10n);
});

test('behavior: where the price has left what was read, nothing is swapped', () => {
  const read = { from: -600, to: 600, ticks: [], fee: 3_000, feeProtocol: 0, tickSpacing: 60, liquidity: WEI };
  const growth = { feeGrowthGlobal0X128: 0n, feeGrowthGlobal1X128: 0n };
  for (const [tick, tokenIn] of [
    [630, 1],
    [-630, 0],
  ] as const) {
    const pool = { ...read, ...growth, tick, sqrtPriceX96: sqrtPriceAtTick(tick) };
    for (const exact of ['in', 'out'] as const)
      expect(swap(pool, { tokenIn, exact, amount: WEI / 1_000n })).toMatchObject({
        ...{ amountIn: 0n, amountOut: 0n, left: WEI / 1_000n },
        pool,
      });
  }
});
