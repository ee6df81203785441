export interface MinimumVarianceInput {
  /** USD that the book gains when each underlying rises by 100 %: delta × price. */
  exposures: readonly number[];
  /** Of returns over the time that is asked about, rows and columns as `exposures`. */
  covariance: readonly (readonly number[])[];
  /** Indices of the underlyings that can be traded; none twice. */
  instruments: readonly number[];
}

export interface MinimumVariance {
  /** USD of exposure to add, as `instruments`. */
  quantities: readonly number[];
  /** Deviation of the book, USD, as it is and once hedged. */
  before: number;
  residual: number;
  /** Share of the variance that the hedge takes away: 1 is all of it, 0 nothing. 0 as well where there was none. */
  r2: number;
}

/** Share of each instrument's own variance that is added to it, so that instruments that move as one can be told apart. */
const ridge = 1e-9;

/**
 * The trades that leave a book with the least variance (Johnson 1960; Ederington 1979): with Σ the covariance, x the exposures and h
 * what is added in the instruments H, Σ_HH h = -(Σx)_H. Solved by Cholesky, with a ridge of a billionth on the diagonal: of
 * instruments that move as one, each gets its share.
 * @returns a sentence, where something is not known, or the covariance is none
 */
export function minimumVariance({
  exposures,
  covariance,
  instruments,
}: MinimumVarianceInput): MinimumVariance | string {
  const rows = exposures.map((_, i) => exposures.map((_, j) => covariance[i]?.[j] ?? Number.NaN));
  if (![...exposures, ...rows.flat()].every(Number.isFinite)) return 'how the underlyings move together is not known';
  const moved = (held: readonly number[]) => rows.map((row) => dot(row, held));
  const variance = (held: readonly number[]) => dot(held, moved(held));
  const pull = moved(exposures);
  const matrix = instruments.map((i) => instruments.map((j) => (rows[i]?.[j] ?? 0) * (i === j ? 1 + ridge : 1)));
  const solved = solve(
    matrix,
    instruments.map((i) => -(pull[i] ?? 0)),
  );
  if (solved === null) return 'how the underlyings move together is no covariance';
  const after = [...exposures];
  for (const [k, i] of instruments.entries()) after[i] = (after[i] ?? 0) + (solved[k] ?? 0);
  const [whole, left] = [Math.max(0, variance(exposures)), Math.max(0, variance(after))];
  return {
    quantities: solved,
    before: Math.sqrt(whole),
    residual: Math.sqrt(left),
    r2: whole > 0 ? Math.max(0, 1 - left / whole) : 0,
  };
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

/** A x = b for symmetric A, by L Lᵀ. What never moves (a row of zeros) gets nothing. null for what is not positive definite. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const lower: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const own: number[] = [];
    for (let j = 0; j <= i; j++) {
      const other = j === i ? own : (lower[j] ?? []);
      let rest = row[j] ?? 0;
      for (let k = 0; k < j; k++) rest -= (own[k] ?? 0) * (other[k] ?? 0);
      if (j < i) own.push((other[j] ?? 0) > 0 ? rest / (other[j] ?? 1) : 0);
      else if (rest > 0) own.push(Math.sqrt(rest));
      else if ((row[i] ?? 0) === 0 && row.every((value) => value === 0)) own.push(0);
      else return null;
    }
    lower.push(own);
  }
  const through: number[] = [];
  for (const [i, own] of lower.entries()) {
    const rest = (right[i] ?? 0) - dot(own.slice(0, i), through);
    through.push((own[i] ?? 0) > 0 ? rest / (own[i] ?? 1) : 0);
  }
  const answer = through.map(() => 0);
  for (let i = lower.length - 1; i >= 0; i--) {
    let rest = through[i] ?? 0;
    for (let k = i + 1; k < lower.length; k++) rest -= (lower[k]?.[i] ?? 0) * (answer[k] ?? 0);
    const pivot = lower[i]?.[i] ?? 0;
    answer[i] = pivot > 0 ? rest / pivot : 0;
  }
  return answer;
}
