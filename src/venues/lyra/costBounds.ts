import { maxUint256 } from 'viem';
import type { TradeTerms } from '../../model/order.js';
import { fromFloat, multiplyWad, toFloat, type Wad, wad } from '../../model/units.js';
import { stricterPrice } from '../stricterPrice.js';
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
 *
 * A worst price that the terms name bounds the premium in the same way, where it is stricter. The contract compares premium and fees
 * together: should the fee be lower by then, so much more may go into the premium.
 */
export function costBounds(
  { shape, cost }: Route,
  amount: Wad,
  { maxSlippage, worstPrice }: Pick<TradeTerms, 'maxSlippage' | 'worstPrice'>,
): CostBounds {
  const reference = shape.forced
    ? tradeCost(shape, 0).price
    : toFloat(markOf(shape.market, shape, rightOf(shape.type), shape.now));
  const premium = reference * toFloat(amount);
  const slippage = maxSlippage / 10_000;
  if (isBuy(shape)) {
    const most = fromFloat(premium * (1 + slippage) + cost.fee, 'down');
    const asked = worstPrice && multiplyWad(worstPrice, amount, 'down') + fromFloat(cost.fee, 'down');
    return { minTotalCost: wad(0n), maxTotalCost: wad(stricterPrice('Buy', most, asked)) };
  }
  const least = fromFloat(Math.max(premium * (1 - slippage) - cost.fee, 0), 'up');
  const asked = worstPrice && multiplyWad(worstPrice, amount, 'up') - fromFloat(cost.fee, 'down');
  return { minTotalCost: wad(stricterPrice('Sell', least, asked)), maxTotalCost: wad(maxUint256) };
}
