import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExpiryFit, Svi, VolQuote } from '../../model/surfaceFit.js';
import { unixSeconds } from '../../model/units.js';
import { fitSurface } from './fitSurface.js';
import { createSurface, type Surface } from './surface.js';
import { variance, varianceSlope } from './svi.js';

const at = unixSeconds(1_700_000_000);
const spot = 2000;
const carry = 0.08;
const smiles: readonly { years: number; svi: Svi }[] = [
  { years: 0.1, svi: { a: 0.01, b: 0.06, rho: -0.3, m: 0.01, sigma: 0.12 } },
  { years: 0.3, svi: { a: 0.04, b: 0.1, rho: -0.35, m: 0, sigma: 0.2 } },
  { years: 0.8, svi: { a: 0.15, b: 0.12, rho: -0.4, m: -0.02, sigma: 0.3 } },
];

const expiryFit = ({ years, svi }: (typeof smiles)[number]): ExpiryFit => ({
  expiry: unixSeconds(at + Math.round(years * 31_536_000)),
  years,
  forward: spot * Math.exp(carry * years),
  svi,
  method: 'svi',
  quotes: [],
  rms: 0,
  worst: 0,
});

const surfaceOf = (chosen: readonly (typeof smiles)[number][]): Surface =>
  createSurface({ underlying: 'ETH', at, spot, expiries: chosen.map(expiryFit), notes: [] });

const surface = surfaceOf(smiles);
const [near, middle, far] = smiles.map(({ svi }) => svi) as [Svi, Svi, Svi];
const strikeAt = (k: number, years: number) => surface.forward(years) * Math.exp(k);
const totalAt = (k: number, years: number) => surface.vol(strikeAt(k, years), years) ** 2 * years;
const double = (min: number, max: number) => fc.double({ min, max, noNaN: true });

test('default: at an expiry the smile, and its slope per ln(strike)', () => {
  for (const { years, svi } of smiles) {
    for (const k of [-0.4, 0, 0.3]) {
      const vol = Math.sqrt(variance(svi, k) / years);
      expect(surface.vol(strikeAt(k, years), years)).toBeCloseTo(vol, 12);
      expect(surface.slope(strikeAt(k, years), years)).toBeCloseTo(varianceSlope(svi, k) / (2 * vol * years), 12);
    }
    expect(surface.forward(years)).toBeCloseTo(spot * Math.exp(carry * years), 9);
  }
});

test('behavior: between expiries total variance is half way at half the time, at equal moneyness', () => {
  for (const k of [-0.5, 0, 0.2]) {
    expect(totalAt(k, 0.2)).toBeCloseTo((variance(near, k) + variance(middle, k)) / 2, 12);
  }
  expect(surface.forward(0.2)).toBeCloseTo(spot * Math.exp(carry * 0.2), 9);
});

test('behavior: before the first expiry its vol stays, beyond the last the forward vol does', () => {
  const near01 = Math.sqrt(variance(near, 0.1) / 0.1);
  for (const years of [1e-6, 0.01, 0.09]) expect(surface.vol(strikeAt(0.1, years), years)).toBeCloseTo(near01, 10);
  expect(surface.vol(2000, 0)).toBeCloseTo(surface.vol(2000, 1e-9), 6);
  const rate = (variance(far, 0) - variance(middle, 0)) / 0.5;
  for (const k of [-0.3, 0, 0.6]) expect(totalAt(k, 1.8)).toBeCloseTo(variance(far, k) + rate, 12);
  const alone = surfaceOf(smiles.slice(0, 1));
  expect(alone.vol(alone.forward(1), 1)).toBeCloseTo(Math.sqrt(variance(near, 0) / 0.1), 12);
});

test('invariant: the slope is what the vol changes by, and total variance never falls with time', () => {
  fc.assert(
    fc.property(double(-1.5, 1.5), double(0.001, 2), double(1.0001, 3), (k, years, later) => {
      const strike = strikeAt(k, years);
      const step = 1e-5;
      const change =
        (surface.vol(strike * Math.exp(step), years) - surface.vol(strike * Math.exp(-step), years)) / (2 * step);
      expect(surface.slope(strike, years)).toBeCloseTo(change, 6);
      expect(totalAt(k, years * later)).toBeGreaterThan(totalAt(k, years));
    }),
    { endOnFailure: true },
  );
});

test('invariant: between expiries of a fitted surface, and beyond, prices leave no butterfly', () => {
  const quotes = smiles.flatMap(({ years, svi }) =>
    [-0.5, -0.3, -0.15, 0, 0.15, 0.3, 0.5].map((k): VolQuote => {
      const expiry = unixSeconds(at + Math.round(years * 31_536_000));
      return { expiry, strike: spot * Math.exp(carry * years + k), vol: Math.sqrt(variance(svi, k) / years) };
    }),
  );
  const fit = fitSurface(quotes, { underlying: 'ETH', at, spot, carry });
  if (!('spot' in fit)) throw new Error(fit.notes.join(' '));
  const found = createSurface(fit);
  fc.assert(
    fc.property(double(-1, 1), double(0.02, 2), (k, years) => {
      // Durrleman's g from the surface itself, its derivatives as differences.
      const w = (x: number) => found.vol(found.forward(years) * Math.exp(x), years) ** 2 * years;
      const h = 1e-3;
      const [w0, first, second] = [w(k), (w(k + h) - w(k - h)) / (2 * h), (w(k + h) - 2 * w(k) + w(k - h)) / (h * h)];
      const g = (1 - (k * first) / (2 * w0)) ** 2 - (first * first * (1 / w0 + 0.25)) / 4 + second / 2;
      expect(g).toBeGreaterThan(0);
    }),
    { numRuns: 500, endOnFailure: true },
  );
});
