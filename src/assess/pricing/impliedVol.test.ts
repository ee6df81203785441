import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { optionGreeks } from '../blackScholes.js';
import { impliedVol, impliedVols, type QuotedOption } from './impliedVol.js';
import { impliedDeviation } from './impliedVolNormalised.js';

const golden: { columns: string[]; rows: number[][] } = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/black-scholes.json', import.meta.url), 'utf8'),
);

interface GoldenQuote extends QuotedOption {
  vol: number;
  timeValue: number;
  inside: boolean;
}

const quotes = golden.rows.map((row): GoldenQuote => {
  const at = (name: string) => row[golden.columns.indexOf(name)] ?? Number.NaN;
  const [price, spot, strike, years, rate, vol] = ['price', 'spot', 'strike', 'years', 'rate', 'vol'].map(at) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const forwardValue = (at('type') > 0 ? 1 : -1) * (spot - strike * Math.exp(-rate * years));
  const right = at('type') > 0 ? 'call' : 'put';
  const timeValue = price - Math.max(forwardValue, 0);
  return { price, spot, strike, years, rate, vol, right, timeValue, inside: forwardValue > 0 };
});

/** At least 1e-6 of spot in time value, so that a price has digits to tell a vol by. */
const told = quotes.filter(({ timeValue, spot }) => timeValue > 1e-6 * spot);

const wide = fc.record({
  spot: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
  deviations: fc.double({ min: -6, max: 6, noNaN: true }),
  years: fc.double({ min: 1e-6, max: 5, noNaN: true }),
  vol: fc.double({ min: 0.02, max: 4, noNaN: true }),
  rate: fc.double({ min: -0.1, max: 0.2, noNaN: true }),
  right: fc.constantFrom('call', 'put'),
});

describe('golden prices of 50 significant digits', () => {
  test('default: out of the money, the vol to 1e-13', () => {
    const outside = quotes.filter(({ inside, price }) => !inside && price > 0);
    expect(outside.length).toBeGreaterThan(1000);
    for (const quote of outside) expect(Math.abs(impliedVol(quote) / quote.vol - 1)).toBeLessThan(1e-13);
  });

  test('behavior: in the money, as exact as the price leaves digits of time value', () => {
    const inside = told.filter((quote) => quote.inside);
    expect(inside.length).toBeGreaterThan(500);
    for (const quote of inside) {
      const { vega } = optionGreeks(quote);
      const digits = (8 * Number.EPSILON * Math.max(quote.price, quote.spot)) / (vega * quote.vol);
      expect(Math.abs(impliedVol(quote) / quote.vol - 1)).toBeLessThan(1e-13 + digits);
    }
  });

  test('behavior: columns are answered as one quote after the other', () => {
    const column = (read: (quote: GoldenQuote) => number) => Float64Array.from(quotes, read);
    const columns = {
      price: column((q) => q.price),
      spot: column((q) => q.spot),
      strike: column((q) => q.strike),
      years: column((q) => q.years),
      rate: column((q) => q.rate),
      carry: column((q) => q.rate),
      right: column((q) => (q.right === 'call' ? 1 : -1)),
      vol: column(() => -1),
    };
    impliedVols(columns, quotes.length - 1);
    expect([...columns.vol.slice(0, -1)]).toEqual(quotes.slice(0, -1).map(impliedVol));
    expect(columns.vol.at(-1)).toBe(-1);
  });
});

test('invariant: price -> vol -> price over wide inputs, to a few units of rounding', () => {
  fc.assert(
    fc.property(wide, ({ spot, deviations, years, vol, rate, right }) => {
      const strike = spot * Math.exp(deviations * vol * Math.sqrt(years));
      const { price } = optionGreeks({ spot, strike, years, vol, rate, right });
      const implied = impliedVol({ price, spot, strike, years, rate, right });
      // At the bound to rounding, any vol so high will do.
      const again = optionGreeks({ spot, strike, years, vol: Math.min(implied, 1000), rate, right }).price;
      expect(Math.abs(again - price)).toBeLessThan(1e-13 * Math.max(spot, strike));
    }),
    { numRuns: 2000 },
  );
});

test('invariant: the vol comes back from every price out of the money, however small', () => {
  fc.assert(
    fc.property(wide, fc.double({ min: 0, max: 30, noNaN: true }), (input, deviations) => {
      const { spot, years, vol, rate } = input;
      const forward = spot * Math.exp(rate * years);
      const right = input.right;
      const strike = forward * Math.exp((right === 'call' ? 1 : -1) * deviations * vol * Math.sqrt(years));
      const { price } = optionGreeks({ spot, strike, years, vol, rate, right });
      // Below this float64 itself loses digits; above the other bound vol hardly moves the price.
      fc.pre(price > 1e-290 && price < 0.9 * Math.min(spot, strike));
      // The price is the older formula's, which loses digits over the shortest times.
      expect(Math.abs(impliedVol({ price, spot, strike, years, rate, right }) / vol - 1)).toBeLessThan(1e-9);
    }),
    { numRuns: 2000 },
  );
});

test('invariant: never NaN from finite inputs, and more price is never less vol', () => {
  const positive = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
  const quote = fc.record<QuotedOption>({
    price: fc.double({ min: -10, max: 1e9, noNaN: true }),
    spot: positive,
    strike: positive,
    years: fc.double({ min: -1, max: 30, noNaN: true }),
    rate: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
    carry: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
    right: fc.constantFrom('call', 'put'),
  });
  fc.assert(
    fc.property(quote, fc.double({ min: 1.01, max: 2, noNaN: true }), (input, factor) => {
      const vol = impliedVol(input);
      expect(vol).toBeGreaterThanOrEqual(0);
      if (input.price > 0)
        expect(impliedVol({ ...input, price: input.price * factor })).toBeGreaterThanOrEqual(vol * (1 - 1e-12));
    }),
    { numRuns: 3000 },
  );
});

test('invariant: a cost of carry is a spot that has grown otherwise', () => {
  fc.assert(
    fc.property(wide, fc.double({ min: -0.2, max: 0.2, noNaN: true }), (input, carry) => {
      const { spot, deviations, years, rate, right } = input;
      const strike = spot * Math.exp(0.3 * deviations);
      const grown = spot * Math.exp((carry - rate) * years);
      const { price } = optionGreeks({ spot: grown, strike, years, vol: 0.5, rate, right });
      fc.pre(price > 1e-3 * spot);
      const [a, b] = [
        impliedVol({ price, spot, strike, years, rate, carry, right }),
        impliedVol({ price, spot: grown, strike, years, rate, right }),
      ];
      const { vega } = optionGreeks({ spot: grown, strike, years, vol: 0.5, rate, right });
      fc.pre(vega > 1e-6 * spot);
      expect(Math.abs(a - b)).toBeLessThan((1e-14 * Math.max(spot, strike)) / vega + 1e-12);
    }),
  );
});

test('args: prices that no vol makes', () => {
  const quote = { spot: 100, strike: 120, years: 0.5, rate: 0, right: 'call' } as const;
  expect(impliedVol({ ...quote, price: 0 })).toBe(0);
  expect(impliedVol({ ...quote, price: -1 })).toBe(0);
  expect(impliedVol({ ...quote, price: 100.0001 })).toBe(Number.POSITIVE_INFINITY);
  expect(impliedVol({ ...quote, price: 250 })).toBe(Number.POSITIVE_INFINITY);
  expect(impliedVol({ ...quote, right: 'put', price: 19.99 })).toBe(0);
  expect(impliedVol({ ...quote, right: 'put', price: 120.0001 })).toBe(Number.POSITIVE_INFINITY);
  expect(impliedVol({ ...quote, years: 0, price: 0 })).toBe(0);
  expect(impliedVol({ ...quote, years: -1, price: 1 })).toBe(Number.POSITIVE_INFINITY);
  expect(impliedVol({ ...quote, years: 0, right: 'put', price: 20 })).toBe(0);
  expect(impliedVol({ ...quote, spot: 0, price: 1 })).toBe(Number.POSITIVE_INFINITY);
  expect(impliedVol({ ...quote, price: Number.NaN })).toBeNaN();
});

test('behavior: total deviations from 1e-6 to 6, at the forward and far from it', () => {
  // Worked out with 80 significant digits: value, |ln(forward / strike)|, deviation.
  const worked = [
    [3.98942280401416e-7, 0, 1e-6],
    [3.8215431704768195e-10, 3e-6, 1e-6],
    [1.6319567340910936e-205, 3e-5, 1e-6],
    [0.0011474912353641174, 0.0001, 0.003],
    [5.706794719343437e-248, 0.1, 0.003],
    [0.007978712629263208, 0.0, 0.02],
    [6.417288613669891e-272, 0.7, 0.02],
    [0.11923538424048503, 1e-9, 0.3],
    [0.04505314297206885, 0.2, 0.3],
    [1.6299620534317306e-42, 4.0, 0.3],
    [9.518897035778634e-271, 10.5, 0.3],
    [0.3829249225480262, 0.0, 1.0],
    [0.18568301299666387, 0.5, 1.0],
    [3.772148596522358e-7, 4.6, 1.0],
    [1.4405938487063513e-199, 30.0, 1.0],
    [0.9057397726788212, 0.1, 4.0],
    [0.007428628231026415, 8.0, 4.0],
    [6.639874684285647e-140, 100.0, 4.0],
    [0.22070202532886493, 3.0, 6.0],
  ] as const;
  for (const [value, distance, deviation] of worked) {
    const found = impliedDeviation(value, distance, Math.exp(-distance / 2), 2 * Math.sinh(distance / 2));
    expect(Math.abs(found / deviation - 1)).toBeLessThan(1e-13);
  }
});
