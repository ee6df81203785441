/**
 * Differences of Mills ratios M(x) = N(-x) / density(x): an option out of the money is worth a density times such a difference.
 *
 * One rational form without branches serves all x >= 0: M = P / Q, good to 2e-16 relative, and 1 - x M = R / Q with R = Q - x P. All
 * coefficients are positive, so that nothing cancels. Each polynomial is an even and an odd half in s = x², which a processor
 * computes side by side.
 */

/** P(x); x >= 0. */
const top = (x: number, s: number): number =>
  ((((s + 413.66682662462745) * s + 24845.32318579227) * s + 420631.5625665354) * s + 1992376.9712497448) * s +
  1342213.7859064909 +
  ((((28.85599128117289 * s + 3815.5160167850654) * s + 118721.35282651668) * s + 1091539.5383450652) * s +
    2327796.085037637) *
    x;

/** Q(x). */
const bottom = (x: number, s: number): number =>
  ((((28.85599128117289 * s + 3844.372008066531) * s + 122479.15686580456) * s + 1202918.4297669553) * s +
    3217918.2776444433) *
    s +
  1070931.6570715518 +
  (((((s + 414.6668266246268) * s + 25256.99001236316) * s + 444659.5518125702) * s + 2367380.2725270344) * s +
    2711792.391801306) *
    x;

/** Q(x) - x P(x). */
const rest = (x: number, s: number): number =>
  (((28.855991281465762 * s + 3757.804039287877) * s + 111378.89142189015) * s + 890122.1926068062) * s +
  1070931.6570715518 +
  ((((0.9999999999993914 * s + 411.66682657088774) * s + 24027.98924603484) * s + 375003.30127728975) * s +
    1369578.605894815) *
    x;

/** N(-x) / density(x); x >= 0. */
export const mills = (x: number): number => top(x, x * x) / bottom(x, x * x);

/**
 * M(h - t) - M(h + t) for h >= 0 and 0 <= t <= `smallHalfDeviation`, where the difference of two values has lost its digits: the odd
 * Taylor series about h, up to t^7. M' = x M - 1, and from then on M⁽ⁿ⁺¹⁾ = x M⁽ⁿ⁾ + n M⁽ⁿ⁻¹⁾.
 */
export function millsDifferenceNear(h: number, t: number): number {
  const s = h * h;
  const q = bottom(h, s);
  const first = -rest(h, s) / q;
  const second = top(h, s) / q + h * first;
  const third = h * second + 2 * first;
  const fourth = h * third + 3 * second;
  const fifth = h * fourth + 4 * third;
  const sixth = h * fifth + 5 * fourth;
  const seventh = h * sixth + 6 * fifth;
  const u = t * t;
  return -2 * t * (first + u * (third / 6 + u * (fifth / 120 + (u * seventh) / 5040)));
}

/** Below this the series is good to rounding; above it the plain difference is, but for its last digit or two. */
export const smallHalfDeviation = 0.02;
