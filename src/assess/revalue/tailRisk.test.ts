import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Holdings } from '../../model/holdings.js';
import type { Scenarios } from '../../model/scenarios.js';
import { chooseKernel } from '../pricing/chooseKernel.js';
import type { PricingKernel } from '../pricing/kernel.js';
import { compileHoldings } from './compileHoldings.js';
import { revalue } from './revalue.js';
import { tailOf } from './tailOf.js';
import { type TailRisk, tailRisk } from './tailRisk.js';
import { normalDraw, seededBook, seededDraw, seededScenarios } from './testing/seededBook.js';

const kernel = chooseKernel();
const levels = [0.95, 0.975, 0.99];

/** Both ways, and that they say the same. */
function bothWays(holdings: Holdings, scenarios: Scenarios, at = levels): TailRisk {
  const compiled = compileHoldings(holdings, kernel);
  const full = tailRisk(compiled, scenarios, { levels: at, screen: false });
  const screened = tailRisk(compiled, scenarios, { levels: at });
  expect(full.screen).toEqual({ used: false, why: 'not asked for' });
  expectSameTails(screened, full);
  if (!screened.screen.used) expect(screened.pnl).toEqual(full.pnl);
  return screened;
}

function expectSameTails(screened: TailRisk, full: TailRisk) {
  full.tails.forEach((tail, i) => {
    const within = 1e-9 * Math.max(1, Math.abs(tail.valueAtRisk));
    const same = screened.tails[i];
    expect(same?.level).toBe(tail.level);
    expect(Math.abs((same?.valueAtRisk ?? Number.NaN) - tail.valueAtRisk)).toBeLessThanOrEqual(within);
    expect(Math.abs((same?.expectedShortfall ?? Number.NaN) - tail.expectedShortfall)).toBeLessThanOrEqual(within);
  });
}

describe('tailRisk', () => {
  test('default', () => {
    const draw = seededDraw(42);
    const book = seededBook(draw, { options: 90, linear: 30 });
    const scenarios = seededScenarios(draw, { count: 8_000 });
    const risk = bothWays(book, scenarios);
    if (!risk.screen.used) throw new Error(risk.screen.why);
    expect(risk.exact).toBeLessThan(0.12 * 8_000);
    const exact = revalue(compileHoldings(book, kernel), scenarios);
    expect(risk.tails).toEqual(tailOf(exact, levels));
    const errors = risk.pnl.map((value, s) => Math.abs(value - (exact[s] ?? Number.NaN)));
    expect(Math.max(...errors)).toBeLessThanOrEqual(risk.screen.bound);
  });

  test('behavior: prices fewer options than full revaluation', () => {
    let pricings = 0;
    const counting: PricingKernel = {
      ...kernel,
      revalue(columns, options, scenarios) {
        pricings += options * scenarios;
        kernel.revalue(columns, options, scenarios);
      },
    };
    const draw = seededDraw(42);
    const compiled = compileHoldings(seededBook(draw, { options: 90, linear: 0 }), counting);
    const scenarios = seededScenarios(draw, { count: 8_000 });
    pricings = 0;
    expect(tailRisk(compiled, scenarios, { levels }).screen.used).toBe(true);
    expect(pricings).toBeLessThan(0.25 * 90 * 8_000);
  });

  test('behavior: a book of options about to expire is exact all the same', () => {
    const draw = seededDraw(5);
    const book = seededBook(draw, { options: 60, linear: 5, days: [0.05, 0.3, 1, 1.01, 60] });
    const risk = bothWays(book, seededScenarios(draw, { count: 6_000 }));
    expect(risk.exact).toBeLessThanOrEqual(6_000);
  });

  test('behavior: where the interpolation breaks it falls back, and is still exact', () => {
    const draw = seededDraw(8);
    const book = seededBook(draw, { options: 3, linear: 0, days: [8] });
    const [option] = book.options;
    if (!option) throw new Error('the book has options');
    // A fourth difference over strikes: what is left of these options is so much less than they are worth that the small error
    // of each is most of it.
    const butterflies = [1, -4, 6, -4, 1].map((quantity, i) => ({
      ...option,
      position: `strike ${i}`,
      quantity: 1e4 * quantity,
      vol: 0.6,
      strike: option.spot * Math.exp(0.02 * (i - 2)),
    }));
    const scenarios = seededScenarios(draw, { count: 6_000, hours: [24] });
    const risk = bothWays({ ...book, options: butterflies }, scenarios);
    expect(risk.screen).toEqual({ used: false, why: 'estimates are too far off' });
    expect(risk.exact).toBe(6_000);
  });

  test('behavior: options that pin a strike where few scenarios go are not missed', () => {
    const draw = seededDraw(9);
    const book = seededBook(draw, { options: 3, linear: 30, days: [1.001] });
    const [option] = book.options;
    if (!option) throw new Error('the book has options');
    // Long straddles of minutes, at a price that one scenario in hundreds reaches: worth nothing just there.
    const strike = option.spot * 0.87;
    const pinned = { ...option, strike, quantity: 20 };
    const straddle = [
      { ...pinned, right: 'call' as const },
      { ...pinned, right: 'put' as const, position: 'put' },
    ];
    const scenarios = seededScenarios(draw, { count: 6_000, hours: [24] });
    expect(bothWays({ ...book, options: straddle }, scenarios).screen.used).toBe(true);
    const short = straddle.map((held) => ({ ...held, quantity: -20 }));
    expect(bothWays({ ...book, options: short }, scenarios).screen.used).toBe(true);
  });

  test('behavior: says why it revalued everything', () => {
    const draw = seededDraw(3);
    const book = seededBook(draw, { options: 12, linear: 3 });
    const few = seededScenarios(draw, { count: 200 });
    expect(bothWays(book, few).screen).toEqual({ used: false, why: 'no less work' });
    const compiled = compileHoldings(book, kernel);
    const many = seededScenarios(draw, { count: 6_000 });
    const unknown = { ...many, spot: many.spot.map((column) => column.with(17, Number.NaN)) };
    const risk = tailRisk(compiled, unknown, { levels });
    expect(risk.screen.used).toBe(false);
    expect(risk.tails[0]?.valueAtRisk).toBeNaN();
  });

  test('behavior: without options there is nothing to estimate', () => {
    const draw = seededDraw(3);
    const book = seededBook(draw, { options: 0, linear: 30 });
    expect(bothWays(book, seededScenarios(draw, { count: 500 })).exact).toBeLessThanOrEqual(500);
  });

  test('args: levels', () => {
    const draw = seededDraw(1);
    const compiled = compileHoldings(seededBook(draw, { options: 3, linear: 3 }), kernel);
    expect(() => tailRisk(compiled, seededScenarios(draw, { count: 10 }), { levels: [1] })).toThrow(RangeError);
  });

  test('invariant: the screen says what full revaluation says', () => {
    const size = fc.record({
      seed: fc.integer({ min: 0, max: 1_000_000 }),
      options: fc.integer({ min: 1, max: 40 }),
      linear: fc.integer({ min: 0, max: 10 }),
      days: fc.array(fc.constantFrom(0.2, 0.9, 1, 1.05, 2, 5, 20, 100, 500), { minLength: 1, maxLength: 4 }),
      hours: fc.array(fc.constantFrom(0, 1, 8, 24, 72), { minLength: 1, maxLength: 3 }),
      slope: fc.constantFrom(0, 0.3, -0.5, 2),
      jumps: fc.boolean(),
    });
    fc.assert(
      fc.property(size, ({ seed, options, linear, days, hours, slope, jumps }) => {
        const draw = seededDraw(seed);
        const book = seededBook(draw, { options, linear, days });
        const sticky = {
          ...book,
          options: book.options.map((o) => ({ ...o, volPerLogSpot: slope * normalDraw(draw) })),
        };
        const scenarios = seededScenarios(draw, { count: 4_000, hours });
        if (jumps)
          for (const column of scenarios.spot) for (let s = 0; s < 4_000; s += 97) column[s] = normalDraw(draw);
        bothWays(sticky, scenarios);
      }),
      { numRuns: 25 },
    );
  });
});
