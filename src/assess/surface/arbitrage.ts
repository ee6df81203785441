import type { Svi } from './surfaceFit.js';
import { durrleman, variance, wings } from './svi.js';

const points = 120;
/** What rounding may take off. */
const slack = 1e-9;
/** Slope of total variance in |k| that no smile can pass (Lee, 2004). */
export const steepest = 2;

/**
 * Where a smile is looked at: closely about its bend at m, ever more widely out to where nothing is quoted or traded any more (`reach`
 * in ln(strike / forward), ten deviations at the least). Beyond it the wings' slopes decide.
 */
export function gridOf({ m, sigma }: Svi, reach: number): Float64Array {
  const end = Math.asinh((reach + Math.abs(m)) / sigma);
  return Float64Array.from({ length: points + 1 }, (_, i) => m + sigma * Math.sinh((end * (2 * i - points)) / points));
}

export const reachOf = (svi: Svi, widestQuote: number): number =>
  Math.max(1.5 * widestQuote, 10 * Math.sqrt(Math.max(variance(svi, 0), 0)), 0.5);

/** No strike at which a butterfly costs less than nothing. */
export function isButterflyFree(svi: Svi, grid: Float64Array): boolean {
  const { left, right } = wings(svi);
  if (!(Math.max(left, right) <= steepest && svi.b >= 0 && svi.sigma > 0)) return false;
  return grid.every((k) => variance(svi, k) > 0 && durrleman(svi, k) >= -slack);
}

/** At no distance from the forward is more variance due at the nearer expiry. */
export function isCalendarFree(near: Svi, far: Svi, grids: readonly Float64Array[]): boolean {
  const [before, after] = [wings(near), wings(far)];
  if (after.left < before.left - slack || after.right < before.right - slack) return false;
  return grids.every((grid) => grid.every((k) => variance(far, k) >= variance(near, k) * (1 - slack)));
}
