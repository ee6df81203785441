import type { Svi } from '../../model/surfaceFit.js';
import { minimise } from '../minimise.js';
import { steepest } from './arbitrage.js';
import { missOf, type Slice } from './slice.js';
import { variance } from './svi.js';

/** Slopes that the wings must have at the least, of total variance in |k|: those of the expiry before. */
export interface WingFloor {
  left: number;
  right: number;
}

export const noFloor: WingFloor = { left: 0, right: 0 };

/**
 * Raw SVI through at least five quotes, quasi-explicit (Zeliade Systems, 2009): for each m and sigma the other three parameters are the answer
 * of a linear problem with bounds, so only two are searched for.
 *
 * With y = (k - m) / sigma, total variance is a + p (√(y² + 1) + y) + q (√(y² + 1) - y): the right wing's slope is 2 p / sigma, the left one's
 * 2 q / sigma, both between the nearer expiry's slope and Lee's bound.
 */
export function calibrateSvi(slice: Slice, floor: WingFloor): Svi {
  const [first, last] = [slice.k[0] ?? 0, slice.k.at(-1) ?? 0];
  const deviation = Math.sqrt(Math.max(...slice.w));
  const range = Math.max(last - first, 0.1 * deviation);
  const solve = ([m = 0, logSigma = 0]: readonly number[]) => solveLinear(slice, floor, m, Math.exp(logSigma));
  const miss = (at: readonly number[]): number => {
    const [m = 0, logSigma = 0] = at;
    const sigma = Math.exp(logSigma) / range;
    const outside = m < first - range || m > last + range || sigma < 0.005 || sigma > 5;
    return outside ? Number.POSITIVE_INFINITY : solve(at).miss;
  };
  const starts = [0.02, 0.25, 0.5, 0.75, 0.98].flatMap((place) =>
    [0.04, 0.15, 0.5, 1.5].map((width) => [first + place * range, Math.log(width * range)]),
  );
  const found = starts
    .map((at) => ({ at, value: miss(at) }))
    .sort((a, b) => a.value - b.value)
    .slice(0, 2)
    .map(({ at }) => minimise(miss, at, { steps: [0.1 * range, 0.3], most: 400, flat: 1e-24, small: 1e-9 }))
    .reduce((best, next) => (next.value < best.value ? next : best));
  return solve(found.at).svi;
}

/** a, p and q for given m and sigma. Means are taken off first, so that a is out of the way and little cancels. */
function solveLinear(slice: Slice, floor: WingFloor, m: number, sigma: number): { svi: Svi; miss: number } {
  const { k, w, weight } = slice;
  let [total, meanY, meanR, meanW] = [0, 0, 0, 0];
  for (let i = 0; i < k.length; i++) {
    const y = ((k[i] ?? 0) - m) / sigma;
    const share = weight[i] ?? 0;
    total += share;
    meanY += share * y;
    meanR += share * Math.sqrt(y * y + 1);
    meanW += share * (w[i] ?? 0);
  }
  meanY /= total;
  meanR /= total;
  meanW /= total;
  let [pp, pq, qq, pw, qw, ww] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < k.length; i++) {
    const y = ((k[i] ?? 0) - m) / sigma;
    const share = weight[i] ?? 0;
    const [dy, dr, dw] = [y - meanY, Math.sqrt(y * y + 1) - meanR, (w[i] ?? 0) - meanW];
    const [p, q] = [dr + dy, dr - dy];
    pp += share * p * p;
    pq += share * p * q;
    qq += share * q * q;
    pw += share * p * dw;
    qw += share * q * dw;
    ww += share * dw * dw;
  }
  const top = 0.5 * steepest * sigma;
  const { p, q } = lowestInBox(
    { pp, pq, qq, pw, qw, ww },
    { low: Math.min(0.5 * floor.right * sigma, top), high: top },
    { low: Math.min(0.5 * floor.left * sigma, top), high: top },
  );
  const c = p + q;
  const a = meanW - c * meanR - (p - q) * meanY;
  const svi = { a, b: c / sigma, rho: c > 0 ? (p - q) / c : 0, m, sigma };
  // Not from the sums above: they have lost the digits that tell a good fit from a perfect one.
  return { svi, miss: missOf(slice, (x) => variance(svi, x)) };
}

interface Quadratic {
  pp: number;
  pq: number;
  qq: number;
  pw: number;
  qw: number;
  ww: number;
}

interface Bounds {
  low: number;
  high: number;
}

/** The lowest point of a convex quadratic in a rectangle: inside, or the lowest of its four sides. */
function lowestInBox({ pp, pq, qq, pw, qw, ww }: Quadratic, ofP: Bounds, ofQ: Bounds) {
  const at = (p: number, q: number) => ({
    p,
    q,
    miss: Math.max(ww - 2 * (p * pw + q * qw) + p * p * pp + 2 * p * q * pq + q * q * qq, 0),
  });
  const within = (x: number, { low, high }: Bounds) => x >= low && x <= high;
  const held = (x: number, { low, high }: Bounds) => Math.min(Math.max(Number.isNaN(x) ? low : x, low), high);
  const determinant = pp * qq - pq * pq;
  const [p, q] = [(pw * qq - qw * pq) / determinant, (qw * pp - pw * pq) / determinant];
  if (within(p, ofP) && within(q, ofQ)) return at(p, q);
  const sides = [
    ...[ofP.low, ofP.high].map((fixed) => at(fixed, held((qw - fixed * pq) / qq, ofQ))),
    ...[ofQ.low, ofQ.high].map((fixed) => at(held((pw - fixed * pq) / pp, ofP), fixed)),
  ];
  return sides.reduce((best, next) => (next.miss < best.miss ? next : best));
}
