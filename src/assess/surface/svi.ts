import type { Svi } from '../../model/surfaceFit.js';

/** Total variance at k = ln(strike / forward). */
export function variance({ a, b, rho, m, sigma }: Svi, k: number): number {
  const x = k - m;
  return a + b * (rho * x + Math.sqrt(x * x + sigma * sigma));
}

/** d variance / dk. */
export function varianceSlope({ b, rho, m, sigma }: Svi, k: number): number {
  const x = k - m;
  return b === 0 ? 0 : b * (rho + x / Math.sqrt(x * x + sigma * sigma));
}

/** The same variance at every strike. */
export const flatSvi = (total: number): Svi => ({ a: total, b: 0, rho: 0, m: 0, sigma: 1 });

/** What variance gains per unit of |k|, far out on the left and on the right. */
export const wings = ({ b, rho }: Svi): { left: number; right: number } => ({
  left: b * (1 - rho),
  right: b * (1 + rho),
});

/**
 * Durrleman's g(k): the density of the price at expiry, but for a positive factor. Negative somewhere: a butterfly that costs less
 * than nothing (Gatheral and Jacquier, 2014, lemma 2.2).
 */
export function durrleman(svi: Svi, k: number): number {
  const { b, rho, m, sigma } = svi;
  const x = k - m;
  const root = Math.sqrt(x * x + sigma * sigma);
  const w = svi.a + b * (rho * x + root);
  const first = b === 0 ? 0 : b * (rho + x / root);
  const second = b === 0 ? 0 : (b * sigma * sigma) / (root * root * root);
  const skewed = 1 - (k * first) / (2 * w);
  return skewed * skewed - 0.25 * first * first * (1 / w + 0.25) + 0.5 * second;
}
