import fc from 'fast-check';
import { expect, test } from 'vitest';
import { optionGreeks } from '../blackScholes.js';
import { type MarketParts, type OptionState, type OptionTerms, optionMove, priceAt } from './optionMove.js';

const sum = ({ delta, gamma, vega, higher, theta }: MarketParts) => delta + gamma + vega + higher + theta;

const state = (changes: Partial<OptionState> = {}): OptionState => ({
  spot: 2_000,
  vol: 0.8,
  rate: 0.03,
  years: 14 / 365,
  ...changes,
});
const call: OptionTerms = { strike: 2_100, right: 'call' };

const double = (min: number, max: number) => fc.double({ min, max, noNaN: true });

test('default: a small move is what the textbook says', () => {
  const from = state();
  const to = state({ spot: 2_003, vol: 0.802, years: 14 / 365 - 1 / 8_760 });
  const greeks = optionGreeks({ ...call, ...from });
  const parts = optionMove(call, from, to);
  expect(parts.delta).toBeCloseTo(greeks.delta * 3, 12);
  expect(parts.gamma).toBeCloseTo(greeks.gamma * 4.5, 3);
  expect(parts.vega).toBeCloseTo(greeks.vega * 0.002, 12);
  expect(parts.theta).toBeCloseTo(greeks.theta / 8_760, 12);
  expect(Math.abs(parts.higher)).toBeLessThan(0.01);
});

test('invariant: Greeks along the line add up to the change of price, over jumps, vols and to the very expiry', () => {
  fc.assert(
    fc.property(
      fc.record({
        moneyness: double(-0.4, 0.4),
        move: double(-0.5, 0.5),
        vol: double(0.1, 2),
        volFactor: double(0.5, 2),
        days: double(0.01, 200),
        passed: double(0, 1),
        rate: double(-0.05, 0.1),
        right: fc.constantFrom('call' as const, 'put' as const),
      }),
      ({ moneyness, move, vol, volFactor, days, passed, rate, right }) => {
        const terms: OptionTerms = { strike: 2_000 * Math.exp(moneyness), right };
        const from = state({ vol, rate, years: days / 365 });
        const to = state({
          vol: vol * volFactor,
          rate: rate / 2,
          spot: 2_000 * Math.exp(move),
          years: (days / 365) * (1 - passed),
        });
        const change = priceAt(terms, to) - priceAt(terms, from);
        expect(Math.abs(sum(optionMove(terms, from, to)) - change)).toBeLessThan(2e-5 * 2_000);
      },
    ),
    { numRuns: 300 },
  );
});

test('behavior: nothing moved, nothing gained; an expired option moves with its intrinsic value', () => {
  expect(sum(optionMove(call, state(), state()))).toBe(0);
  const over = (spot: number) => state({ spot, years: 0 });
  expect(sum(optionMove(call, over(2_150), over(2_160)))).toBeCloseTo(10, 9);
  expect(sum(optionMove(call, over(2_000), over(2_050)))).toBe(0);
  expect(sum(optionMove(call, over(2_000), over(2_200)))).toBeCloseTo(100, 1);
});

test('behavior: in a large move gamma is what the curve really bent, not half of a square', () => {
  const parts = optionMove(call, state(), state({ spot: 3_000 }));
  const squared = 0.5 * optionGreeks({ ...call, ...state() }).gamma * 1_000 ** 2;
  expect(parts.gamma).toBeLessThan(squared / 1.5);
  expect(parts.gamma).toBeCloseTo(priceAt(call, state({ spot: 3_000 })) - priceAt(call, state()) - parts.delta, 1);
});
