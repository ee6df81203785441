import type { GmxPosition, MarketContext } from '../state.js';
import type { PositionFees } from './fees.js';
import { divAway, least } from './fixedPoint.js';
import { isSameToken, profitToken, profitTokenPrice } from './prices.js';

/** What a decrease settles, before it is turned into tokens. */
export interface Settlement {
  basePnlUsd: bigint;
  totalImpactUsd: bigint;
  priceImpactDiffUsd: bigint;
  fees: PositionFees;
  /** Collateral asked back, smallest units. */
  withdrawalAmount: bigint;
  closesPosition: boolean;
}

export interface Payout {
  /** In the collateral token. */
  outputAmount: bigint;
  /** Profit that is paid in the side's token, where that is not the collateral and nobody swaps it. */
  secondaryOutputAmount: bigint;
  /** Collateral that stays in the position; 0 once it is closed. */
  remainingCollateralAmount: bigint;
  /** Costs that nothing was left to pay: GMX refuses the order, but for liquidations and deleveraging. */
  unpaidUsd: bigint;
  /** Collateral units of the impact beyond its cap, to be claimed later. */
  claimableCollateralAmount: bigint;
}

interface Purse {
  output: bigint;
  collateral: bigint;
  secondary: bigint;
}

/** DecreasePositionCollateralUtils.payForCost: each cost is rounded up to a unit of collateral; returns what is owed. */
function pay(purse: Purse, costUsd: bigint, collateralMin: bigint, secondaryMin: bigint): bigint {
  let owed = divAway(costUsd, collateralMin);
  const fromOutput = least(owed, purse.output);
  purse.output -= fromOutput;
  owed -= fromOutput;
  const fromCollateral = least(owed, purse.collateral);
  purse.collateral -= fromCollateral;
  owed -= fromCollateral;
  if (owed === 0n || purse.secondary === 0n) return owed * collateralMin;
  const inSecondary = (owed * collateralMin) / secondaryMin;
  if (inSecondary <= purse.secondary) {
    purse.secondary -= inSecondary;
    return 0n;
  }
  const worth = (purse.secondary * secondaryMin) / collateralMin;
  purse.secondary = 0n;
  return (owed - worth) * collateralMin;
}

/** DecreasePositionCollateralUtils.processCollateral without swaps: the tokens that leave and those that stay. */
export function payout(context: MarketContext, position: GmxPosition, settlement: Settlement): Payout {
  const { basePnlUsd, totalImpactUsd, priceImpactDiffUsd, fees } = settlement;
  const { isLong, collateralToken } = position;
  const price = fees.collateralPrice.min;
  const profitPrice = profitTokenPrice(context.prices, isLong);
  const purse: Purse = { output: 0n, collateral: position.collateralAmount, secondary: 0n };
  const profits = isSameToken(profitToken(context.market.props, isLong), collateralToken) ? 'output' : 'secondary';
  if (basePnlUsd > 0n) purse[profits] += basePnlUsd / profitPrice.max;
  if (totalImpactUsd > 0n) purse[profits] += totalImpactUsd / profitPrice.max;

  const costs = [
    fees.fundingFeeAmount * price,
    basePnlUsd < 0n ? -basePnlUsd : 0n,
    fees.totalCostAmountExcludingFunding * price,
    totalImpactUsd < 0n ? -totalImpactUsd : 0n,
    priceImpactDiffUsd,
  ];
  for (const cost of costs) {
    const unpaidUsd = pay(purse, cost, price, profitPrice.min);
    // Whatever there was went into the costs before; the rest of them is not even asked for.
    if (unpaidUsd > 0n)
      return {
        outputAmount: 0n,
        secondaryOutputAmount: 0n,
        remainingCollateralAmount: 0n,
        unpaidUsd,
        claimableCollateralAmount: 0n,
      };
  }
  const claimable = divAway(priceImpactDiffUsd, price);
  const reduced = settlement.withdrawalAmount - priceImpactDiffUsd / price;
  const withdrawn = settlement.closesPosition ? purse.collateral : least(reduced > 0n ? reduced : 0n, purse.collateral);
  return {
    outputAmount: purse.output + withdrawn,
    secondaryOutputAmount: purse.secondary,
    remainingCollateralAmount: purse.collateral - withdrawn,
    unpaidUsd: 0n,
    claimableCollateralAmount: claimable,
  };
}
