/**
 * A minimum of `f` near `start`, without derivatives: Nelder and Mead, "A Simplex Method for Function Minimization" (1965), with its
 * usual coefficients. Deterministic. Stops when the simplex's values agree to `tolerance`, or after `most` evaluations.
 */
export function minimise(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  { step = 0.5, tolerance = 1e-9, most = 600 }: { step?: number; tolerance?: number; most?: number } = {},
): { x: readonly number[]; value: number } {
  let evaluations = 0;
  const corner = (x: readonly number[]) => {
    evaluations++;
    const value = f(x);
    // What is not a number is as bad as can be.
    return { x, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  const origin = corner(start);
  let simplex = [origin, ...start.map((_, i) => corner(start.map((value, j) => (i === j ? value + step : value))))];
  for (;;) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0] ?? origin;
    const worst = simplex.at(-1) ?? origin;
    const second = simplex.at(-2) ?? origin;
    if (worst.value - best.value <= tolerance || evaluations >= most) return best;
    const others = simplex.slice(0, -1);
    const centre = start.map((_, i) => others.reduce((sum, { x }) => sum + (x[i] ?? 0), 0) / others.length);
    const along = (t: number) => corner(centre.map((value, i) => value + t * (value - (worst.x[i] ?? 0))));
    const reflected = along(1);
    if (reflected.value < best.value) {
      const expanded = along(2);
      simplex = [...others, expanded.value < reflected.value ? expanded : reflected];
    } else if (reflected.value < second.value) {
      simplex = [...others, reflected];
    } else {
      const contracted = along(reflected.value < worst.value ? 0.5 : -0.5);
      simplex =
        contracted.value < Math.min(reflected.value, worst.value)
          ? [...others, contracted]
          : [best, ...simplex.slice(1).map(({ x }) => corner(x.map((value, i) => (value + (best.x[i] ?? 0)) / 2)))];
    }
  }
}
