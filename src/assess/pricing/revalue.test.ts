import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { optionGreeks } from '../blackScholes.js';
import { createJavascriptKernel } from './javascriptKernel.js';
import type { PricingKernel } from './kernel.js';
import { createWasmKernel } from './wasmKernel.js';

interface Held {
  strike: number;
  spot: number;
  years: number;
  vol: number;
  volPerLogSpot: number;
  rate: number;
  carry: number;
  right: number;
  quantity: number;
}

interface Scenario {
  move: number;
  volFactor: number;
}

const kernels: readonly PricingKernel[] = [createJavascriptKernel(), createWasmKernel()];

const held: fc.Arbitrary<Held> = fc
  .record({
    distance: fc.double({ min: -4, max: 4, noNaN: true }),
    spot: fc.double({ min: 1_000, max: 3_000, noNaN: true }),
    years: fc.oneof(fc.double({ min: 1e-5, max: 2, noNaN: true }), fc.constantFrom(0, -0.01)),
    vol: fc.oneof(fc.double({ min: 0.05, max: 2, noNaN: true }), fc.constant(0)),
    volPerLogSpot: fc.oneof(fc.constant(0), fc.double({ min: -0.5, max: 0.5, noNaN: true })),
    rate: fc.double({ min: -0.05, max: 0.15, noNaN: true }),
    carry: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
    right: fc.constantFrom(1, -1),
    quantity: fc.oneof(fc.double({ min: -50, max: 50, noNaN: true }), fc.constant(0)),
  })
  .map(({ distance, ...option }) => {
    const deviation = Math.max(option.vol, 0.2) * Math.sqrt(Math.max(option.years, 0.01));
    return { ...option, strike: option.spot * Math.exp(distance * deviation) };
  });

const scenario: fc.Arbitrary<Scenario> = fc.record({
  move: fc.double({ min: -0.8, max: 0.8, noNaN: true }),
  volFactor: fc.double({ min: 0.2, max: 4, noNaN: true }),
});

/** In columns with a place to spare, which must stay as they are. */
function values(kernel: PricingKernel, options: readonly Held[], scenarios: readonly Scenario[], start = 0): number[] {
  const columns = kernel.scenarioColumns(options.length + 1, scenarios.length + 1);
  options.forEach(({ spot, ...option }, i) => {
    columns.logSpot[i] = Math.log(spot);
    for (const name of Object.keys(option) as (keyof typeof option)[]) columns[name][i] = option[name];
  });
  scenarios.forEach(({ move, volFactor }, s) => {
    columns.move[s] = move;
    columns.volFactor[s] = volFactor;
  });
  columns.value.fill(start);
  kernel.revalue(columns, options.length, scenarios.length);
  expect(columns.value[scenarios.length]).toBe(start);
  scenarios.forEach(({ move }, s) => {
    expect(columns.move[s]).toBe(move);
  });
  return [...columns.value.subarray(0, scenarios.length)];
}

function careful(
  { spot, quantity, volPerLogSpot, vol, right, ...option }: Held,
  { move, volFactor }: Scenario,
): number {
  const moved = Math.max((vol + volPerLogSpot * move) * volFactor, 0);
  const unit = optionGreeks({
    ...option,
    spot: spot * Math.exp(move),
    vol: moved,
    right: right > 0 ? 'call' : 'put',
  });
  return quantity * unit.price;
}

describe.each(kernels.map((kernel) => [kernel.name, kernel] as const))('%s', (_, kernel) => {
  test('default', () => {
    fc.assert(
      fc.property(
        fc.array(held, { minLength: 0, maxLength: 20 }),
        fc.array(scenario, { minLength: 1, maxLength: 9 }),
        (options, scenarios) => {
          const scale = options.reduce(
            (sum, { quantity, spot, strike }) => sum + Math.abs(quantity) * (spot + strike),
            1,
          );
          values(kernel, options, scenarios).forEach((value, s) => {
            const expected = options.reduce((sum, option) => sum + careful(option, scenarios[s] as Scenario), 0);
            // The least deviation that the loop knows is worth 4e-9 of spot at the money.
            expect(Math.abs(value - expected)).toBeLessThanOrEqual(4e-9 * scale);
          });
        },
      ),
    );
  });

  test('behavior: exact to the rounding where there is time and vol', () => {
    const lively = held.filter(({ years, vol, volPerLogSpot }) => years > 1e-4 && vol > 0.5 && volPerLogSpot > -0.3);
    fc.assert(
      fc.property(lively, fc.array(scenario, { minLength: 1, maxLength: 5 }), (option, scenarios) => {
        values(kernel, [option], scenarios).forEach((value, s) => {
          const grown = Math.max(1, Math.exp(scenarios[s]?.move ?? 0));
          const scale = Math.abs(option.quantity) * (option.spot * grown + option.strike);
          expect(Math.abs(value - careful(option, scenarios[s] as Scenario))).toBeLessThanOrEqual(
            5e-15 * scale + 1e-300,
          );
        });
      }),
    );
  });

  test('behavior: adds to what is there, and an empty book adds nothing', () => {
    const option: Held = {
      strike: 2_000,
      spot: 2_100,
      years: 0.1,
      vol: 0.7,
      volPerLogSpot: 0,
      rate: 0,
      carry: 0,
      right: -1,
      quantity: 1,
    };
    const calm = [{ move: 0.1, volFactor: 1 }];
    const [alone] = values(kernel, [option], calm);
    const [added] = values(kernel, [option], calm, 500);
    expect(added).toBeCloseTo(500 + (alone ?? Number.NaN), 11);
    expect(values(kernel, [], calm, 500)).toEqual([500]);
  });

  test('behavior: expired by then is worth its intrinsic value', () => {
    const option: Held = {
      strike: 2_000,
      spot: 2_000,
      years: 0,
      vol: 0.7,
      volPerLogSpot: 0,
      rate: 0.05,
      carry: 0.05,
      right: 1,
      quantity: 3,
    };
    const scenarios = [Math.log(1.1), Math.log(0.9), 0].map((move) => ({ move, volFactor: 1 }));
    const [up, down, same] = values(kernel, [option], scenarios);
    expect(up).toBeCloseTo(600, 9);
    expect(down).toBe(0);
    expect(same).toBeCloseTo(0, 9);
    const put = values(kernel, [{ ...option, right: -1, years: -1 }], scenarios);
    expect(put[1]).toBeCloseTo(600, 9);
  });

  test('behavior: a vol that falls to nothing leaves the discounted intrinsic value', () => {
    const option: Held = {
      strike: 1_900,
      spot: 2_000,
      years: 0.5,
      vol: 0.2,
      volPerLogSpot: 4,
      rate: 0.05,
      carry: 0.05,
      right: 1,
      quantity: 1,
    };
    const [value] = values(kernel, [option], [{ move: -0.051, volFactor: 1 }]);
    expect(value).toBeCloseTo(2_000 * Math.exp(-0.051) - 1_900 * Math.exp(-0.025), 6);
    expect(values(kernel, [option], [{ move: 0.01, volFactor: 0 }])[0]).not.toBeNaN();
  });

  test('invariant: never NaN, however extreme', () => {
    const extreme = fc.record({
      strike: fc.constantFrom(0, 1e-300, 1, 2_000, 1e250),
      spot: fc.constantFrom(0, 1e-300, 1, 2_000, 1e250),
      years: fc.constantFrom(-1, 0, 1e-300, 1e-9, 1, 1e6),
      vol: fc.constantFrom(0, 1e-300, 1e-9, 0.5, 50),
      volPerLogSpot: fc.constantFrom(-10, 0, 1e-9, 3),
      rate: fc.constantFrom(-0.5, 0, 1),
      carry: fc.constantFrom(-0.5, 0, 1),
      right: fc.constantFrom(1, -1),
      quantity: fc.constantFrom(-1e6, 0, 1e-9, 1),
    });
    const wild = fc.record({
      move: fc.constantFrom(-1e6, -40, -1e-12, 0, 3, 1e6),
      volFactor: fc.constantFrom(0, 1e-12, 1, 1e3),
    });
    fc.assert(
      fc.property(
        fc.array(extreme, { maxLength: 4 }),
        fc.array(wild, { minLength: 1, maxLength: 4 }),
        (options, all) => {
          for (const value of values(kernel, options, all)) expect(value).not.toBeNaN();
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

test('args: columns of another kernel are refused', () => {
  const [javascript, wasm] = kernels as [PricingKernel, PricingKernel];
  expect(() => javascript.revalue(wasm.scenarioColumns(1, 1), 1, 1)).toThrow(TypeError);
  expect(() => wasm.revalue(javascript.scenarioColumns(1, 1), 1, 1)).toThrow(TypeError);
  expect(() => wasm.greeks(javascript.optionColumns(1), 1)).toThrow(TypeError);
});
