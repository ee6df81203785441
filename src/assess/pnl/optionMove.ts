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
  // Decay grows as one over the root of the time that is left: towards an expiry the way is walked in squares.
  const isClosing = to.years < from.years / 4;
  const along = (v: number): Slope => {
    const u = isClosing ? 1 - (1 - v) ** 2 : v;
    const pace = isClosing ? 2 * (1 - v) : 1;
    const state = between(from, to, u);
    const greeks = greeksAt(terms, state);
    return {
      total:
        pace *
        (greeks.delta * change.spot +
          greeks.vega * change.vol +
          greeks.theta * change.years +
          rhoOf(greeks, state) * change.rate),
      convexity: pace * (1 - u) * greeks.gamma * change.spot * change.spot,
    };
  };
  let total = 0;
  let convexity = 0;
  let since = 0;
  for (const turn of [...turns(terms, from, to), 1]) {
    const end = isClosing ? 1 - Math.sqrt(1 - turn) : turn;
    const found = refined(along, since, end, panel(along, since, end), tolerance * from.spot, deepest);
    total += found.total;
    convexity += found.convexity;
    since = end;
  }
  const delta = start.delta * change.spot;
  const vega = start.vega * change.vol;
  const theta = start.theta * change.years;
  return { delta, gamma: convexity, vega, theta, higher: total - delta - convexity - vega - theta };
}

/**
 * Where the line is to be looked at more closely: about the strike, at distances that grow from one deviation of the price.
 * Ascending, within the way; none where the move is no larger than a deviation, or stays clear of the strike.
 */
function turns({ strike }: OptionTerms, from: OptionState, to: OptionState): number[] {
  const way = to.spot - from.spot;
  const crossing = (strike - from.spot) / way;
  if (!Number.isFinite(crossing)) return [];
  const there = between(from, to, Math.min(1, Math.max(0, crossing)));
  const width = (Math.max(there.vol * Math.sqrt(Math.max(there.years, 0)), sharpest) * strike) / Math.abs(way);
  const found: number[] = [crossing];
  for (let distance = width; distance < 1 + Math.abs(crossing); distance *= 4) {
    found.push(crossing - distance, crossing + distance);
  }
  return width > 1 ? [] : found.filter((u) => u > 0 && u < 1).sort((a, b) => a - b);
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
/** Deviation of the log of the price: about an expiry all is sharper than this, and is looked at as if it were not. */
const sharpest = 1e-5;
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
