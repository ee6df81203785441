import type { InsolventClose, Realised } from './life.js';
import type { OrderFees } from './orderFees.js';
import type { OrderFill } from './orderFill.js';

/**
 * What a decrease realised: basePnl + total impact − costs − the impact that is claimable later. Of a position that could
 * not pay, GMX tells zero fees, which are not the truth: the whole collateral was lost. null for increases, and while the
 * fees were not read.
 */
export function realisedOf(
  fill: OrderFill | null,
  fees: OrderFees | null,
  insolvent: InsolventClose | null,
): Realised | null {
  if (fill?.kind !== 'decrease') return null;
  const { basePnlUsd, totalImpactUsd, priceImpactDiffUsd } = fill;
  if (insolvent) {
    const netUsd = -(insolvent.collateralAmount * fill.collateralTokenPrice.min);
    return { basePnlUsd, totalImpactUsd: 0n, feesUsd: 0n, priceImpactDiffUsd: 0n, netUsd, insolvent: true };
  }
  if (fees === null) return null;
  const feesUsd = fees.totalCostAmount * fees.collateralTokenPriceMin;
  const netUsd = basePnlUsd + totalImpactUsd - feesUsd - priceImpactDiffUsd;
  return { basePnlUsd, totalImpactUsd, feesUsd, priceImpactDiffUsd, netUsd, insolvent: false };
}
