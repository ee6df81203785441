/** Where values belong: from `low` to `high`. */
export interface Range {
  low: number;
  high: number;
}

/** Roots of the Chebyshev polynomial of degree `count`, stretched over a range: where to take values to interpolate from. */
export function chebyshevNodes(count: number, { low, high }: Range): Float64Array {
  return Float64Array.from(
    { length: count },
    (_, i) => (low + high) / 2 + ((high - low) / 2) * Math.cos((Math.PI * (i + 0.5)) / count),
  );
}

/**
 * Coefficients of the polynomial in two variables through `values` at the tensor of two sets of nodes (Press et al., "Numerical
 * Recipes", 5.8, once along each axis).
 * @param values - rows × columns, row by row
 * @returns rows × columns, row by row: the factor of T_row(x) T_column(y)
 */
export function chebyshevCoefficients(values: Float64Array, rows: number, columns: number): Float64Array {
  const along = new Float64Array(rows * columns);
  const byRow = cosines(rows);
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < rows; i++) {
      const weight = byRow[j * rows + i] ?? 0;
      for (let c = 0; c < columns; c++)
        along[j * columns + c] = (along[j * columns + c] as number) + weight * (values[i * columns + c] as number);
    }
  const across = new Float64Array(rows * columns);
  const byColumn = cosines(columns);
  for (let r = 0; r < rows; r++)
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let i = 0; i < columns; i++)
        sum += (byColumn[j * columns + i] as number) * (along[r * columns + i] as number);
      across[r * columns + j] = sum;
    }
  return across;
}

/** T_0(x) … T_(count-1)(x) for x in [-1, 1]. */
export function chebyshevPolynomials(x: number, into: Float64Array, count: number): void {
  let before = 1;
  let here = x;
  into[0] = 1;
  for (let j = 1; j < count; j++) {
    into[j] = here;
    [before, here] = [here, 2 * x * here - before];
  }
}

const known = new Map<number, Float64Array>();

/** Weight of node i in coefficient j, row by row; worked out once for each count. */
function cosines(count: number): Float64Array {
  const before = known.get(count);
  if (before) return before;
  const weights = new Float64Array(count * count);
  for (let j = 0; j < count; j++)
    for (let i = 0; i < count; i++)
      weights[j * count + i] = ((j === 0 ? 1 : 2) / count) * Math.cos((Math.PI * j * (i + 0.5)) / count);
  known.set(count, weights);
  return weights;
}
