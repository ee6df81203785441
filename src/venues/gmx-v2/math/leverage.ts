import { toFactor } from './fixedPoint.js';

/**
 * Size for each USD that would be left of the position: `sizeInUsd / remainingCollateralUsd`, 30 decimals (1e30 = 1×).
 * GMX's front end divides by the collateral with profit and pending fees but without the cost of closing, and so shows
 * slightly less. Null when nothing would be left.
 */
export const leverageOf = (sizeInUsd: bigint, remainingCollateralUsd: bigint): bigint | null =>
  remainingCollateralUsd <= 0n ? null : toFactor(sizeInUsd, remainingCollateralUsd);
