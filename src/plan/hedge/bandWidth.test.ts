import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HedgeBand } from '../../model/strategy.js';
import { milliseconds } from '../../model/units.js';
import type { BandInputs } from './bandInputs.js';
import { bandWidth } from './bandWidth.js';
import { fixedCostWidth } from './fixedCostWidth.js';
import { inputs } from './testing/straddle.js';
import { whalleyWilmott } from './whalleyWilmott.js';
import { zakamouline } from './zakamouline.js';

const positive = (min: number, max: number) =>
  fc.double({ min: Math.log(min), max: Math.log(max), noNaN: true }).map(Math.exp);
const anyInputs = fc.record<BandInputs>({
  gamma: fc.tuple(positive(1e-6, 1), fc.constantFrom(-1, 1)).map(([size, sign]) => size * sign),
  spot: positive(0.01, 1e5),
  vol: positive(0.05, 3),
  rate: fc.double({ min: -0.1, max: 0.2, noNaN: true }),
  years: positive(1e-5, 2),
  volDelta: fc.double({ min: -10, max: 10, noNaN: true }),
  cost: positive(1e-5, 0.05),
  fixedCost: fc.constant(0),
  hold: positive(1e-4, 0.1),
  reach: fc.constant(Number.POSITIVE_INFINITY),
});
const riskAversions = positive(1e-8, 10);

test('default: Whalley and Wilmott to 1e-12', () => {
  // With 50 digits of decimal arithmetic: (1.5 × e^(-0.05 × 0.25) × 0.001 × 2500 × 0.04² / 1e-4)^(1/3).
  const known = { gamma: -0.04, spot: 2_500, rate: 0.05, years: 0.25, cost: 0.001 };
  expect(whalleyWilmott(known, 1e-4)).toBeCloseTo(3.89858962874024, 12);
  // The root by Newton's steps of another form of the equation: H³ a e^(rτ) × 2 = 3 λ S Γ².
  fc.assert(
    fc.property(anyInputs, riskAversions, (one, a) => {
      const wanted = 3 * one.cost * one.spot * one.gamma ** 2;
      const factor = 2 * a * Math.exp(one.rate * one.years);
      let h = Math.exp(Math.log(wanted / factor) / 3);
      for (let i = 0; i < 3; i++) h -= (factor * h ** 3 - wanted) / (3 * factor * h ** 2);
      expect(Math.abs(whalleyWilmott(one, a) / h - 1)).toBeLessThan(1e-12);
    }),
  );
});

test('default: Zakamouline as published', () => {
  // With 50 digits of decimal arithmetic.
  const known = { ...inputs, gamma: -0.04, spot: 2_500, rate: 0.05, years: 0.25, vol: 0.5, cost: 0.001 };
  const { h0, h1, volFactor } = zakamouline(known, 1e-4);
  expect(h0 / 0.064 - 1).toBeCloseTo(0, 12);
  expect(h1 / 2.91102106027926 - 1).toBeCloseTo(0, 12);
  expect(volFactor).toBeCloseTo(1.02126261807927, 12);
  expect(zakamouline({ ...known, gamma: 0.04 }, 1e-4).volFactor).toBeCloseTo(0.978275352298048, 12);
});

test('default: what a fixed cost asks for is the width of the least cost a year', () => {
  const [gamma, fixedCost, a, spot, vol] = [0.02, 3, 1e-3, 2_000, 0.6];
  const speed = (gamma * vol * spot) ** 2;
  const perYear = (h: number) => (fixedCost * speed) / h ** 2 + ((a / 2) * (vol * spot) ** 2 * h ** 2) / 6;
  const best = fixedCostWidth({ gamma, fixedCost }, a);
  for (const other of [0.9, 0.99, 1.01, 1.1]) expect(perYear(best * other)).toBeGreaterThan(perYear(best));
});

test('default: fixed and by gamma', () => {
  expect(bandWidth({ kind: 'fixed', width: 0.5 }, inputs)).toEqual({ half: 0.5, shift: 0 });
  expect(bandWidth({ kind: 'gamma', move: 0.02 }, inputs).half).toBeCloseTo(0.02 * 2_000 * 0.02, 12);
  const every: HedgeBand = { kind: 'every', interval: milliseconds(1) };
  expect(bandWidth(every, inputs)).toEqual({ half: 0, shift: 0 });
});

const weighing = ['whalley-wilmott', 'zakamouline'] as const;

test('invariant: dearer trading and less fear of risk never narrow a band', () => {
  fc.assert(
    fc.property(anyInputs, riskAversions, positive(1.001, 10), (one, a, factor) => {
      for (const kind of weighing) {
        const { half } = bandWidth({ kind, riskAversion: a }, one);
        expect(bandWidth({ kind, riskAversion: a }, { ...one, cost: one.cost * factor }).half).toBeGreaterThan(half);
        expect(bandWidth({ kind, riskAversion: a * factor }, one).half).toBeLessThan(half);
        const fixed = bandWidth({ kind, riskAversion: a }, { ...one, fixedCost: factor });
        expect(fixed.half).toBeGreaterThanOrEqual(half);
        expect(fixed.half).toBeGreaterThanOrEqual(fixedCostWidth({ ...one, fixedCost: factor }, a));
      }
    }),
  );
});

test('invariant: a long book has as wide a band as a short one, its middle moved the other way', () => {
  fc.assert(
    fc.property(anyInputs, riskAversions, (one, a) => {
      const other = { ...one, gamma: -one.gamma };
      for (const kind of weighing) {
        const [mine, theirs] = [one, other].map((each) => bandWidth({ kind, riskAversion: a }, each));
        expect(theirs?.half).toBe(mine?.half);
        if (one.volDelta !== 0) expect(Math.sign((theirs?.shift ?? 0) * (mine?.shift ?? 0))).toBeLessThanOrEqual(0);
      }
    }),
  );
});

test('invariant: n books under an nth of the risk aversion have n times the band of one', () => {
  fc.assert(
    fc.property(anyInputs, riskAversions, positive(1, 1_000), (one, a, n) => {
      const whole = { ...one, gamma: one.gamma * n, volDelta: one.volDelta * n };
      for (const kind of weighing) {
        const single = bandWidth({ kind, riskAversion: a }, one);
        const many = bandWidth({ kind, riskAversion: a / n }, whole);
        expect(many.half / (n * single.half)).toBeCloseTo(1, 9);
        if (single.shift !== 0) expect(many.shift / (n * single.shift)).toBeCloseTo(1, 6);
      }
    }),
  );
});

test('invariant: towards expiry a band never exceeds what the options can do, plus what a day of holding is worth', () => {
  fc.assert(
    fc.property(anyInputs, riskAversions, positive(1e-9, 1e-3), (one, a, years) => {
      // At the money the gamma of a unit is about this, without bound.
      const gamma = -0.4 / (one.spot * one.vol * Math.sqrt(years));
      const late = { ...one, gamma, years, reach: 0.5 };
      expect(bandWidth({ kind: 'whalley-wilmott', riskAversion: a }, late).half).toBeLessThanOrEqual(0.5);
      const most = 0.5 + one.cost / (a * one.spot * one.vol ** 2 * one.hold);
      expect(bandWidth({ kind: 'zakamouline', riskAversion: a }, late).half).toBeLessThanOrEqual(most * (1 + 1e-12));
      expect(zakamouline({ ...late, cost: 0.05, gamma: 1e6 }, a).volFactor).toBeGreaterThanOrEqual(0.5);
    }),
  );
});

test('behavior: without gamma Whalley and Wilmott leave nothing open, and Zakamouline what is not worth its cost', () => {
  const flat = { ...inputs, gamma: 0 };
  expect(bandWidth({ kind: 'whalley-wilmott', riskAversion: 1e-3 }, { ...flat, years: Number.NaN }).half).toBe(0);
  const { half, shift } = bandWidth({ kind: 'zakamouline', riskAversion: 1e-3 }, flat);
  expect(half).toBeCloseTo(0.001 / (1e-3 * 2_000 * 0.36 * (30 / 365)), 12);
  expect(shift).toBe(0);
});

test('behavior: what is not known makes a width that is not known', () => {
  for (const name of ['gamma', 'spot', 'cost', 'fixedCost'] as const)
    for (const kind of weighing)
      expect(bandWidth({ kind, riskAversion: 1e-3 }, { ...inputs, [name]: Number.NaN }).half).toBeNaN();
  for (const name of ['vol', 'rate', 'years', 'hold'] as const)
    expect(bandWidth({ kind: 'zakamouline', riskAversion: 1e-3 }, { ...inputs, [name]: Number.NaN }).half).toBeNaN();
  expect(bandWidth({ kind: 'gamma', move: 0.02 }, { ...inputs, gamma: Number.NaN }).half).toBeNaN();
});
