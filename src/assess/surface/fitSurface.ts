import type { Underlying } from '../../model/instrument.js';
import type { ExpiryFit, NoSurface, SurfaceFit, Svi, VolQuote } from '../../model/surfaceFit.js';
import { secondsPerYear } from '../../model/time.js';
import type { UnixSeconds } from '../../model/units.js';
import { calibrateSvi, noFloor, type WingFloor } from './calibrate.js';
import { type Drawn, drawFree } from './free.js';
import { missOf, type Slice, sliceOf } from './slice.js';
import { calibrateFew, calibrateSsvi } from './ssvi.js';
import { flatSvi, variance, wings } from './svi.js';

export interface FitSurfaceOptions {
  underlying: Underlying;
  /** Time of the block. */
  at: UnixSeconds;
  /** USD per unit, what the vols were quoted with. */
  spot: number;
  /** Cost of carry, continuously compounded: forward = spot × exp(carry × years). */
  carry: number;
}

const fewestForSvi = 5;

/**
 * The surface through the vols of one underlying: a raw SVI smile for each expiry, weighted by vega, without butterfly or calendar
 * arbitrage at any strike or expiry that is quoted. Strikes that several quotes name have their mean. Expired quotes and those without a
 * positive, finite vol are left out, and the notes say so.
 */
export function fitSurface(
  quotes: readonly VolQuote[],
  { underlying, at, spot, carry }: FitSurfaceOptions,
): SurfaceFit | NoSurface {
  const usable = quotes.filter(
    ({ vol, strike, expiry }) =>
      vol > 0 && Number.isFinite(vol) && strike > 0 && Number.isFinite(strike) && expiry > at,
  );
  const notes = leftOut(quotes.length - usable.length, quotes.filter(({ expiry }) => expiry <= at).length);
  if (usable.length === 0 || !(spot > 0 && Number.isFinite(spot) && Number.isFinite(carry))) {
    const why =
      usable.length === 0 ? `no venue states a vol of an ${underlying} option that is alive` : 'there is no spot';
    return { underlying, expiries: [], notes: [...notes, `${underlying} has no vol surface: ${why}.`] };
  }
  const expiries = [...new Set(usable.map(({ expiry }) => expiry))].sort((a, b) => a - b);
  const boards = expiries.map((expiry) => {
    const years = (expiry - at) / secondsPerYear;
    const forward = spot * Math.exp(carry * years);
    const strikes = strikesOf(usable.filter((quote) => quote.expiry === expiry));
    const slice = sliceOf(
      years,
      strikes.map(({ strike, vol }) => ({ k: Math.log(strike / forward), vol })),
    );
    return { expiry, years, forward, strikes, slice };
  });
  const smiles = smilesOf(boards.map(({ slice }) => slice));
  const fits = boards.map(({ slice, strikes, ...board }, i): ExpiryFit => {
    const { svi, drawn: share } = smiles[i] ?? { svi: flatSvi(slice.w[0] ?? Number.NaN), drawn: 0 };
    const told = strikes.map(({ strike, vol }, j) => ({
      strike,
      vol,
      fitted: Math.sqrt(variance(svi, slice.k[j] ?? 0) / slice.years),
    }));
    const misses = told.map(({ vol, fitted }) => 100 * Math.abs(fitted - vol));
    const rms = Math.sqrt(misses.reduce((sum, miss) => sum + miss * miss, 0) / misses.length);
    return { ...board, svi, method: methodOf(slice, share), quotes: told, rms, worst: Math.max(...misses) };
  });
  return { underlying, at, spot, expiries: fits, notes: [...notes, ...fits.flatMap(noteOf)] };
}

/**
 * Smiles that cannot be arbitraged, near the quotes. Calibrated twice where need be: first each with wings no flatter than those of the expiry
 * before, which suits clean quotes; where that was not enough also without, which suits noisy ones, whose near wings may be anything.
 * The closer one counts.
 */
function smilesOf(slices: readonly Slice[]): Drawn[] {
  const safe = calibrateSsvi(slices);
  const draw = (smiles: readonly Svi[]) => drawFree(smiles.map((fitted, i) => ({ fitted, safe: safe[i] ?? fitted })));
  const careful = draw(withFloors(slices));
  if (careful.every(({ drawn }) => drawn === 0)) return careful;
  const free = draw(slices.map((slice) => smileOf(slice, noFloor)));
  const miss = (smiles: readonly Drawn[]) =>
    slices.reduce((sum, slice, i) => sum + missOf(slice, (k) => variance(smiles[i]?.svi ?? flatSvi(Number.NaN), k)), 0);
  return miss(free) < miss(careful) ? free : careful;
}

function withFloors(slices: readonly Slice[]): Svi[] {
  let floor = noFloor;
  return slices.map((slice) => {
    const smile = smileOf(slice, floor);
    floor = wings(smile);
    return smile;
  });
}

function smileOf(slice: Slice, floor: WingFloor): Svi {
  if (slice.k.length >= fewestForSvi) return calibrateSvi(slice, floor);
  return slice.k.length === 1 ? flatSvi(slice.w[0] ?? Number.NaN) : calibrateFew(slice);
}

function methodOf({ k }: Slice, drawn: number): ExpiryFit['method'] {
  if (drawn > 0) return 'ssvi';
  if (k.length >= fewestForSvi) return 'svi';
  return k.length === 1 ? 'flat' : 'few';
}

/** Ascending; one vol a strike. */
function strikesOf(quotes: readonly VolQuote[]): { strike: number; vol: number }[] {
  const byStrike = new Map<number, number[]>();
  for (const { strike, vol } of quotes) byStrike.set(strike, [...(byStrike.get(strike) ?? []), vol]);
  return [...byStrike]
    .map(([strike, vols]) => ({ strike, vol: vols.reduce((sum, vol) => sum + vol, 0) / vols.length }))
    .sort((a, b) => a.strike - b.strike);
}

function leftOut(dropped: number, expired: number): string[] {
  const broken = dropped - expired;
  return broken > 0 ? [`${broken} of the quotes are left out: no vol or no strike above 0.`] : [];
}

function noteOf({ expiry, method, quotes, worst }: ExpiryFit): string[] {
  const day = new Date(expiry * 1000).toISOString().slice(0, 10);
  if (method === 'flat') return [`${day} has one strike: its vol is taken for all strikes.`];
  if (method === 'few') return [`${day} has ${quotes.length} strikes: too few for more than a simple smile.`];
  if (method === 'svi') return [];
  return [
    `The vols of ${day} can be arbitraged as they are: its smile is the nearest found that cannot, up to ${worst.toFixed(1)} points of vol away.`,
  ];
}
