import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeldOption, Holdings } from '../../model/holdings.js';
import { greekNames } from '../../model/riskReport.js';
import { unixSeconds } from '../../model/units.js';
import { optionGreeks } from '../blackScholes.js';
import { chooseKernel } from '../pricing/chooseKernel.js';
import { compileHoldings } from '../revalue/compileHoldings.js';
import { revalue } from '../revalue/revalue.js';
import { heldGreeks } from './heldGreeks.js';

const at = unixSeconds(1_700_000_000);
const kernel = chooseKernel();

const option = (changes: Partial<HeldOption> = {}): HeldOption => ({
  position: 'options #1',
  venue: 'options',
  underlying: 'ETH',
  marginAccount: null,
  quantity: -3,
  strike: 2_100,
  expiry: unixSeconds(at + 30 * 86_400),
  right: 'put',
  vol: 0.8,
  volSource: 'venue',
  volPerLogSpot: 0,
  rate: 0.05,
  spot: 2_000,
  ...changes,
});

const book = (changes: Partial<Holdings>): Holdings => ({
  at,
  underlyings: [{ name: 'ETH', price: 2_000 }],
  options: [],
  linear: [],
  liquidity: [],
  margins: [],
  unpriced: [],
  ...changes,
});

const held = { venue: 'v', underlying: 'ETH', marginAccount: null };

test('default: an option has its quantity times the Greeks of one', () => {
  const one = optionGreeks({ spot: 2_000, strike: 2_100, years: 30 / 365, vol: 0.8, rate: 0.05, right: 'put' });
  const [risk] = heldGreeks(book({ options: [option()] }), kernel);
  for (const name of greekNames) {
    expect(Math.abs((risk?.[name] ?? Number.NaN) / (-3 * one[name]) - 1), name).toBeLessThan(1e-11);
  }
  expect(risk?.value).toBeCloseTo(-3 * one.price, 9);
  expect(risk).toMatchObject({ venue: 'options', underlying: 'ETH', expiry: at + 30 * 86_400 });
});

test('behavior: what is linear has a delta; liquidity has what is in it, and a gamma within its range only', () => {
  const range = { ...held, quantity: 100, carry: 0 };
  const risks = heldGreeks(
    book({
      linear: [
        { ...held, position: 'perp', kind: 'perpetual', quantity: -2, carry: 5 },
        { ...held, position: 'weth', kind: 'token', quantity: 3, carry: 0 },
      ],
      liquidity: [
        { ...range, position: 'in', lower: 1_500, upper: 2_500 },
        { ...range, position: 'above', lower: 1_000, upper: 1_500 },
      ],
    }),
    kernel,
  );
  expect(risks.map(({ delta }) => Math.sign(delta) * Math.min(Math.abs(delta), 3))).toEqual([
    -2,
    3,
    expect.any(Number),
    0,
  ]);
  expect(risks[2]?.gamma).toBeLessThan(0);
  expect(risks[3]?.gamma).toBe(0);
  expect(risks.map(({ value }) => Math.sign(value))).toEqual([0, 1, 1, 1]);
});

test('invariant: delta and gamma are those of the revaluation, also where vol moves with the price', () => {
  fc.assert(
    fc.property(
      fc.record({
        strike: fc.integer({ min: 1_600, max: 2_400 }),
        days: fc.integer({ min: 5, max: 300 }),
        right: fc.constantFrom('call' as const, 'put' as const),
        volPerLogSpot: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
        lower: fc.integer({ min: 1_000, max: 1_900 }),
        upper: fc.integer({ min: 2_100, max: 4_000 }),
      }),
      ({ strike, days, right, volPerLogSpot, lower, upper }) => {
        const holdings = book({
          options: [option({ strike, right, volPerLogSpot, expiry: unixSeconds(at + days * 86_400) })],
          linear: [{ ...held, position: 'perp', kind: 'perpetual', quantity: 1.5, carry: 0 }],
          liquidity: [{ ...held, position: 'range', quantity: 50, carry: 0, lower, upper }],
        });
        const step = 1e-4;
        const [down = 0, up = 0] = revalue(compileHoldings(holdings, kernel), {
          count: 2,
          spot: [Float64Array.of(Math.log1p(-step), Math.log1p(step))],
          vol: [Float64Array.of(1, 1)],
          years: Float64Array.of(0, 0),
        });
        const total = heldGreeks(holdings, kernel).reduce((sum, risk) => sum + risk.delta, 0);
        expect(Math.abs((up - down) / (2 * step * 2_000) - total)).toBeLessThan(2e-5);
      },
    ),
  );
});
