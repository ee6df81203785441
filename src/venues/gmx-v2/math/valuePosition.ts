import type { Discounts, GmxPosition, MarketContext } from '../state.js';
import { type DecreaseFill, fillDecrease } from './decrease.js';
import { leverageOf } from './leverage.js';
import { type LiquidationReason, liquidationState } from './liquidation.js';

export interface PositionValue {
  /** Closing all of it now: profit, impacts, fees (with all that is pending), payout. */
  close: DecreaseFill;
  collateralUsd: bigint;
  /**
   * The account's equity: what the liquidation test compares, USD with 30 decimals. Not what closing would bring: the
   * test ignores a gain from impact, and most markets' costs of impact too.
   */
  remainingCollateralUsd: bigint;
  /** The account's maintenance: liquidatable when the equity is below it. */
  requirementUsd: bigint;
  reason: LiquidationReason | null;
  /** Collateral and profit less all costs of closing now, in USD: within a token unit an item of what is paid out. */
  netValueOnCloseUsd: bigint;
  /** Of the costs of closing: what could be claimed back some days later. */
  claimableLaterUsd: bigint;
  /** Earned funding that a touch makes claimable: in no other figure here. */
  claimableFundingUsd: bigint;
  /** 30 decimals; null when nothing would remain. */
  leverage: bigint | null;
}

/** A position at one block as GMX itself would settle or liquidate it there. */
export function valuePosition(context: MarketContext, position: GmxPosition, discounts: Discounts): PositionValue {
  const close = fillDecrease(context, position, {
    sizeDeltaUsd: position.sizeInUsd,
    withdrawalAmount: 0n,
    discounts,
  });
  const liquidation = liquidationState(context, position, discounts);
  const { remainingCollateralUsd, collateralUsd } = liquidation;
  const { long, short } = context.prices;
  return {
    close,
    collateralUsd,
    remainingCollateralUsd,
    requirementUsd: liquidation.requirementUsd,
    reason: liquidation.reason,
    netValueOnCloseUsd: collateralUsd + close.realisedUsd,
    claimableLaterUsd: close.priceImpactDiffUsd,
    claimableFundingUsd:
      close.fees.claimableLongTokenAmount * long.min + close.fees.claimableShortTokenAmount * short.min,
    leverage: leverageOf(position.sizeInUsd, remainingCollateralUsd),
  };
}
