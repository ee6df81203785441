/** Weight of what was known a day ago: RiskMetrics' (1996) slower decay, since correlations of few assets move less than their vols. */
const decay = 0.97;

/** Of an underlying without history with all the others taken together: what the larger crypto assets have among each other. */
export const assumedCorrelation = 0.7;

type Matrix = readonly (readonly number[])[];

/**
 * Correlation of standardised daily returns, exponentially weighted, rows oldest first. It is a matrix of weighted products, so it is
 * positive semi-definite; 1 on the diagonal, to the last bit. An underlying that never moved is uncorrelated with the others.
 */
export function correlationOf(rows: Matrix, size: number): number[][] {
  const sums = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (const row of rows) {
    for (const [i, sum] of sums.entries()) {
      for (let j = 0; j < size; j++) sum[j] = decay * (sum[j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
    }
  }
  const roots = sums.map((row, i) => Math.sqrt(row[i] ?? 0));
  return sums.map((row, i) =>
    row.map((sum, j) => {
      if (i === j) return 1;
      const scale = (roots[i] ?? 0) * (roots[j] ?? 0);
      return scale > 0 ? Math.max(-1, Math.min(1, sum / scale)) : 0;
    }),
  );
}

/**
 * The same with underlyings that have no history: each is `assumedCorrelation` of what the known ones do together (their mean,
 * standardised) and the rest its own. So it stays positive semi-definite, whatever the known part is.
 * @param columns for each of the wider matrix: its index in `known`, or null
 */
export function widenedCorrelation(known: Matrix, columns: readonly (number | null)[]): number[][] {
  const count = known.length;
  const sumOf = (row: readonly number[]): number => row.reduce((sum, value) => sum + value, 0);
  const total = known.reduce((sum, row) => sum + sumOf(row), 0);
  /** Correlation of a known one with the mean of them; all against each other in balance leave no common part. */
  const withMean = (i: number): number => (total > 1e-12 * count ? sumOf(known[i] ?? []) / Math.sqrt(total) : 0);
  return columns.map((a, i) =>
    columns.map((b, j) => {
      if (i === j) return 1;
      if (a !== null && b !== null) return known[a]?.[b] ?? 0;
      if (a === null && b === null) return assumedCorrelation ** 2;
      return assumedCorrelation * withMean(a ?? b ?? 0);
    }),
  );
}

/**
 * Lower-triangular L with L Lᵀ = the matrix. For a positive semi-definite one: a pivot of 0 (to rounding) is a row that the ones before
 * it make up, and gives a column of zeros.
 */
export function cholesky(matrix: Matrix): number[][] {
  const lower = matrix.map((row) => row.map(() => 0));
  for (const [i, row] of lower.entries()) {
    for (let j = 0; j <= i; j++) {
      const other = lower[j] ?? [];
      let rest = matrix[i]?.[j] ?? 0;
      for (let k = 0; k < j; k++) rest -= (row[k] ?? 0) * (other[k] ?? 0);
      if (i === j) row[j] = rest > 1e-12 ? Math.sqrt(rest) : 0;
      else row[j] = (other[j] ?? 0) > 0 ? rest / (other[j] ?? 1) : 0;
    }
  }
  return lower;
}
