/** Years of a day; crypto trades on all of them. */
const day = 1 / 365;

/**
 * Deviation of the P&L of 24 hours that comes from deltas: √(d'Σd), d in USD and Σ the covariance of daily returns (Markowitz,
 * 1952), with what each is responsible for: dᵢ(Σd)ᵢ / √(d'Σd), which add up to the whole (Euler).
 *
 * What has no history has no correlation either. All of that is taken to move as one, and always to the side that hurts what has a
 * history, so that its deviation is added in full.
 * @param deltas - USD
 * @param vols - annualised, of each
 * @param index - row of each in `correlation`; null where it has none
 */
export function deltaDeviation(
  deltas: readonly number[],
  vols: readonly number[],
  index: readonly (number | null)[],
  correlation: readonly (readonly number[])[],
): { total: number; contributions: readonly number[] } {
  const moves = deltas.map((delta, i) => delta * (vols[i] ?? Number.NaN) * Math.sqrt(day));
  const correlated = moves.map((_, i) => {
    const row = index[i];
    if (row == null) return null;
    return moves.reduce((total, move, j) => {
      const column = index[j];
      return column == null ? total : total + move * (correlation[row]?.[column] ?? Number.NaN);
    }, 0);
  });
  const variance = moves.reduce((total, move, i) => total + move * (correlated[i] ?? 0), 0);
  // A matrix on the edge of being positive semi-definite may come out a rounding below 0.
  const known = variance <= 0 ? 0 : Math.sqrt(variance);
  const apart = moves.reduce((total, move, i) => (correlated[i] === null ? total + move : total), 0);
  const contributions = moves.map((move, i) => {
    const along = correlated[i];
    if (along == null) return apart === 0 ? 0 : Math.sign(apart) * move;
    return known === 0 ? 0 : (move * along) / known;
  });
  return { total: known + Math.abs(apart), contributions };
}
