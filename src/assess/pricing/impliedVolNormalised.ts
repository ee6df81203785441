import { mills, millsDifferenceNear, smallHalfDeviation } from './impliedVolMills.js';
import { startingDeviation } from './impliedVolStart.js';

const inverseSqrtTwoPi = 0.3989422804014327;
const halfLogTwoPi = 0.9189385332046727;

/** Fourth-order steps: what is left after one is about the fourth power of its relative size, and this to the fourth is nothing. */
const lastStep = 2e-6;
const mostSteps = 24;

/**
 * The total deviation (vol × √years) at which an option out of the money is worth `beta`, in the manner of P. Jäckel, "Let's Be
 * Rational" (Wilmott, 2015): the value divided by √(forward strike) and by the discount depends on two numbers only; a good first guess,
 * then Householder's method of fourth order on an objective that is nearly straight where the value lies. About 1.6 steps.
 *
 * value(s) = density(√(h² + t²)) (M(h - t) - M(h + t)) with h = distance / s, t = s / 2 and the Mills ratio M.
 *
 * @param beta 0 or less answers 0; `bound` or more answers Infinity
 * @param distance |ln(forward / strike)|
 * @param bound exp(-distance / 2), what the value tends to as vol grows
 * @param width 2 sinh(distance / 2)
 */
export function impliedDeviation(beta: number, distance: number, bound: number, width: number): number {
  if (!(beta > 0)) return beta <= 0 ? 0 : Number.NaN;
  if (beta >= bound) return Number.POSITIVE_INFINITY;
  // The value's point of inflection, which parts the regions; there h = t.
  const inflection = Math.sqrt(2 * distance);
  const middle = bound * (0.5 - inverseSqrtTwoPi * mills(inflection));
  const guess = startingDeviation(beta, distance, bound, middle, width);
  let s = beta < middle ? Math.min(guess, inflection) : Math.max(guess, inflection);
  if (beta < middle && distance > 1.2 * s) return solveLow(beta, distance, s, inflection);
  const high = beta > 0.5 * (middle + bound);
  for (let i = 0; i < mostSteps; i++) {
    const h = distance / s;
    const t = 0.5 * s;
    const slope = inverseSqrtTwoPi * Math.exp(-0.5 * (h * h + t * t));
    const curve = (h * h - t * t) / s;
    const third = curve * curve - (3 * h * h) / (s * s) - 0.25;
    const change = high
      ? stepHigh(bound - beta, gapAt(h, t, slope, bound), slope, curve, third)
      : householder((beta - valueAt(h, t, slope, bound)) / slope, curve, third);
    // Deviations so small that their squares leave float64: the guess is as good as any.
    if (Number.isNaN(change)) break;
    const held = Math.min(Math.max(change, -0.5 * s), s);
    s += held;
    if (Math.abs(held) < lastStep * s) break;
  }
  return s;
}

/** Far below the inflection 1 / ln(value) is nearly straight in s. In logarithms throughout, so that nothing underflows. */
function solveLow(beta: number, distance: number, start: number, highest: number): number {
  const wanted = Math.log(beta);
  let s = start;
  for (let i = 0; i < mostSteps; i++) {
    const h = distance / s;
    const t = 0.5 * s;
    const difference = t < smallHalfDeviation ? millsDifferenceNear(h, t) : mills(h - t) - mills(h + t);
    const logValue = Math.log(difference) - 0.5 * (h * h + t * t) - halfLogTwoPi;
    const ratio = 1 / difference; // value' / value
    const curve = (h * h - t * t) / s;
    const third = curve * curve - (3 * h * h) / (s * s) - 0.25;
    const bend = ratio * (1 + 2 / logValue);
    const newton = ((wanted - logValue) * logValue) / (wanted * ratio);
    const change = householder(
      newton,
      curve - bend,
      third + 2 * ratio * ratio * (1 + (3 / logValue) * (1 + 1 / logValue)) - 3 * curve * bend,
    );
    if (Number.isNaN(change)) break;
    const held = Math.min(Math.max(change, -0.5 * s), s, highest - s);
    s += held;
    if (Math.abs(held) < lastStep * s) break;
  }
  return s;
}

/** Near the bound the logarithm of what is missing is nearly straight in s. */
function stepHigh(wanted: number, gap: number, slope: number, curve: number, third: number): number {
  const ratio = slope / gap;
  return householder(Math.log(gap / wanted) / ratio, curve + ratio, third + ratio * (2 * ratio + 3 * curve));
}

/** A step from Newton's, with f''/f' and f'''/f' of the objective. */
const householder = (newton: number, second: number, third: number): number =>
  (newton * (1 + 0.5 * second * newton)) / (1 + newton * (second + (third * newton) / 6));

function valueAt(h: number, t: number, slope: number, bound: number): number {
  if (t < smallHalfDeviation) return slope * millsDifferenceNear(h, t);
  return h >= t ? slope * (mills(h - t) - mills(h + t)) : bound - slope * (mills(t - h) + mills(h + t));
}

/** bound - value. */
const gapAt = (h: number, t: number, slope: number, bound: number): number =>
  h >= t ? bound - slope * (mills(h - t) - mills(h + t)) : slope * (mills(t - h) + mills(h + t));
