/** Distances of a Brownian path to two straight walls, one above and one below, at the ends of a stretch of time. */
export interface BetweenWalls {
  /** To the upper wall at the start; Infinity without one. The unit is any, as long as it is one. */
  above: number;
  /** To the lower wall at the start. */
  below: number;
  aboveAtEnd: number;
  belowAtEnd: number;
}

/** Beyond this many reflections nothing is left to add, as long as the walls are not next to each other. */
export const mostReflections = 450;

/**
 * Probability that a Brownian path touched a wall in between, given where it began and where it ended. The walls are straight
 * lines in time and may converge; drift does not matter once the end is known. `variance` is that of the whole stretch.
 *
 * One wall: exp(-2 × distance × distance at the end / variance), by reflection. Two walls: the series of Anderson (1960), "A
 * modification of the sequential probability ratio test to reduce the sample size", theorem 4.2, both walls added.
 */
export function bridgeCrossing({ above, below, aboveAtEnd, belowAtEnd }: BetweenWalls, variance: number): number {
  if (!(above > 0 && below > 0 && aboveAtEnd > 0 && belowAtEnd > 0)) {
    return [above, below, aboveAtEnd, belowAtEnd, variance].some(Number.isNaN) ? Number.NaN : 1;
  }
  if (!(variance > 0)) return Number.isNaN(variance) ? Number.NaN : 0;
  const upper = reflected(above, aboveAtEnd, variance);
  const lower = reflected(below, belowAtEnd, variance);
  // Touching both is rarer than touching either: no need of the series while that is nothing.
  if (upper * lower < 1e-20) return Math.min(1, upper + lower);
  if ((above + below) * (aboveAtEnd + belowAtEnd) < 1e-4 * variance) return 1;
  let sum = upper + lower;
  for (let r = 1; r <= mostReflections; r++) {
    const upThenMore = r * (above + below) + above;
    const downThenMore = r * (above + below) + below;
    const added =
      Math.exp((-2 / variance) * upThenMore * ((r + 1) * aboveAtEnd + r * belowAtEnd)) +
      Math.exp((-2 / variance) * downThenMore * ((r + 1) * belowAtEnd + r * aboveAtEnd));
    const taken =
      Math.exp((-2 / variance) * bothTouched(r, above, below, aboveAtEnd, belowAtEnd)) +
      Math.exp((-2 / variance) * bothTouched(r, below, above, belowAtEnd, aboveAtEnd));
    sum += added - taken;
    if (taken < 1e-18) break;
  }
  return Math.min(1, Math.max(0, sum));
}

/** Infinity × a distance of nothing cannot come up: distances are positive here. */
const reflected = (distance: number, atEnd: number, variance: number): number =>
  Math.exp((-2 * distance * atEnd) / variance);

/** The exponent of a path that touched the wall at distance `b`, then the other, `r` times over. */
const bothTouched = (r: number, a: number, b: number, aEnd: number, bEnd: number): number =>
  r * (r * a + (r + 1) * b) * aEnd + r * (r * b + (r - 1) * a) * bEnd;
