import { expect, test } from 'vitest';
import { optionGreeks } from '../../assess/blackScholes.js';
import { createJavascriptKernel } from '../../assess/pricing/javascriptKernel.js';
import { unixSeconds } from '../../model/units.js';
import { bandInputsOf } from './bandInputsOf.js';
import { bandWidth } from './bandWidth.js';
import { holding, option, straddle, terms } from './testing/straddle.js';

const kernel = createJavascriptKernel();
const inputsOf = (holdings = straddle, change = {}) => bandInputsOf(holdings, 'ETH', { ...terms, ...change }, kernel);
const greeksOf = (days: number, vol: number, right: 'call' | 'put' = 'call') =>
  optionGreeks({ spot: 2_000, strike: 2_000, rate: 0, years: days / 365, vol, right });

test('default: the Greeks of the book, and what the caller knows', () => {
  const { gamma, vanna } = greeksOf(30, 0.6);
  const inputs = inputsOf(straddle, { fixedCost: 1.5 });
  expect(inputs).toMatchObject({ spot: 2_000, rate: 0, cost: 0.001, fixedCost: 1.5, hold: 1 / 365, reach: 10 });
  expect(inputs.gamma).toBeCloseTo(-20 * gamma, 12);
  expect(inputs.volDelta).toBeCloseTo(-20 * vanna * 0.6, 9);
  expect(inputs.vol).toBeCloseTo(0.6, 12);
  expect(inputs.years).toBeCloseTo(30 / 365, 12);
});

test('behavior: of several options, vol and time are weighed by gamma, whichever way they are held', () => {
  const soon = unixSeconds(straddle.at + 3 * 86_400);
  const book = holding([option(), option({ position: 'b', quantity: 4, expiry: soon, vol: 0.9 })]);
  const [far, near] = [10 * greeksOf(30, 0.6).gamma, 4 * greeksOf(3, 0.9).gamma];
  const inputs = inputsOf(book);
  expect(inputs.gamma).toBeCloseTo(near - far, 12);
  expect(inputs.vol).toBeCloseTo((far * 0.6 + near * 0.9) / (far + near), 9);
  expect(inputs.years).toBeCloseTo((far * 30 + near * 3) / (far + near) / 365, 9);
});

test('behavior: without options the vol is a forecast, and the time is that of a hedge', () => {
  const pool = holding([], {
    liquidity: [
      {
        ...{ position: 'pool #1', venue: 'pool', underlying: 'ETH', marginAccount: null, quantity: 5_000 },
        ...{ lower: 1_600, upper: 2_400, carry: 0 },
      },
    ],
  });
  expect(inputsOf(pool, { vol: 0.7 })).toMatchObject({ vol: 0.7, rate: 0, years: 1 / 365 });
  expect(inputsOf(pool).reach).toBeCloseTo((5_000 * (1 / 40 - 1 / Math.sqrt(2_400))) / 2, 9);
  const band = { kind: 'whalley-wilmott', riskAversion: 1e-3 } as const;
  // No forecast: nothing that Whalley and Wilmott need; Zakamouline cannot do without.
  expect(bandWidth(band, inputsOf(pool)).half).toBeGreaterThan(0);
  expect(bandWidth({ ...band, kind: 'zakamouline' }, inputsOf(pool)).half).toBeNaN();
});

test('behavior: what has expired moves with nothing any more', () => {
  const book = holding([option({ expiry: straddle.at })]);
  expect(inputsOf(book)).toMatchObject({ gamma: 0, reach: 0 });
  expect(bandWidth({ kind: 'whalley-wilmott', riskAversion: 1e-3 }, inputsOf(book)).half).toBe(0);
});

test('behavior: without a price nothing is known', () => {
  const inputs = inputsOf(holding([], { underlyings: [] }));
  expect([inputs.spot, inputs.gamma, inputs.vol, inputs.years]).toEqual(Array(4).fill(Number.NaN));
});
