export interface MinimiseOptions {
  /** To the first corners beside the start, one a variable. */
  steps: readonly number[];
  /** Rounds at most; each of the first corners counts as one. */
  most: number;
  /** Done when values of the corners differ by less than that, */
  flat: number;
  /** and the corners are nearer than that to the best of them; anywhere when left out. */
  small?: number;
}

interface Corner {
  at: readonly number[];
  value: number;
}

/**
 * A low point of a function of a few variables near `start`, without derivatives: Nelder and Mead, "A Simplex Method for Function
 * Minimization" (1965), with its usual coefficients. Infinity or NaN is a wall. Deterministic: the same function from the same start ends at the same bits.
 */
export function minimise(
  value: (at: readonly number[]) => number,
  start: readonly number[],
  { steps, most, flat, small = Number.POSITIVE_INFINITY }: MinimiseOptions,
): Corner {
  const valued = (at: readonly number[]): Corner => {
    const found = value(at);
    return { at, value: Number.isNaN(found) ? Number.POSITIVE_INFINITY : found };
  };
  const moved = (i: number) => start.map((x, j) => (i === j ? x + (steps[j] ?? 0) : x));
  let corners = [valued(start), ...start.map((_, i) => valued(moved(i)))].sort(byValue);
  for (let round = corners.length; round < most; round++) {
    const best = corners[0] ?? valued(start);
    const worst = corners.at(-1) ?? best;
    const others = corners.slice(0, -1);
    if (worst.value - best.value < flat && spread(corners, best) < small) break;
    const centre = start.map((_, j) => others.reduce((sum, { at }) => sum + (at[j] ?? 0), 0) / others.length);
    const along = (by: number) => valued(centre.map((c, j) => c + by * ((worst.at[j] ?? 0) - c)));
    const reflected = along(-1);
    let next = reflected;
    if (reflected.value < best.value) {
      const further = along(-2);
      if (further.value < reflected.value) next = further;
    } else if (reflected.value >= (others.at(-1) ?? best).value) {
      const nearer = along(reflected.value < worst.value ? -0.5 : 0.5);
      if (nearer.value < Math.min(reflected.value, worst.value)) next = nearer;
      else {
        const shrunk = (at: readonly number[]) => valued(at.map((x, j) => ((best.at[j] ?? 0) + x) / 2));
        corners = [best, ...corners.slice(1).map(({ at }) => shrunk(at))].sort(byValue);
        continue;
      }
    }
    corners = [...others, next].sort(byValue);
  }
  return corners[0] ?? valued(start);
}

const byValue = (a: Corner, b: Corner) => a.value - b.value;

const spread = (corners: readonly Corner[], best: Corner): number =>
  Math.max(...corners.flatMap(({ at }) => at.map((x, j) => Math.abs(x - (best.at[j] ?? 0)))));
