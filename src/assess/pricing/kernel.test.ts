import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { optionGreeks } from '../blackScholes.js';
import { outputNames } from './columns.js';
import { createJavascriptKernel } from './javascriptKernel.js';
import type { OptionColumns, PricingKernel } from './kernel.js';
import { createWasmKernel } from './wasmKernel.js';

interface Fixture {
  columns: string[];
  rows: number[][];
}

type Option = Record<(typeof inputNames)[number], number>;
type Priced = Record<(typeof outputNames)[number], number>;

const inputNames = ['spot', 'strike', 'years', 'vol', 'rate', 'carry', 'right'] as const;
const mainNames = ['price', 'delta', 'gamma', 'vega', 'theta'] as const;

const fixture = (name: string): Fixture =>
  JSON.parse(readFileSync(new URL(`../../../test/fixtures/${name}.json`, import.meta.url), 'utf8'));
const golden = fixture('black-scholes');
const withCarry = fixture('option-greeks');

const kernels: readonly PricingKernel[] = [createJavascriptKernel(), createWasmKernel()];

/** Prices a list of options in columns that are a little larger. */
function priced(kernel: PricingKernel, options: readonly Option[]): Priced[] {
  const columns = kernel.optionColumns(options.length + 1);
  options.forEach((option, i) => {
    for (const name of inputNames) columns[name][i] = option[name];
  });
  kernel.greeks(columns, options.length);
  return options.map((_, i) => output(columns, i));
}

const output = (columns: OptionColumns, i: number): Priced =>
  Object.fromEntries(outputNames.map((name) => [name, columns[name][i]])) as Priced;

const reader =
  ({ columns }: Fixture) =>
  (row: readonly number[], name: string): number =>
    row[columns.indexOf(name)] ?? Number.NaN;

const ordinary = fc
  .record({
    spot: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
    distance: fc.double({ min: -4, max: 4, noNaN: true }),
    years: fc.double({ min: 1e-4, max: 3, noNaN: true }),
    vol: fc.double({ min: 0.05, max: 3, noNaN: true }),
    rate: fc.double({ min: -0.1, max: 0.2, noNaN: true }),
    carry: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
    right: fc.constantFrom(1, -1),
  })
  .map(({ distance, ...option }): Option => {
    const strike = option.spot * Math.exp(distance * option.vol * Math.sqrt(option.years));
    return { ...option, strike };
  });

/** With time value enough that a finite difference can resolve it. */
const smooth = ordinary.filter(({ spot, strike, years, vol }) => {
  const deviation = vol * Math.sqrt(years);
  return years > 0.01 && deviation > 0.02 && Math.abs(Math.log(spot / strike)) < 2.5 * deviation;
});

describe.each(kernels.map((kernel) => [kernel.name, kernel] as const))('%s', (_, kernel) => {
  const one = (option: Option): Priced => priced(kernel, [option])[0] as Priced;

  test('default', () => {
    const read = reader(golden);
    const options = golden.rows.map((row): Option => {
      const [spot, strike, years, vol] = [read(row, 'spot'), read(row, 'strike'), read(row, 'years'), read(row, 'vol')];
      return { spot, strike, years, vol, rate: read(row, 'rate'), carry: read(row, 'rate'), right: read(row, 'type') };
    });
    const worst: Record<string, number> = {};
    let compared = 0;
    priced(kernel, options).forEach((found, i) => {
      const row = golden.rows[i] ?? [];
      const { spot, strike } = options[i] as Option;
      const price = read(row, 'price');
      const absolute = Math.abs(found.price - price) / Math.max(spot, strike);
      worst['absolute'] = Math.max(worst['absolute'] ?? 0, absolute);
      if (price <= 1e-6 * spot) return;
      compared++;
      for (const name of mainNames)
        worst[name] = Math.max(worst[name] ?? 0, Math.abs(found[name] / read(row, name) - 1));
    });
    expect(compared).toBeGreaterThan(1_500);
    expect(worst['absolute']).toBeLessThanOrEqual(1e-15);
    expect(worst['price']).toBeLessThanOrEqual(1e-12);
    for (const name of mainNames) expect(worst[name], name).toBeLessThanOrEqual(1e-11);
  });

  test('behavior: all nine, with any carry, as 50 digits have them', () => {
    const read = reader(withCarry);
    const options = withCarry.rows.map(
      (row) => Object.fromEntries(inputNames.map((name) => [name, read(row, name)])) as Option,
    );
    priced(kernel, options).forEach((found, i) => {
      const row = withCarry.rows[i] ?? [];
      const { spot, years, vol } = options[i] as Option;
      // Some cross 0, where there is no relative error: theirs is told against what they are a difference of.
      const deviation = vol * Math.sqrt(years);
      const slope = read(row, 'gamma') * spot * deviation;
      const scale: Partial<Priced> = {
        theta: read(row, 'vega') * (vol / years),
        vanna: slope / vol,
        volga: read(row, 'vega') / vol,
        charm: slope / years + Math.abs(read(row, 'delta')),
      };
      for (const name of outputNames) {
        const target = read(row, name);
        const tolerance = name === 'price' && target <= 1e-6 * spot ? 1e-15 * spot : 1e-11 * Math.abs(target);
        const error = Math.abs((found[name] as number) - target);
        expect(error, `${name} of row ${i}`).toBeLessThanOrEqual(tolerance + 1e-13 * (scale[name] ?? 0));
      }
    });
  });

  test('behavior: careful prices and the loop agree, whichever side of a bound an option is on', () => {
    fc.assert(
      fc.property(ordinary, (option) => {
        const right = option.right > 0 ? 'call' : 'put';
        const careful = optionGreeks({ ...option, right });
        const found = one(option);
        const scale = option.spot + option.strike;
        expect(Math.abs(found.price - careful.price)).toBeLessThanOrEqual(2e-15 * scale);
        expect(Math.abs(found.delta - careful.delta)).toBeLessThanOrEqual(1e-12 * Math.abs(careful.delta) + 1e-300);
        expect(Math.abs(found.gamma - careful.gamma)).toBeLessThanOrEqual(1e-12 * careful.gamma);
      }),
    );
  });

  test('behavior: expired, without vol, spot or strike is the careful price to the bit, beside an ordinary one', () => {
    const usual: Option = { spot: 2_000, strike: 2_100, years: 0.1, vol: 0.8, rate: 0.05, carry: 0.02, right: 1 };
    const odd: Partial<Option>[] = [
      { years: 0 },
      { years: -1 },
      { vol: 0 },
      { spot: 0 },
      { strike: 0 },
      { strike: 1e-300 },
      { spot: 1e300 },
      { years: 1e-20 },
      { vol: 1e6 },
      { rate: 1e5 },
    ];
    for (const change of odd) {
      for (const right of [1, -1]) {
        const option = { ...usual, ...change, right };
        const [before, found, after] = priced(kernel, [usual, option, usual]);
        expect(found).toEqual(optionGreeks({ ...option, right: right > 0 ? 'call' : 'put' }));
        expect(before).toEqual(one(usual));
        expect(after).toEqual(one(usual));
      }
    }
  });

  test('behavior: what stands beyond the count stays as it is, odd or even', () => {
    const option: Option = { spot: 2_000, strike: 2_100, years: 0.1, vol: 0.8, rate: 0.05, carry: 0.02, right: 1 };
    for (const count of [0, 1, 2, 3, 127, 128, 129, 255]) {
      const columns = kernel.optionColumns(count + 1);
      for (const name of inputNames) columns[name].fill(option[name]);
      for (const name of outputNames) columns[name].fill(7);
      kernel.greeks(columns, count);
      for (const name of outputNames) {
        expect(columns[name][count], name).toBe(7);
        expect(new Set(columns[name].slice(0, count)).size, name).toBeLessThanOrEqual(1);
        if (count > 0) expect(columns[name][count - 1]).not.toBe(7);
      }
    }
  });

  test('invariant: never NaN, however extreme', () => {
    const extreme = fc.constantFrom(0, 1e-300, 1e-12, 1, 2_000, 1e12, 1e250, Number.MAX_VALUE);
    const option = fc.record({
      spot: extreme,
      strike: extreme,
      years: fc.constantFrom(-1, 0, 1e-300, 1e-9, 1, 50, Number.MAX_VALUE),
      vol: fc.constantFrom(0, 1e-300, 1e-9, 0.5, 50, Number.MAX_VALUE),
      rate: fc.constantFrom(-Number.MAX_VALUE, -0.5, 0, 0.05, 1, Number.MAX_VALUE),
      carry: fc.constantFrom(-Number.MAX_VALUE, -0.5, 0, 0.05, 1, Number.MAX_VALUE),
      right: fc.constantFrom(1, -1),
    });
    fc.assert(
      fc.property(fc.array(option, { minLength: 1, maxLength: 9 }), (options) => {
        priced(kernel, options).forEach((found, i) => {
          for (const name of outputNames) expect(found[name], `${name} of ${JSON.stringify(options[i])}`).not.toBeNaN();
        });
      }),
      { numRuns: 500 },
    );
  });

  test('invariant: put-call parity', () => {
    fc.assert(
      fc.property(ordinary, (option) => {
        const call = one({ ...option, right: 1 });
        const put = one({ ...option, right: -1 });
        const { spot, strike, years, rate, carry } = option;
        const growth = Math.exp((carry - rate) * years);
        const cash = strike * Math.exp(-rate * years);
        const scale = spot * Math.max(growth, 1) + cash;
        expect(Math.abs(call.price - put.price - (spot * growth - cash))).toBeLessThan(3e-15 * scale);
        expect(Math.abs(call.delta - put.delta - growth)).toBeLessThan(1e-14 * growth);
        expect(Math.abs(call.rho - put.rho - years * cash)).toBeLessThan(1e-14 * years * cash);
        for (const name of ['gamma', 'vega', 'vanna', 'volga'] as const) expect(call[name]).toBe(put[name]);
      }),
    );
  });

  test('invariant: worth is counted in any currency: a power of two scales it exactly', () => {
    fc.assert(
      fc.property(ordinary, (option) => {
        const counted = one({ ...option, spot: 128 * option.spot, strike: 128 * option.strike });
        const dollars = one(option);
        for (const name of ['price', 'vega', 'theta', 'rho', 'volga'] as const)
          expect(counted[name]).toBe(128 * dollars[name]);
        for (const name of ['delta', 'vanna', 'charm'] as const) expect(counted[name]).toBe(dollars[name]);
        expect(counted.gamma).toBe(dollars.gamma / 128);
      }),
    );
  });

  test('invariant: every Greek is a slope', () => {
    fc.assert(
      fc.property(smooth, (option) => {
        const found = one(option);
        const { spot, years, vol } = option;
        const deviation = vol * Math.sqrt(years);
        const slope = (of: keyof Priced, moved: Partial<Option>[], step: number) => {
          const [up, down] = priced(
            kernel,
            moved.map((change) => ({ ...option, ...change })),
          );
          return ((up?.[of] ?? Number.NaN) - (down?.[of] ?? Number.NaN)) / (2 * step);
        };
        const by = (name: keyof Option, step: number) => [
          { [name]: option[name] + step },
          { [name]: option[name] - step },
        ];
        const spotStep = 1e-4 * spot * deviation;
        const volStep = 1e-4 * vol;
        const timeStep = 1e-4 * years;
        const together = [1e-5, -1e-5].map((step) => ({ rate: option.rate + step, carry: option.carry + step }));
        const near = (actual: number, expected: number, scale: number, name: string) =>
          expect(Math.abs(actual - expected) / scale, name).toBeLessThan(2e-5);
        near(slope('price', by('spot', spotStep), spotStep), found.delta, 1, 'delta');
        near(slope('delta', by('spot', spotStep), spotStep), found.gamma, 1 / (spot * deviation), 'gamma');
        near(slope('price', by('vol', volStep), volStep), found.vega, spot * Math.sqrt(years), 'vega');
        near(-slope('price', by('years', timeStep), timeStep), found.theta, (spot * (1 + deviation)) / years, 'theta');
        near(slope('price', together, 1e-5), found.rho, spot * years * (1 + 1 / deviation), 'rho');
        near(slope('delta', by('vol', volStep), volStep), found.vanna, 1 / vol, 'vanna');
        near(slope('vega', by('vol', volStep), volStep), found.volga, (spot * Math.sqrt(years)) / vol, 'volga');
        near(-slope('delta', by('years', timeStep), timeStep), found.charm, (1 + 1 / deviation) / years, 'charm');
      }),
    );
  });
});

test('invariant: both kernels agree to the last few bits', () => {
  const [javascript, wasm] = kernels as [PricingKernel, PricingKernel];
  fc.assert(
    fc.property(fc.array(ordinary, { minLength: 1, maxLength: 300 }), (options) => {
      const here = priced(javascript, options);
      priced(wasm, options).forEach((found, i) => {
        const other = here[i] as Priced;
        const { spot, strike } = options[i] as Option;
        expect(Math.abs(found.price - other.price)).toBeLessThanOrEqual(1e-15 * (spot + strike));
        // The density of 20 deviations away has 400 times the rounding of the distance.
        for (const name of ['delta', 'gamma', 'vega'] as const)
          expect(Math.abs(found[name] / other[name] - 1)).toBeLessThanOrEqual(1e-12);
      });
    }),
    { numRuns: 50 },
  );
});
