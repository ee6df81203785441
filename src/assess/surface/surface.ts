import type { ExpiryFit, SurfaceFit } from '../../model/surfaceFit.js';
import { variance, varianceSlope } from './svi.js';

/** A fitted surface as functions. Strikes in USD, years of 365 days from the surface's block. */
export interface Surface {
  fit: SurfaceFit;
  /** USD per unit. */
  forward: (years: number) => number;
  /** Annualised, 1 = 100 %. */
  vol: (strike: number, years: number) => number;
  /** d vol / d ln(strike). */
  slope: (strike: number, years: number) => number;
}

/**
 * Between expiries total variance runs along a straight line at equal moneyness (strike / forward), so that no calendar can be
 * arbitraged. Before the first the smile's vol stays as it is; beyond the last, variance goes on as it does at the forward between the last two
 * expiries (at the one expiry's own rate where there is one only), at all strikes alike. Wings are SVI's own: straight in variance, no steeper than
 * Lee's (2004) bound.
 */
export function createSurface(fit: SurfaceFit): Surface {
  const { expiries, spot } = fit;
  const forward = (years: number) => spot * Math.exp(growthAt(expiries, spot, years));
  const at = (strike: number, years: number) => {
    const k = Math.log(strike / forward(years));
    const parts = partsAt(expiries, years);
    const total = parts.smiles.reduce((sum, { of, share }) => sum + share * variance(of.svi, k), parts.more);
    const slope = parts.smiles.reduce((sum, { of, share }) => sum + share * varianceSlope(of.svi, k), 0);
    return { total, slope, years: parts.years };
  };
  return {
    fit,
    forward,
    vol(strike, years) {
      const found = at(strike, years);
      return Math.sqrt(found.total / found.years);
    },
    slope(strike, years) {
      const found = at(strike, years);
      return found.slope / (2 * Math.sqrt(found.total * found.years));
    },
  };
}

interface Parts {
  smiles: readonly { of: ExpiryFit; share: number }[];
  /** Total variance beyond theirs, alike at all strikes. */
  more: number;
  /** The time that the variance is of. */
  years: number;
}

function partsAt(expiries: readonly ExpiryFit[], years: number): Parts {
  const after = expiries.findIndex((expiry) => expiry.years >= years);
  const [before, next] = [expiries[after - 1], expiries[after]];
  if (next === undefined) return partsBeyond(expiries, years);
  if (before === undefined) return { smiles: [{ of: next, share: 1 }], more: 0, years: next.years };
  const share = (years - before.years) / (next.years - before.years);
  return {
    smiles: [
      { of: before, share: 1 - share },
      { of: next, share },
    ],
    more: 0,
    years,
  };
}

function partsBeyond(expiries: readonly ExpiryFit[], years: number): Parts {
  const last = expiries.at(-1);
  if (last === undefined) return { smiles: [], more: Number.NaN, years };
  const before = expiries.at(-2);
  const reached = variance(last.svi, 0);
  const rate =
    before === undefined ? reached / last.years : (reached - variance(before.svi, 0)) / (last.years - before.years);
  return { smiles: [{ of: last, share: 1 }], more: Math.max(rate, 0) * (years - last.years), years };
}

/** ln(forward / spot): straight between expiries, and at the rate of the nearest one beyond them. */
function growthAt(expiries: readonly ExpiryFit[], spot: number, years: number): number {
  const growth = (expiry: ExpiryFit) => Math.log(expiry.forward / spot);
  const after = expiries.findIndex((expiry) => expiry.years >= years);
  const [before, next] = [expiries[after - 1], expiries[after]];
  if (before !== undefined && next !== undefined) {
    const share = (years - before.years) / (next.years - before.years);
    return growth(before) + share * (growth(next) - growth(before));
  }
  const nearest = next ?? expiries.at(-1);
  return nearest === undefined ? Number.NaN : (growth(nearest) * Math.max(years, 0)) / nearest.years;
}
