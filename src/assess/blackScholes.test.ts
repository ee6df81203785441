import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type OptionInputs, optionGreeks } from './blackScholes.js';

interface Golden {
  columns: string[];
  rows: number[][];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../../test/fixtures/black-scholes.json', import.meta.url), 'utf8'),
);
const quantities = ['price', 'delta', 'gamma', 'vega', 'theta'] as const;

const goldenCases = golden.rows.map((row) => {
  const at = (name: string) => row[golden.columns.indexOf(name)] ?? Number.NaN;
  const inputs: OptionInputs = {
    spot: at('spot'),
    strike: at('strike'),
    years: at('years'),
    vol: at('vol'),
    rate: at('rate'),
    right: at('type') > 0 ? 'call' : 'put',
  };
  const expected = { price: at('price'), delta: at('delta'), gamma: at('gamma'), vega: at('vega'), theta: at('theta') };
  return { inputs, expected };
});

const options = fc.record<OptionInputs>({
  spot: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
  strike: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
  years: fc.double({ min: 1e-5, max: 3, noNaN: true }),
  vol: fc.double({ min: 0.05, max: 3, noNaN: true }),
  rate: fc.double({ min: -0.1, max: 0.2, noNaN: true }),
  right: fc.constantFrom('call', 'put'),
});

/** Options with some time value left, where a finite difference can resolve anything. */
const nearTheMoney = fc
  .record({
    spot: fc.double({ min: 1, max: 1e5, noNaN: true }),
    distance: fc.double({ min: -2, max: 2, noNaN: true }),
    years: fc.double({ min: 0.02, max: 2, noNaN: true }),
    vol: fc.double({ min: 0.1, max: 2, noNaN: true }),
    rate: fc.double({ min: -0.05, max: 0.1, noNaN: true }),
    right: fc.constantFrom<'call' | 'put'>('call', 'put'),
  })
  .map(
    ({ spot, distance, years, vol, rate, right }): OptionInputs => ({
      spot,
      strike: spot * Math.exp(distance * vol * Math.sqrt(years)),
      years,
      vol,
      rate,
      right,
    }),
  );

describe('golden values of 50 significant digits', () => {
  test('default', () => {
    const worst = Object.fromEntries(quantities.map((name) => [name, 0]));
    let compared = 0;
    for (const { inputs, expected } of goldenCases) {
      if (expected.price <= 1e-6 * inputs.spot) continue;
      compared += 1;
      const actual = optionGreeks(inputs);
      for (const name of quantities) {
        const target = expected[name];
        worst[name] = Math.max(worst[name] ?? 0, Math.abs(actual[name] / target - 1));
      }
    }
    expect(compared).toBeGreaterThan(1500);
    for (const name of quantities) expect(worst[name], name).toBeLessThan(1e-11);
  });

  test('behavior: below 1e-6 of spot the price is right to 1e-15 of spot', () => {
    for (const { inputs, expected } of goldenCases) {
      expect(Math.abs(optionGreeks(inputs).price - expected.price)).toBeLessThanOrEqual(
        1e-15 * Math.max(inputs.spot, inputs.strike),
      );
    }
  });
});

describe('laws', () => {
  test('invariant: put-call parity', () => {
    fc.assert(
      fc.property(options, (inputs) => {
        const call = optionGreeks({ ...inputs, right: 'call' });
        const put = optionGreeks({ ...inputs, right: 'put' });
        const discounted = inputs.strike * Math.exp(-inputs.rate * inputs.years);
        const scale = inputs.spot + inputs.strike;
        expect(Math.abs(call.price - put.price - (inputs.spot - discounted))).toBeLessThan(1e-14 * scale);
        expect(call.delta - put.delta).toBeCloseTo(1, 14);
        expect(call.gamma).toBe(put.gamma);
        expect(call.vega).toBe(put.vega);
      }),
    );
  });

  test('invariant: between the bounds that arbitrage sets', () => {
    fc.assert(
      fc.property(options, (inputs) => {
        const discounted = inputs.strike * Math.exp(-inputs.rate * inputs.years);
        const forwardValue = inputs.right === 'call' ? inputs.spot - discounted : discounted - inputs.spot;
        const { price, delta, gamma, vega } = optionGreeks(inputs);
        const slack = 1e-14 * (inputs.spot + inputs.strike);
        expect(price).toBeGreaterThanOrEqual(Math.max(forwardValue, 0) - slack);
        expect(price).toBeLessThanOrEqual((inputs.right === 'call' ? inputs.spot : discounted) + slack);
        expect(Math.abs(delta)).toBeLessThanOrEqual(1);
        expect(gamma).toBeGreaterThanOrEqual(0);
        expect(vega).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('invariant: dearer with more vol, and with spot on its side', () => {
    fc.assert(
      fc.property(options, fc.double({ min: 0.01, max: 1, noNaN: true }), (inputs, step) => {
        const { price } = optionGreeks(inputs);
        const slack = 1e-14 * (inputs.spot + inputs.strike);
        expect(optionGreeks({ ...inputs, vol: inputs.vol + step }).price).toBeGreaterThanOrEqual(price - slack);
        const up = optionGreeks({ ...inputs, spot: inputs.spot * (1 + step) }).price;
        if (inputs.right === 'call') expect(up).toBeGreaterThanOrEqual(price - slack);
        else expect(up).toBeLessThanOrEqual(price + slack);
      }),
    );
  });

  test('invariant: Greeks are the slopes of the price', () => {
    fc.assert(
      fc.property(nearTheMoney, (inputs) => {
        const { delta, gamma, vega, theta } = optionGreeks(inputs);
        const slope = (name: 'spot' | 'vol' | 'years', step: number, of: 'price' | 'delta' = 'price') =>
          (optionGreeks({ ...inputs, [name]: inputs[name] + step })[of] -
            optionGreeks({ ...inputs, [name]: inputs[name] - step })[of]) /
          (2 * step);
        const h = 1e-4 * inputs.vol * Math.sqrt(inputs.years);
        expect(Math.abs(slope('spot', h * inputs.spot) - delta)).toBeLessThan(1e-6);
        expect(Math.abs(slope('spot', h * inputs.spot, 'delta') / gamma - 1)).toBeLessThan(1e-5);
        expect(Math.abs(slope('vol', 1e-4 * inputs.vol) / vega - 1)).toBeLessThan(1e-5);
        const scale = Math.abs(theta) + (vega * inputs.vol) / inputs.years;
        expect(Math.abs(slope('years', 1e-4 * inputs.years) + theta) / scale).toBeLessThan(1e-5);
      }),
    );
  });

  test('invariant: never NaN, however extreme', () => {
    const extreme = fc.constantFrom(0, 1e-300, 1e-12, 1, 2000, 1e12, 1e250);
    fc.assert(
      fc.property(
        extreme,
        extreme,
        fc.constantFrom(-1, 0, 1e-300, 1e-9, 1, 50),
        fc.constantFrom(0, 1e-300, 1e-9, 0.5, 50, 1e6),
        fc.constantFrom(-0.5, 0, 0.05, 1),
        fc.constantFrom(-1e5, -0.5, 0, 0.05, 1e5),
        fc.constantFrom<'call' | 'put'>('call', 'put'),
        (spot, strike, years, vol, rate, carry, right) => {
          for (const value of Object.values(optionGreeks({ spot, strike, years, vol, rate, carry, right })))
            expect(value).not.toBeNaN();
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('behavior: what is not known is worth what nobody knows, not nothing', () => {
    const known = { spot: 2_000, strike: 2_100, years: 0.1, vol: 0.8, rate: 0.05, carry: 0.02, right: 'call' } as const;
    for (const name of ['spot', 'strike', 'years', 'vol', 'rate', 'carry'] as const)
      expect(new Set(Object.values(optionGreeks({ ...known, [name]: Number.NaN }))), name).toEqual(
        new Set([Number.NaN]),
      );
    // Where they do not count, they need not be known.
    const expired = { ...known, years: 0, vol: Number.NaN, rate: Number.NaN, carry: Number.NaN };
    expect(optionGreeks(expired)).toEqual(optionGreeks({ ...known, years: 0 }));
  });
});

describe('without time value', () => {
  const base = { spot: 2_000, strike: 1_500, years: 0, vol: 0.8, rate: 0.05, right: 'call' } as const;

  test('behavior: expired is intrinsic, and nothing moves but with spot', () => {
    expect(optionGreeks(base)).toMatchObject({ price: 500, delta: 1, gamma: 0, vega: 0, theta: 0 });
    expect(optionGreeks({ ...base, years: -1 })).toMatchObject({ price: 500, delta: 1, gamma: 0, vega: 0, theta: 0 });
    expect(optionGreeks({ ...base, right: 'put' })).toMatchObject({ price: 0, delta: 0, gamma: 0, vega: 0, theta: 0 });
    expect(optionGreeks({ ...base, strike: 2_500, right: 'put' })).toMatchObject({ price: 500, delta: -1 });
    expect(optionGreeks({ ...base, strike: 2_000 })).toMatchObject({ price: 0, delta: 0.5 });
  });

  test('behavior: zero vol is the discounted intrinsic and earns the rate', () => {
    const discounted = 1_500 * Math.exp(-0.05);
    const greeks = optionGreeks({ ...base, years: 1, vol: 0 });
    expect(greeks).toMatchObject({ price: 2_000 - discounted, delta: 1, gamma: 0, vega: 0, theta: -0.05 * discounted });
  });
});
