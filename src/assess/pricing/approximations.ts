/**
 * The functions that the kernels' loops are made of, as polynomials, the same in JavaScript as in `assembly/`. Our own near-minimax fits
 * (Chebyshev, of 40 digits): the error of each, relative to what is asked for, is below 1e-16 before rounding.
 */

/** N(-x) / density(x), the Mills ratio, for x >= 0: one rational form without branches, whose positive coefficients never cancel. */
export function mills(x: number): number {
  const x2 = x * x;
  const x4 = x2 * x2;
  const x8 = x4 * x4;
  const top =
    1342213.7859064909 +
    2327796.085037637 * x +
    (1992376.9712497448 + 1091539.5383450652 * x) * x2 +
    (420631.5625665354 + 118721.35282651668 * x + (24845.32318579227 + 3815.5160167850654 * x) * x2) * x4 +
    (413.66682662462745 + 28.85599128117289 * x + x2) * x8;
  const bottom =
    1070931.6570715518 +
    2711792.391801306 * x +
    (3217918.2776444433 + 2367380.2725270344 * x) * x2 +
    (1202918.4297669553 + 444659.5518125702 * x + (122479.15686580456 + 25256.99001236316 * x) * x2) * x4 +
    (3844.372008066531 + 414.6668266246268 * x + (28.85599128117289 + x) * x2) * x8;
  return top / bottom;
}

/** ln of (1 + s) / (1 - s) for |s| <= 0.2: with s = (a - b) / (a + b) it is ln(a / b), to the last digit however near a is to b. */
export function twiceArtanh(s: number): number {
  const z = s * s;
  const z2 = z * z;
  const series =
    0.6666666666666695 +
    0.39999999999314984 * z +
    (0.28571428842882585 + 0.2222218195907249 * z) * z2 +
    (0.18184653881551602 + 0.1528264135965732 * z + 0.15128105194085276 * z2) * (z2 * z2);
  return 2 * s + s * z * series;
}

/** exp(x) - 1 for |x| <= ln 2 / 2. */
export function expm1NearZero(x: number): number {
  const x2 = x * x;
  const x4 = x2 * x2;
  const series =
    0.5000000000000001 +
    0.16666666666666669 * x +
    (0.04166666666662413 + 0.008333333333330062 * x) * x2 +
    (0.0013888888917213717 +
      0.00019841269863053618 * x +
      (0.000024801521295954376 + 0.0000027557268459997064 * x) * x2) *
      x4 +
    (2.7620088445409746e-7 + 2.510038549551032e-8 * x) * (x4 * x4);
  return x + x2 * series;
}

/** 1.5 × 2^52: adding it to a float64 and taking it away again leaves the nearest integer. */
const ROUNDING = 6755399441055744;
const LEAST_POWER = -1022;
const POWERS = Float64Array.from({ length: 1 - LEAST_POWER }, (_, k) => 2 ** (LEAST_POWER + k));

/** exp(x) for x <= 0; of less than -708, where no normal float64 is left, that of -708. Without the branches of `Math.exp`. */
export function expBelow(x: number): number {
  const near = Math.max(x, -708);
  const n = near * Math.LOG2E + ROUNDING - ROUNDING;
  const rest = near - n * 0.6931471805598903 - n * 5.497923018708371e-14;
  return (1 + expm1NearZero(rest)) * (POWERS[n - LEAST_POWER] as number);
}

const MOST_BETWEEN = 512;
const BETWEEN = Float64Array.from({ length: 2 * MOST_BETWEEN }, (_, k) => 2 ** (k - MOST_BETWEEN));

/**
 * The power of two that brings b within a factor of 1.51 of a, from the high halves of their bits: exponents and, below them, near
 * enough the logarithms of what is left.
 */
export const powerBetween = (highOfA: number, highOfB: number): number => (highOfA - highOfB + 0x80000) >> 20;

/** 2^n of such a power from -512 to 511; of others it is some power. */
export const powerOfTwo = (n: number): number => BETWEEN[(n + MOST_BETWEEN) & (2 * MOST_BETWEEN - 1)] as number;
