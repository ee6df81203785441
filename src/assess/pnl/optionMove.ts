import type { PnlParts } from '../../model/pnl.js';
import { type OptionGreeks, optionGreeks } from '../blackScholes.js';

/** What an option's price depends on. */
export interface OptionState {
  /** USD. */
  spot: number;
  /** Annualised. */
  vol: number;
  /** Continuously compounded. */
  rate: number;
  /** To expiry; 0 or less is expired. */
  years: number;
}

export interface OptionTerms {
  /** USD. */
  strike: number;
  right: 'call' | 'put';
}

export type MarketParts = Pick<PnlParts, 'delta' | 'gamma' | 'vega' | 'higher' | 'theta'>;

/**
 * Why the price of one unit changed from one state to another, USD, by Greeks alone: they are integrated along the straight
 * line between the two states. Prices are never compared, so that what is missing to the change of the mark is a true
 * remainder: a mark that does not follow its model.
 *
 * delta = Δ dS, vega = ν dσ and theta = θ dt with the Greeks at the start, and gamma = dS² ∫ (1 - u) Γ(u) du, which is
 * ½ Γ dS² for a small move and stays true in a large one. `higher` is the rest of the integral: vanna, volga, charm, rho and
 * beyond.
 */
export function optionMove(terms: OptionTerms, from: OptionState, to: OptionState): MarketParts {
  const change = {
    spot: to.spot - from.spot,
    vol: to.vol - from.vol,
    rate: to.rate - from.rate,
    // Time passes as years to expiry shrink.
    years: Math.max(from.years, 0) - Math.max(to.years, 0),
  };
  const start = greeksAt(terms, from);
  const along = (u: number): Slope => {
    const state = between(from, to, u);
    const greeks = greeksAt(terms, state);
    return {
      total:
        greeks.delta * change.spot +
        greeks.vega * change.vol +
        greeks.theta * change.years +
        rhoOf(greeks, state) * change.rate,
      convexity: (1 - u) * greeks.gamma * change.spot * change.spot,
    };
  };
  const whole = panel(along, 0, 1);
  const { total, convexity } = refined(along, 0, 1, whole, tolerance * from.spot, deepest);
  const delta = start.delta * change.spot;
  const vega = start.vega * change.vol;
  const theta = start.theta * change.years;
  return { delta, gamma: convexity, vega, theta, higher: total - delta - convexity - vega - theta };
}

/** The state at a share of the way. */
export const between = (from: OptionState, to: OptionState, share: number): OptionState => ({
  spot: from.spot + share * (to.spot - from.spot),
  vol: from.vol + share * (to.vol - from.vol),
  rate: from.rate + share * (to.rate - from.rate),
  years: from.years + share * (to.years - from.years),
});

/** USD a unit. */
export const priceAt = (terms: OptionTerms, state: OptionState): number => greeksAt(terms, state).price;

const greeksAt = ({ strike, right }: OptionTerms, { spot, vol, rate, years }: OptionState): OptionGreeks =>
  optionGreeks({ spot, strike, years, vol, rate, right });

/** The discounted strike, times the probability of exercise, is what the delta's worth exceeds the price by. */
const rhoOf = ({ price, delta }: OptionGreeks, { spot, years }: OptionState): number =>
  Math.max(years, 0) * (spot * delta - price);

/** Per unit of the way. */
interface Slope {
  total: number;
  convexity: number;
}

/** Of the spot: what two halves may tell otherwise than the whole. They themselves are off by far less. */
const tolerance = 1e-7;
/** Halvings: a kink at expiry is cornered to a four-thousandth of the way. */
const deepest = 12;

/** Gauss-Legendre with three points: exact for polynomials of the fifth degree. */
const nodes = [0.5 - Math.sqrt(0.15), 0.5, 0.5 + Math.sqrt(0.15)] as const;
const weights = [5 / 18, 8 / 18, 5 / 18] as const;

function panel(along: (u: number) => Slope, start: number, end: number): Slope {
  const [a, b, c] = nodes;
  const width = end - start;
  const first = along(start + a * width);
  const second = along(start + b * width);
  const third = along(start + c * width);
  const sum = (of: 'total' | 'convexity') =>
    width * (weights[0] * first[of] + weights[1] * second[of] + weights[2] * third[of]);
  return { total: sum('total'), convexity: sum('convexity') };
}

/** Halves what two halves tell otherwise than the whole. */
function refined(
  along: (u: number) => Slope,
  start: number,
  end: number,
  whole: Slope,
  allowed: number,
  depth: number,
): Slope {
  const middle = (start + end) / 2;
  const left = panel(along, start, middle);
  const right = panel(along, middle, end);
  const off = Math.abs(left.total + right.total - whole.total);
  // NaN is not small either, and halving does not mend it.
  if (depth === 0 || !(off > allowed))
    return { total: left.total + right.total, convexity: left.convexity + right.convexity };
  const one = refined(along, start, middle, left, allowed / 2, depth - 1);
  const other = refined(along, middle, end, right, allowed / 2, depth - 1);
  return { total: one.total + other.total, convexity: one.convexity + other.convexity };
}
