import { maxUint256 } from 'viem';
import { type Bps, fromFloat, toFloat, type Wad, wad } from '../../model/units.js';
import { rightOf } from './optionType.js';
import type { Route } from './route.js';
import { isBuy, tradeCost } from './tradeCost.js';
import { markOf } from './value.js';

export interface CostBounds {
  /** Quote asset, Wad. What the contract compares with premium and fees together. */
  minTotalCost: Wad;
  maxTotalCost: Wad;
}

/**
 * The worst total cost that `maxSlippage` allows: (1 ± slippage) × reference × amount, and the fees expected on top of
 * or off it. The reference is the mark; for a forced close it is what the contract asks for a vanishing amount, because
 * its volatility penalty is no slippage and would stop every forced reduction. Rounded in favour of the account: the
 * most it pays down, the least it receives up. The contract has no deadline, so this is what protects a late execution.
 */
export function costBounds({ shape, cost }: Route, amount: Wad, maxSlippage: Bps): CostBounds {
  const reference = shape.forced
    ? tradeCost(shape, 0).price
    : toFloat(markOf(shape.market, shape, rightOf(shape.type), shape.now));
  const premium = reference * toFloat(amount);
  const slippage = maxSlippage / 10_000;
  if (isBuy(shape)) {
    return { minTotalCost: wad(0n), maxTotalCost: fromFloat(premium * (1 + slippage) + cost.fee, 'down') };
  }
  const least = Math.max(premium * (1 - slippage) - cost.fee, 0);
  return { minTotalCost: fromFloat(least, 'up'), maxTotalCost: wad(maxUint256) };
}
