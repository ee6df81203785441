import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NoSurface, SurfaceFit, Svi, VolQuote } from '../../model/surfaceFit.js';
import { secondsPerYear } from '../../model/time.js';
import { unixSeconds } from '../../model/units.js';
import { gridOf, isButterflyFree, isCalendarFree } from './arbitrage.js';
import { fitSurface } from './fitSurface.js';
import { durrleman, variance, wings } from './svi.js';

const market = { underlying: 'ETH', at: unixSeconds(1_700_000_000), spot: 2000, carry: 0.05 };
const expiryIn = (years: number) => unixSeconds(market.at + Math.round(years * secondsPerYear));
const yearsTo = (expiry: number) => (expiry - market.at) / secondsPerYear;

/** Quotes of a smile at so many strikes, from `low` to `high` deviations. */
function quotesOf(svi: Svi, years: number, strikes: number, [low, high]: readonly [number, number] = [-2.5, 2.5]) {
  const expiry = expiryIn(years);
  const forward = market.spot * Math.exp(market.carry * yearsTo(expiry));
  const deviation = Math.sqrt(variance(svi, 0));
  return Array.from({ length: strikes }, (_, i): VolQuote => {
    const k = deviation * (low + ((high - low) * i) / Math.max(strikes - 1, 1));
    return { expiry, strike: forward * Math.exp(k), vol: Math.sqrt(variance(svi, k) / yearsTo(expiry)) };
  });
}

function fitted(quotes: readonly VolQuote[]): SurfaceFit {
  const fit: SurfaceFit | NoSurface = fitSurface(quotes, market);
  if (!('spot' in fit)) throw new Error(fit.notes.join(' '));
  return fit;
}

/** SSVI with phi = eta / √(theta (1 + theta)): free of arbitrage while eta (1 + |rho|) <= 2 and theta rises. */
function ssvi(theta: number, rho: number, eta: number): Svi {
  const phi = eta / Math.sqrt(theta * (1 + theta));
  return {
    a: 0.5 * theta * (1 - rho * rho),
    b: 0.5 * theta * phi,
    rho,
    m: -rho / phi,
    sigma: Math.sqrt(1 - rho * rho) / phi,
  };
}

const double = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Surfaces without arbitrage, as quotes at some strikes of some expiries. */
const books = fc
  .record({
    rho: double(-0.8, 0.6),
    share: double(0.15, 0.95),
    expiries: fc.array(
      fc.record({ gap: double(0.01, 0.4), vol: double(0.3, 1.2), strikes: fc.integer({ min: 5, max: 12 }) }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ rho, share, expiries }) => {
    const eta = (2 * share) / (1 + Math.abs(rho));
    let [years, theta] = [0.005, 0];
    return expiries.map(({ gap, vol, strikes }) => {
      years += gap;
      theta = Math.max(theta * 1.02, vol * vol * years);
      const svi = ssvi(theta, rho, eta);
      return { years, svi, quotes: quotesOf(svi, years, strikes) };
    });
  });

/** On a grid of its own, finer and placed otherwise than the one that fits are checked on. */
function expectNoArbitrage({ expiries }: SurfaceFit): void {
  const grid = Array.from({ length: 2001 }, (_, i) => -5 + i / 200);
  for (const [i, { svi }] of expiries.entries()) {
    const before = expiries[i - 1]?.svi;
    const { left, right } = wings(svi);
    expect(Math.max(left, right)).toBeLessThanOrEqual(2);
    for (const k of grid) {
      if (!(variance(svi, k) > 0 && durrleman(svi, k) > -1e-6)) {
        throw new Error(`butterfly at ${k}: ${durrleman(svi, k)} ${JSON.stringify(svi)}`);
      }
      if (before && !(variance(svi, k) >= variance(before, k) * (1 - 1e-6))) {
        throw new Error(`calendar at ${k}: ${variance(before, k)} then ${variance(svi, k)}`);
      }
    }
  }
}

test('default: a smile made of SVI comes back, and what it misses is told', () => {
  const svi: Svi = { a: 0.01, b: 0.1, rho: -0.4, m: 0.02, sigma: 0.15 };
  const [found] = fitted(quotesOf(svi, 0.25, 9)).expiries;
  expect(found?.method).toBe('svi');
  expect(found?.worst).toBeLessThan(1e-6);
  expect(found?.rms).toBeLessThanOrEqual(found?.worst ?? 0);
  for (const name of ['a', 'b', 'rho', 'm', 'sigma'] as const) expect(found?.svi[name]).toBeCloseTo(svi[name], 6);
  expect(found?.quotes).toHaveLength(9);
  expect(found?.forward).toBeCloseTo(2000 * Math.exp(0.05 * 0.25), 4);
});

test('invariant: quotes of a surface without arbitrage are met to a millionth of a point', () => {
  fc.assert(
    fc.property(books, (book) => {
      const fit = fitted(book.flatMap(({ quotes }) => quotes));
      for (const { method, worst } of fit.expiries) expect([method, worst < 1e-4]).toEqual(['svi', true]);
    }),
    { numRuns: 40, endOnFailure: true },
  );
});

test('invariant: noise in the quotes makes no butterfly and no calendar that could be arbitraged', () => {
  const noise = fc.array(double(-1, 1), { minLength: 64, maxLength: 64 });
  fc.assert(
    fc.property(books, noise, double(0.001, 0.05), (book, noises, size) => {
      const quotes = book
        .flatMap((expiry) => expiry.quotes)
        .map((quote, i) => ({ ...quote, vol: quote.vol * (1 + size * (noises[i] ?? 0)) }));
      expectNoArbitrage(fitted(quotes));
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

test('invariant: any vols at all make a surface without arbitrage, or a reason why there is none', () => {
  const quote = fc.record<VolQuote>({
    expiry: fc.constantFrom(...[1e-7, 0.02, 0.25, 1, 5].map(expiryIn)),
    strike: double(200, 20_000),
    vol: double(0.05, 3),
  });
  fc.assert(
    fc.property(fc.array(quote, { minLength: 1, maxLength: 24 }), (quotes) => {
      const fit = fitted(quotes);
      expectNoArbitrage(fit);
      for (const { rms, worst, quotes: told } of fit.expiries) {
        expect(Number.isFinite(rms) && rms <= worst + 1e-12).toBe(true);
        expect(told.every((q) => q.fitted > 0 && Number.isFinite(q.fitted))).toBe(true);
      }
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

test('invariant: the order of quotes changes nothing, and the fit survives being written down', () => {
  fc.assert(
    fc.property(books, (book) => {
      const quotes = book.flatMap((expiry) => expiry.quotes);
      const fit = fitted(quotes);
      expect(fitted(quotes.toReversed())).toEqual(fit);
      expect(JSON.parse(JSON.stringify(fit))).toEqual(fit);
    }),
    { numRuns: 10, endOnFailure: true },
  );
});

test('behavior: quotes that can be arbitraged are told as such, with the distance', () => {
  const smooth: Svi = { a: 0.02, b: 0.08, rho: -0.3, m: 0, sigma: 0.1 };
  const near = quotesOf(smooth, 0.2, 9);
  const far = quotesOf({ ...smooth, a: 0.005 }, 0.4, 9);
  const fit = fitted([...near, ...far]);
  expectNoArbitrage(fit);
  expect(fit.expiries.map(({ method }) => method)).toContain('ssvi');
  expect(Math.max(...fit.expiries.map(({ worst }) => worst))).toBeGreaterThan(1);
  expect(fit.notes.join(' ')).toMatch(/can be arbitraged as they are.*points of vol away/);
});

test('behavior: two to four strikes make a simple smile through them, one a flat one', () => {
  const svi = ssvi(0.04, -0.3, 0.8);
  for (const strikes of [2, 3, 4]) {
    const fit = fitted(quotesOf(svi, 0.1, strikes, [-1, 1]));
    expect(fit.expiries[0]?.method).toBe('few');
    expect(fit.expiries[0]?.worst).toBeLessThan(0.1);
    expect(fit.notes.join(' ')).toContain(`${strikes} strikes`);
    expectNoArbitrage(fit);
  }
  const [flat] = fitted(quotesOf(svi, 0.1, 1, [0, 0])).expiries;
  expect([flat?.method, flat?.svi.b, flat?.worst]).toEqual(['flat', 0, expect.closeTo(0, 9)]);
});

test('behavior: calls and puts of one strike count as one, with their mean', () => {
  const [one] = fitted([
    { expiry: expiryIn(0.1), strike: 2000, vol: 0.7 },
    { expiry: expiryIn(0.1), strike: 2000, vol: 0.9 },
  ]).expiries;
  expect(one?.quotes).toEqual([{ strike: 2000, vol: 0.8, fitted: expect.closeTo(0.8, 9) }]);
});

test('args: nothing to fit, and quotes that are none', () => {
  expect(fitSurface([], market)).toEqual({
    underlying: 'ETH',
    expiries: [],
    notes: ['ETH has no vol surface: no venue states a vol of an ETH option that is alive.'],
  });
  const expired = { expiry: unixSeconds(market.at), strike: 2000, vol: 0.8 };
  expect(fitSurface([expired], market).expiries).toEqual([]);
  const live = { ...expired, expiry: expiryIn(0.1) };
  expect(fitSurface([live], { ...market, spot: Number.NaN }).notes.join()).toContain('no spot');
  const fit = fitted([live, { ...live, vol: Number.NaN }, { ...live, vol: 0 }, { ...live, strike: -1 }, expired]);
  expect(fit.notes[0]).toBe('3 of the quotes are left out: no vol or no strike above 0.');
  expect(fit.expiries.map(({ quotes }) => quotes.length)).toEqual([1]);
});

test('behavior: the check sees a butterfly and a calendar that can be arbitraged', () => {
  // After Axel Vogt: each quote is possible by itself, the smile is not (Gatheral and Jacquier, 2014, example 3.1).
  const vogt: Svi = { a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, sigma: 0.4153 };
  expect(isButterflyFree(vogt, gridOf(vogt))).toBe(false);
  const mended: Svi = { ...vogt, a: 0.2 };
  const grid = gridOf(mended);
  expect(isButterflyFree(mended, grid)).toBe(true);
  expect(isButterflyFree({ ...mended, b: 1.6 }, grid)).toBe(false);
  expect(isCalendarFree(mended, { ...mended, a: 0.21 }, [grid])).toBe(true);
  expect(isCalendarFree(mended, { ...mended, a: 0.19 }, [grid])).toBe(false);
  expect(isCalendarFree(mended, { ...mended, a: 3, b: 0.13 }, [grid])).toBe(false);
});
