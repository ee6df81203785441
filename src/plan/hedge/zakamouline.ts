import type { BandInputs } from './bandInputs.js';

/**
 * The utility-based hedge fitted to its numerical solution: V. I. Zakamouline, "Optimal Hedging of Options with Transaction Costs",
 * Wilmott Magazine (2006), and "The Best Hedging Strategy in the Presence of Transaction Costs", International Journal of Theoretical
 * and Applied Finance 12 (2009). The delta is kept within H0 + H1 of the one at an adjusted vol σm:
 *
 *     H0  = λ / (a S σ² τ)
 *     H1  = 1.12 λ^0.31 τ^0.05 (e^(-rτ) / σ)^0.25 (|Γ| / a)^0.5
 *     K   = -4.76 λ^0.78 / τ^0.02 (e^(-rτ) / σ)^0.25 (a S² |Γ|)^0.15
 *     σm² = σ² (1 - K) for a short position, σ² (1 + K) for a long one
 *
 * with a the risk aversion per USD and τ = T - t. H1 is the band that an option's gamma asks for, and H0 the one that is left where there
 * is no gamma: the delta that it is not worth paying λ to be rid of for so long.
 */
export interface Zakamouline {
  /** Units. */
  h0: number;
  h1: number;
  /** σm / σ. */
  volFactor: number;
}

/**
 * As published, but for two ends of it where the fit has nothing to say.
 *
 * H0 supposes that the last hedge is gone with the option, for nothing, at expiry: as τ goes to 0 the band would have no end. A hedge
 * here outlives the option, and costs as much to close then as now. So the time in H0 is never less than `hold`.
 *
 * K falls below -1 where costs are some percent and the gamma of a long position is huge; there is no root of a negative variance.
 * It stops at -3/4: a vol of half, or of a third more.
 * @param riskAversion - per USD
 */
export function zakamouline(inputs: BandInputs, riskAversion: number): Zakamouline {
  const { gamma, spot, vol, rate, years, cost, hold } = inputs;
  const h0 = cost / (riskAversion * spot * vol * vol * Math.max(years, hold));
  if (gamma === 0) return { h0, h1: 0, volFactor: 1 };
  // Powers by their logarithms, which all of them share.
  const size = Math.log(Math.abs(gamma));
  const fear = Math.log(riskAversion);
  const late = Math.log(years);
  const dear = Math.log(cost);
  const calm = 0.25 * (-rate * years - Math.log(vol));
  const h1 = 1.12 * Math.exp(0.31 * dear + 0.05 * late + calm + 0.5 * (size - fear));
  const published = -4.76 * Math.exp(0.78 * dear - 0.02 * late + calm + 0.15 * (fear + 2 * Math.log(spot) + size));
  const k = Math.max(published, leastK);
  return { h0, h1, volFactor: Math.sqrt(gamma < 0 ? 1 - k : 1 + k) };
}

const leastK = -0.75;
