import { millsRatio, normalCdf } from '../normal.js';
import { mostReflections } from './bridgeCrossing.js';

/** A Brownian motion with drift from 0, between two walls that move in straight lines. Any one unit of length. */
export interface FirstPassage {
  /** Per year. */
  drift: number;
  /** Deviation of a year. */
  vol: number;
  years: number;
  /** Where the walls are now: `lower` < 0 < `upper`. Infinite where there is none. */
  lower: number;
  upper: number;
  /** Where they will be after `years`. */
  lowerAtEnd: number;
  upperAtEnd: number;
}

/**
 * Probability that the motion touches a wall before `years` have passed.
 *
 * One wall: Φ((m-b)/s) + exp(2 …) Φ(…), by reflection and Girsanov's change of drift (Bachelier 1900; Harrison 1985). Two walls:
 * the chance of touching given the end (Anderson 1960, theorem 4.2; for walls that keep their distance the series of Darling and
 * Siegert 1953, Borodin and Salminen 2002, 1.15.4) integrated over the end, term by term, each a normal probability with a
 * shifted mean. Summed as what is touched and never as 1 less what is not, so small probabilities keep their digits.
 * Walls so near that 1e-5 of the paths get away: 1. NaN when an input is.
 */
export function touchProbability(passage: FirstPassage): number {
  const { drift, vol, years, lower, upper, lowerAtEnd, upperAtEnd } = passage;
  if (Number.isNaN(drift + vol + years) || isUnknown(lower, lowerAtEnd) || isUnknown(upper, upperAtEnd))
    return Number.NaN;
  if (lower >= 0 || upper <= 0) return 1;
  if (lowerAtEnd >= upperAtEnd) return 1;
  const deviation = vol * Math.sqrt(years);
  const mean = drift * years;
  if (!(deviation > 0)) return mean <= lowerAtEnd || mean >= upperAtEnd ? 1 : 0;

  // In deviations of the whole stretch.
  const m = mean / deviation;
  const a = upper / deviation;
  const b = -lower / deviation;
  const top = upperAtEnd / deviation;
  const bottom = lowerAtEnd / deviation;
  const ended = normalCdf(m - top) + normalCdf(bottom - m);
  const between = (p: number, q: number) => weighted(p, q, m, bottom, top);

  if (a === Number.POSITIVE_INFINITY && b === Number.POSITIVE_INFINITY) return Math.min(1, ended);
  if (a === Number.POSITIVE_INFINITY) return Math.min(1, ended + between(0, b));
  if (b === Number.POSITIVE_INFINITY) return Math.min(1, ended + between(a, 0));
  const width = a + b;
  if (width * (top - bottom) < 1e-4 || Math.max(width, top - bottom) < 0.2) return 1;

  let sum = ended;
  for (let r = 1; r <= mostReflections; r++) {
    const up = r * width - b;
    const down = r * width - a;
    const added = between(r * up, (r - 1) * up) + between((r - 1) * down, r * down);
    const taken =
      between(r * (r * a + (r + 1) * b), r * (r * b + (r - 1) * a)) +
      between(r * (r * a + (r - 1) * b), r * (r * b + (r + 1) * a));
    sum += added - taken;
    if (added < 1e-18 * sum || added < 1e-300) break;
  }
  return Math.min(1, Math.max(0, sum));
}

const isUnknown = (wall: number, atEnd: number): boolean => Number.isNaN(wall) || Number.isNaN(atEnd);

/**
 * Integral from `bottom` to `top` of the normal density around `m` times exp(-2 (p (top - x) + q (x - bottom))): the weight is
 * the exponential of something linear, which shifts the mean to m + 2 (p - q).
 */
function weighted(p: number, q: number, m: number, bottom: number, top: number): number {
  const tilt = 2 * (p - q);
  const atTop = p === 0 ? 0 : p * (top - m);
  const atBottom = q === 0 ? 0 : q * (m - bottom);
  const exponent = -2 * (atTop + atBottom) + (tilt * tilt) / 2;
  return normalBetween(exponent, bottom - m - tilt, top - m - tilt);
}

/** exp(exponent) × (Φ(to) - Φ(from)), where the first may overflow while the second underflows. */
function normalBetween(exponent: number, from: number, to: number): number {
  if (from > 0) return normalBetween(exponent, -to, -from);
  return Math.max(0, scaledCdf(exponent, to) - scaledCdf(exponent, from));
}

function scaledCdf(exponent: number, z: number): number {
  if (z === Number.NEGATIVE_INFINITY) return 0;
  if (z > 0) return Math.exp(exponent) * normalCdf(z);
  return 0.3989422804014327 * Math.exp(exponent - (z * z) / 2) * millsRatio(-z);
}
