import type { Svi } from '../../model/surfaceFit.js';
import { durrleman, variance, wings } from './svi.js';

const points = 400;
/** Room for what lies between two points of the grid. */
const leastDensity = 1e-4;
const leastRise = 1e-6;
/** Slope of total variance in |k| that no smile can pass (Lee, 2004). */
export const steepest = 2;
/** ln(strike / forward) beyond which nobody looks: twenty thousand times the forward. */
const reach = 10;

/** Where a smile is looked at: closely about its bend at m, ever more widely out to `reach`. Beyond it the wings' slopes decide. */
export function gridOf({ m, sigma }: Svi): Float64Array {
  const end = Math.asinh((reach + Math.abs(m)) / sigma);
  return Float64Array.from({ length: points + 1 }, (_, i) => m + sigma * Math.sinh((end * (2 * i - points)) / points));
}

/** No strike at which a butterfly costs less than nothing. */
export function isButterflyFree(svi: Svi, grid: Float64Array): boolean {
  const { left, right } = wings(svi);
  if (!(Math.max(left, right) <= steepest && svi.b >= 0 && svi.sigma > 0)) return false;
  return grid.every((k) => variance(svi, k) > 0 && durrleman(svi, k) >= leastDensity);
}

/** At no distance from the forward is more variance due at the nearer expiry. */
export function isCalendarFree(near: Svi, far: Svi, grids: readonly Float64Array[]): boolean {
  const [before, after] = [wings(near), wings(far)];
  // Slopes that were held at those of the expiry before differ by rounding.
  if (after.left < before.left - 1e-12 || after.right < before.right - 1e-12) return false;
  return grids.every((grid) => grid.every((k) => variance(far, k) >= variance(near, k) * (1 + leastRise)));
}
