import { bps } from '../../model/units.js';
import { groundOf, type HedgeRouteInput } from './routeHedge.js';
import { trialOf } from './trialOf.js';
import { waysTo } from './waysTo.js';

/** What it costs to bring a delta back, as bands count it. */
export interface CorrectionCost {
  /** Share of the notional: fee and impact; NaN where nothing can be traded. */
  cost: number;
  /** USD whatever the size: gas and keepers. */
  fixedCost: number;
}

/** Shares of what is missing that are tried, the largest first that is taken. */
const sizes = [1, 0.1, 0.01];

/**
 * Of the one way that would do it for least, by a try of each and nothing split: what a band's width stands on, asked at every block,
 * where the routing itself is asked when there is something to send.
 */
export function correctionCost(input: HedgeRouteInput): CorrectionCost {
  const { snapshot, venues, missing, limits } = input;
  const rule = { ...input.rule, maxSlippage: bps(Math.min(input.rule.maxSlippage, limits.slippage)) };
  const [wanted, side] = [Math.abs(missing), missing > 0 ? 'Buy' : 'Sell'] as const;
  const underlying = input.underlying ?? rule.underlying;
  let least: (CorrectionCost & { total: number }) | null = null;
  for (const way of waysTo(snapshot, venues, rule, underlying, side, wanted, input.loose).ways) {
    if (way.closed !== null) continue;
    const trial = trialOf(groundOf(input), snapshot, way, wanted, limits.order);
    for (const share of sizes) {
      const quantity = Math.min(wanted * share, trial.most);
      const done = trial.at(snapshot, quantity);
      if (typeof done === 'string') continue;
      const { fee, impact, gas, keeper } = done.cost;
      const cost = Math.max(0, fee + impact) / (quantity * way.price);
      const fixedCost = gas + keeper;
      const total = cost * wanted * way.price + fixedCost;
      if (!least || total < least.total || Number.isNaN(least.total)) least = { cost, fixedCost, total };
      break;
    }
  }
  return least ? { cost: least.cost, fixedCost: least.fixedCost } : { cost: Number.NaN, fixedCost: Number.NaN };
}
