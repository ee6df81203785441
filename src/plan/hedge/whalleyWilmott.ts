import type { BandInputs } from './bandInputs.js';

/**
 * Half-width of the band in which a hedger with exponential utility leaves the delta alone, for small costs in proportion to the
 * notional: (3/2 × e^(-r(T-t)) × λ × S × Γ² / a)^(1/3). A. E. Whalley and P. Wilmott, "An Asymptotic Analysis of an Optimal Hedging Model
 * for Option Pricing with Transaction Costs", Mathematical Finance 7 (1997). Nothing is traded inside, and from outside only to the edge.
 *
 * The cube root balances two things per year: pushing back at the edges costs λS × Γ²σ²S²/2H, and the delta left open, spread evenly
 * over the band, a variance of σ²S² × H²/3. Vol cancels. It grows without bound towards an expiry at the money.
 * @param riskAversion - per USD
 * @returns units of the underlying
 */
export function whalleyWilmott(
  { gamma, spot, rate, years, cost }: Pick<BandInputs, 'gamma' | 'spot' | 'rate' | 'years' | 'cost'>,
  riskAversion: number,
): number {
  if (gamma === 0) return 0;
  return Math.cbrt((1.5 * Math.exp(-rate * years) * cost * spot * gamma * gamma) / riskAversion);
}
