/** Where a sign changes: on this side it is positive, and a hair further it is not. */
export interface RootBracket {
  safe: number;
  gone: number;
}

/** Halving alone would need 64 to exhaust a float64. */
const mostSteps = 128;

/**
 * The change of sign of `surplusAt` between a place where it is positive and one where it is not, to within `precision`.
 *
 * T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function without using
 * derivatives", Advances in Engineering Software 28 (1997): inverse quadratic interpolation where it can be trusted, halving
 * elsewhere. A smooth function takes about ten evaluations, a jump as many as halving does. A value that is not a number
 * counts as not positive.
 */
export function bracketRoot(
  surplusAt: (x: number) => number,
  safe: { x: number; surplus: number },
  gone: { x: number; surplus: number },
  precision: number,
): RootBracket {
  let [a, b, c] = [safe, gone, gone];
  let share = 0.5;
  for (let step = 0; step < mostSteps; step++) {
    const x = a.x + share * (b.x - a.x);
    const next = { x, surplus: surplusAt(x) };
    if (next.surplus > 0 === a.surplus > 0) c = a;
    else [b, c] = [a, b];
    a = next;
    const width = Math.abs(b.x - a.x);
    if (width <= precision) break;
    const least = (0.5 * precision) / width;
    share = Math.min(1 - least, Math.max(least, trusted(a, b, c)));
  }
  return a.surplus > 0 ? { safe: a.x, gone: b.x } : { safe: b.x, gone: a.x };
}

interface Point {
  x: number;
  surplus: number;
}

/** Share of the way from `a` to `b`: where a parabola through the three puts the root if it is monotone there, else a half. */
function trusted(a: Point, b: Point, c: Point): number {
  const xi = (a.x - b.x) / (c.x - b.x);
  const phi = (a.surplus - b.surplus) / (c.surplus - b.surplus);
  if (!(phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi)) return 0.5;
  const first = (a.surplus / (b.surplus - a.surplus)) * (c.surplus / (b.surplus - c.surplus));
  const span = (c.x - a.x) / (b.x - a.x);
  return first + span * (a.surplus / (c.surplus - a.surplus)) * (b.surplus / (c.surplus - b.surplus));
}
