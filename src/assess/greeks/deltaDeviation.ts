import { daysPerYear } from '../../model/time.js';
/**
 * Deviation of the P&L of 24 hours that comes from deltas: √(d'Σd), d in USD and Σ the covariance of daily returns (Markowitz,
 * 1952), with what each is responsible for: dᵢ(Σd)ᵢ / √(d'Σd), which add up to the whole (Euler). A plain sum where every
 * correlation is 1.
 * @param deltas - USD
 * @param vols - annualised, of each
 * @param correlation - rows and columns as `deltas`
 */
export function deltaDeviation(
  deltas: readonly number[],
  vols: readonly number[],
  correlation: readonly (readonly number[])[],
): { total: number; contributions: readonly number[] } {
  const moves = deltas.map((delta, i) => delta * (vols[i] ?? Number.NaN) * Math.sqrt(1 / daysPerYear));
  const along = moves.map((_, i) =>
    moves.reduce((total, move, j) => total + move * (correlation[i]?.[j] ?? Number.NaN), 0),
  );
  const variance = moves.reduce((total, move, i) => total + move * (along[i] ?? Number.NaN), 0);
  // A matrix on the edge of being positive semi-definite may come out a rounding below 0.
  const total = variance <= 0 ? 0 : Math.sqrt(variance);
  return {
    total,
    contributions: moves.map((move, i) => (total === 0 ? 0 : (move * (along[i] ?? Number.NaN)) / total)),
  };
}
