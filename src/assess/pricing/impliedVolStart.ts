import { mills } from './impliedVolMills.js';

const inverseSqrtTwoPi = 0.3989422804014327;
const halfLogTwoPi = 0.9189385332046727;

/**
 * Bachelier's formula turned around, in a table. An option at distance 1 from the forward and normal deviation u is worth
 * y(u) = u density(1/u) - N(-1/u); the table has ln u at equal steps of ln y. ln y is known without underflow:
 * y = density(1/u) u (1 - M(1/u)/u), and d ln y / d ln u = 1 / (1 - M(1/u)/u).
 */
const lowest = -60;
const step = 1 / 16;
const size = 1030;

/** Newton from the neighbour before; two or three steps each, under a millisecond for all. */
function tabulate(): Float64Array {
  const table = new Float64Array(size);
  let logU = -0.5 * Math.log(-2 * lowest);
  for (let i = 0; i < size; i++) {
    const wanted = lowest + i * step;
    for (let round = 0; round < 20; round++) {
      const h = Math.exp(-logU);
      const slope = 1 - h * mills(h);
      const change = (wanted - (logU + Math.log(slope) - 0.5 * h * h - halfLogTwoPi)) * slope;
      logU += change;
      if (Math.abs(change) < 1e-12) break;
    }
    table[i] = logU;
  }
  return table;
}

const table = tabulate();
const at = (i: number): number => table[i] ?? 0;

/** -N⁻¹(p) for small p (Hastings' rational form, after Abramowitz and Stegun 26.2.23): good to 4e-4, enough to start from. */
function normalTail(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  return t - ((0.010328 * t + 0.802853) * t + 2.515517) / (((0.001308 * t + 0.189269) * t + 1.432788) * t + 1);
}

/**
 * A first guess of the total deviation (vol × √years).
 *
 * @param beta normalised value of an option out of the money, 0 < beta < bound
 * @param distance |ln(forward / strike)|
 * @param bound exp(-distance / 2)
 * @param middle the value at its point of inflection
 * @param width |forward - strike| / √(forward strike) = 2 sinh(distance / 2)
 */
export function startingDeviation(
  beta: number,
  distance: number,
  bound: number,
  middle: number,
  width: number,
): number {
  const left = (bound - beta) / (bound + 1 / bound);
  if (left < 0.28 && beta > middle) return 2 * normalTail(Math.max(left, 1e-300));
  if (distance > 3 && beta < middle) return farDeviation(beta, distance);
  const scale = width > 0 ? distance / width : 1;
  const normal = scale * normalDeviation(beta, width);
  // From normal to lognormal deviation (after Hagan and Woodward, 1999), at the money.
  const spread = normal * normal;
  return normal * (1 + (spread / 24) * (1 + spread / 20));
}

/**
 * Strikes twenty times away and further, where normal and lognormal have parted: ln beta = -(h² + t²)/2 - ln √2π + ln(M(h-t) - M(h+t)),
 * with M(x) about 1/x, solved for h by repetition.
 */
function farDeviation(beta: number, distance: number): number {
  const most = 0.99 * Math.sqrt(2 * distance);
  const logValue = Math.log(beta);
  let s = Math.min(distance / Math.sqrt(-2 * logValue), most);
  for (let i = 0; i < 4; i++) {
    const h = distance / s;
    const t = 0.5 * s;
    const difference = (2 * t) / (h * h - t * t);
    const square = 2 * (Math.log(difference) - halfLogTwoPi - logValue) - t * t;
    s = square > 0 ? Math.min(distance / Math.sqrt(square), most) : most;
  }
  return s;
}

/** Deviation of a normal distribution that gives `beta` at distance `width`, in the same units. */
function normalDeviation(beta: number, width: number): number {
  const logValue = width > 0 ? Math.log(beta / width) : Number.POSITIVE_INFINITY;
  if (logValue > 3.5) {
    // y = u density(0) - 1/2 + density(0) / (2 u) - ...
    const first = (beta + 0.5 * width) / inverseSqrtTwoPi;
    return (beta + 0.5 * width - (inverseSqrtTwoPi * width * width) / (2 * first)) / inverseSqrtTwoPi;
  }
  const place = (logValue - lowest) / step;
  if (place < 1) return width / Math.sqrt(-2 * logValue);
  const k = Math.floor(place);
  const f = place - k;
  const [before, from, to, after] = [at(k - 1), at(k), at(k + 1), at(k + 2)];
  // Cubic through four neighbours (Catmull-Rom).
  const rise = to - before + f * (2 * before - 5 * from + 4 * to - after + f * (3 * (from - to) + after - before));
  return width * Math.exp(from + 0.5 * f * rise);
}
