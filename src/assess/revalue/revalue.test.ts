import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HeldLiquidity, Holdings } from '../../model/holdings.js';
import type { Scenarios } from '../../model/scenarios.js';
import { unixSeconds } from '../../model/units.js';
import { optionGreeks } from '../blackScholes.js';
import { chooseKernel } from '../pricing/chooseKernel.js';
import { concentratedLiquidity } from '../pricing/concentratedLiquidity.js';
import { compileHoldings } from './compileHoldings.js';
import { revalue, revalueByUnderlying } from './revalue.js';
import { seededBook, seededDraw, seededScenarios } from './testing/seededBook.js';

const kernel = chooseKernel();
const pnlOf = (holdings: Holdings, scenarios: Scenarios) => revalue(compileHoldings(holdings, kernel), scenarios);

/** 30 options of all kinds (rates, sticky vols, some that expire within hours), 6 perpetuals that carry, and a range. */
function mixedBook(seed: number): Holdings {
  const draw = seededDraw(seed);
  const book = seededBook(draw, { options: 30, linear: 6, days: [0.02, 0.3, 1, 7, 90] });
  const range: HeldLiquidity = {
    position: 'uniswap range',
    venue: 'uniswap',
    underlying: 'ETH',
    marginAccount: null,
    quantity: 500,
    lower: 2_900,
    upper: 3_500,
    carry: 1_000,
  };
  return {
    ...book,
    options: book.options.map((option) => ({ ...option, rate: 0.1 * draw() - 0.02, volPerLogSpot: draw() - 0.5 })),
    linear: book.linear.map((linear) => ({ ...linear, carry: 1_000 * (draw() - 0.5) })),
    liquidity: [range],
  };
}
const scenariosOf = (seed: number, count = 60) => seededScenarios(seededDraw(seed), { count });
const seeds = fc.integer({ min: 0, max: 1_000_000 });
const few = { numRuns: 40 };

/** USD; what a P&L of these holdings may be off by for rounding alone. */
const rounding = (holdings: Holdings) =>
  1e-12 *
  [...holdings.options, ...holdings.linear]
    .map(({ underlying, quantity }) => Math.abs(quantity) * priceOf(holdings, underlying))
    .reduce((a, b) => a + b, 1e5);
const priceOf = ({ underlyings }: Holdings, name: string) =>
  underlyings.find((underlying) => underlying.name === name)?.price ?? Number.NaN;

function expectNear(actual: Float64Array, expected: ArrayLike<number>, within: number) {
  expect(actual.length).toBe(expected.length);
  for (let s = 0; s < actual.length; s++) {
    const error = Math.abs((actual[s] ?? Number.NaN) - (expected[s] ?? Number.NaN));
    expect(error).toBeLessThanOrEqual(within);
  }
}

describe('revalue', () => {
  test('default', () => {
    const holdings: Holdings = {
      at: unixSeconds(0),
      underlyings: [{ name: 'ETH', price: 2_000 }],
      options: [],
      linear: [
        {
          position: 'perp-v2 ETH',
          venue: 'perp-v2',
          underlying: 'ETH',
          marginAccount: null,
          quantity: -3,
          kind: 'perpetual',
          carry: 365,
        },
      ],
      liquidity: [],
      margins: [],
      unpriced: [],
    };
    const scenarios = {
      count: 2,
      spot: [Float64Array.of(Math.log(1.1), 0)],
      vol: [Float64Array.of(1, 2)],
      years: Float64Array.of(0, 2 / 365),
    };
    const pnl = pnlOf(holdings, scenarios);
    expect(pnl[0]).toBeCloseTo(-600, 9);
    expect(pnl[1]).toBeCloseTo(2, 12);
  });

  test('behavior: each option is worth what it is worth alone', () => {
    const holdings = { ...mixedBook(3), linear: [], liquidity: [] };
    const scenarios = scenariosOf(4);
    const expected = Array.from({ length: scenarios.count }, (_, s) => {
      let total = 0;
      for (const option of holdings.options) {
        const u = holdings.underlyings.findIndex(({ name }) => name === option.underlying);
        const move = scenarios.spot[u]?.[s] ?? Number.NaN;
        const factor = scenarios.vol[u]?.[s] ?? Number.NaN;
        const { strike, rate, right, spot } = option;
        const left = (option.expiry - holdings.at) / (365 * 86_400);
        const now = optionGreeks({ spot, strike, years: left, vol: option.vol, rate, right }).price;
        const then = optionGreeks({
          spot: spot * Math.exp(move),
          strike,
          years: Math.max(left - (scenarios.years[s] ?? Number.NaN), 0),
          vol: Math.max((option.vol + option.volPerLogSpot * move) * factor, 0),
          rate,
          right,
        }).price;
        total += option.quantity * (then - now);
      }
      return total;
    });
    expectNear(pnlOf(holdings, scenarios), expected, rounding(holdings));
  });

  test('behavior: an option that expires on the way has its intrinsic value at the spot of the scenario', () => {
    const holdings = seededBook(seededDraw(1), { options: 30, linear: 0, days: [0.5] });
    const scenarios = seededScenarios(seededDraw(2), { count: 50, hours: [24] });
    const still = { ...scenarios, years: new Float64Array(50), spot: scenarios.spot.map(() => new Float64Array(50)) };
    const now = compileHoldings(holdings, kernel).underlyings.reduce((sum, { optionsNow }) => sum + optionsNow, 0);
    const expected = Array.from({ length: 50 }, (_, s) =>
      holdings.options.reduce((sum, { underlying, strike, right, quantity, spot }) => {
        const u = holdings.underlyings.findIndex(({ name }) => name === underlying);
        const there = spot * Math.exp(scenarios.spot[u]?.[s] ?? Number.NaN);
        return sum + quantity * Math.max(right === 'call' ? there - strike : strike - there, 0);
      }, -now),
    );
    expectNear(pnlOf(holdings, scenarios), expected, rounding(holdings));
    // It is time that makes the difference: without it they keep their time value.
    expect(pnlOf(holdings, still)).not.toEqual(pnlOf(holdings, { ...still, years: scenarios.years }));
  });

  test('behavior: liquidity in a range is valued exactly, with fees for the way that is inside', () => {
    const { liquidity, ...rest } = mixedBook(5);
    const holdings = { ...rest, options: [], linear: [], liquidity };
    const scenarios = scenariosOf(6);
    const range = { liquidity: 500, lower: 2_900, upper: 3_500 };
    const expected = Array.from({ length: scenarios.count }, (_, s) => {
      const move = scenarios.spot[1]?.[s] ?? Number.NaN;
      const there = 3_200 * Math.exp(move);
      const edge = Math.log((move > 0 ? 3_500 : 2_900) / 3_200);
      const fees = 1_000 * (scenarios.years[s] ?? Number.NaN) * Math.min(1, edge / move);
      return concentratedLiquidity(range, there).value - concentratedLiquidity(range, 3_200).value + fees;
    });
    expectNear(pnlOf(holdings, scenarios), expected, 1e-8);
  });

  test('behavior: what is not known is not a number', () => {
    const holdings = mixedBook(7);
    const scenarios = scenariosOf(8, 4);
    const unknown = {
      ...scenarios,
      spot: scenarios.spot.map((moves, u) => (u === 1 ? moves.with(2, Number.NaN) : moves)),
    };
    expect([...pnlOf(holdings, unknown)].map(Number.isNaN)).toEqual([false, false, true, false]);
    const noFactor = { ...scenarios, vol: scenarios.vol.map((factors) => factors.with(1, Number.NaN)) };
    expect([...pnlOf(holdings, noFactor)].map(Number.isNaN)).toEqual([false, true, false, false]);
    const unpriced = { ...holdings, underlyings: holdings.underlyings.map((u) => ({ ...u, price: Number.NaN })) };
    expect(pnlOf(unpriced, scenarios).every(Number.isNaN)).toBe(true);
    const noVol = { ...holdings, options: holdings.options.map((o, i) => (i === 5 ? { ...o, vol: Number.NaN } : o)) };
    expect(pnlOf(noVol, scenarios).every(Number.isNaN)).toBe(true);
  });

  test('args: scenarios', () => {
    const compiled = compileHoldings(mixedBook(9), kernel);
    const scenarios = scenariosOf(10, 5);
    expect(() => revalue(compiled, { ...scenarios, spot: scenarios.spot.slice(1) })).toThrow(RangeError);
    expect(() => revalue(compiled, { ...scenarios, years: new Float64Array(4) })).toThrow(RangeError);
    expect(revalue(compiled, scenariosOf(10, 0))).toEqual(new Float64Array(0));
  });

  test('args: holdings', () => {
    const book = mixedBook(9);
    expect(() => compileHoldings({ ...book, underlyings: book.underlyings.slice(1) }, kernel)).toThrow(
      'no price of BTC',
    );
  });

  test('invariant: exactly nothing where nothing moves and no time passes', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 5 }), (seed, count) => {
        const still = () => [0, 1, 2].map(() => new Float64Array(count));
        const scenarios = { count, spot: still(), vol: still().map((v) => v.fill(1)), years: new Float64Array(count) };
        expect(pnlOf(mixedBook(seed), scenarios)).toEqual(new Float64Array(count));
      }),
      few,
    );
  });

  test('invariant: the P&L of a union is the sum', () => {
    fc.assert(
      fc.property(seeds, seeds, seeds, (one, other, at) => {
        const [a, b, scenarios] = [mixedBook(one), mixedBook(other), scenariosOf(at)];
        const both = {
          ...a,
          options: [...a.options, ...b.options],
          linear: [...a.linear, ...b.linear],
          liquidity: [...a.liquidity, ...b.liquidity],
        };
        const [alone, beside] = [pnlOf(a, scenarios), pnlOf(b, scenarios)];
        const sum = alone.map((value, s) => value + (beside[s] ?? Number.NaN));
        expectNear(pnlOf(both, scenarios), sum, rounding(both));
      }),
      few,
    );
  });

  test('invariant: positions in any order, up to rounding', () => {
    fc.assert(
      fc.property(seeds, seeds, (seed, at) => {
        const book = mixedBook(seed);
        const turned = { ...book, options: [...book.options].reverse(), linear: [...book.linear].reverse() };
        expectNear(pnlOf(turned, scenariosOf(at)), pnlOf(book, scenariosOf(at)), rounding(book));
      }),
      few,
    );
  });

  test('invariant: a scenario has the same bits whichever others stand beside it', () => {
    fc.assert(
      fc.property(seeds, seeds, fc.integer({ min: 0, max: 2_499 }), (seed, at, s) => {
        const scenarios = scenariosOf(at, 2_500);
        const pick = (column: Float64Array) => column.slice(s, s + 1);
        const alone = {
          count: 1,
          spot: scenarios.spot.map(pick),
          vol: scenarios.vol.map(pick),
          years: pick(scenarios.years),
        };
        const compiled = compileHoldings(mixedBook(seed), kernel);
        expect(revalue(compiled, alone)[0]).toBe(revalue(compiled, scenarios)[s]);
      }),
      few,
    );
  });

  test('invariant: without options or ranges it is quantity × change of price, and carry', () => {
    fc.assert(
      fc.property(seeds, seeds, (seed, at) => {
        const holdings = { ...mixedBook(seed), options: [], liquidity: [] };
        const scenarios = scenariosOf(at);
        const expected = Array.from({ length: scenarios.count }, (_, s) =>
          holdings.linear.reduce((sum, { underlying, quantity, carry }) => {
            const u = holdings.underlyings.findIndex(({ name }) => name === underlying);
            const move = Math.expm1(scenarios.spot[u]?.[s] ?? Number.NaN);
            const gain = quantity * priceOf(holdings, underlying) * move;
            return sum + gain + carry * (scenarios.years[s] ?? Number.NaN);
          }, 0),
        );
        expectNear(pnlOf(holdings, scenarios), expected, rounding(holdings));
      }),
      few,
    );
  });
});

describe('revalueByUnderlying', () => {
  test('behavior: each is what the holdings of that underlying make', () => {
    const book = mixedBook(11);
    const scenarios = scenariosOf(12);
    const apart = revalueByUnderlying(compileHoldings(book, kernel), scenarios);
    book.underlyings.forEach(({ name }, u) => {
      const own = <Held extends { underlying: string }>(held: readonly Held[]) =>
        held.filter((h) => h.underlying === name);
      const only = { ...book, options: own(book.options), linear: own(book.linear), liquidity: own(book.liquidity) };
      expect(apart[u]).toEqual(pnlOf(only, scenarios));
    });
  });
});
