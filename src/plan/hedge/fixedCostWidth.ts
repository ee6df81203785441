import type { BandInputs } from './bandInputs.js';

/**
 * Half-width below which a correction is not worth what it costs whatever its size: (12 F Γ² / a)^(1/4), A. Altarovici, J. Muhle-Karbe and
 * H. M. Soner, "Asymptotics for fixed transaction costs", Finance and Stochastics 19 (2015), for a target that moves by Γ per USD.
 *
 * Per year: corrections to the centre cost F × Γ²σ²S²/H², the delta between them aσ²S²/2 × H²/6; the least sum has this H. With
 * costs in proportion beside it the best band is wider than for either alone, so the wider of the two is a lower bound of it.
 * @param riskAversion - per USD
 * @returns units of the underlying
 */
export function fixedCostWidth(
  { gamma, fixedCost }: Pick<BandInputs, 'gamma' | 'fixedCost'>,
  riskAversion: number,
): number {
  return Math.sqrt(Math.sqrt((12 * fixedCost * gamma * gamma) / riskAversion));
}
