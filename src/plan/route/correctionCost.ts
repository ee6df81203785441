import { boundedRule, groundOf, type HedgeRouteInput } from './routeHedge.js';
import { trialOf } from './trialOf.js';
import { waysTo } from './waysTo.js';

/** What it costs to bring a delta back, as bands count it. */
export interface CorrectionCost {
  /** Share of the notional: fee and impact; NaN where nothing can be traded. */
  cost: number;
  /** USD whatever the size: gas and keepers. */
  fixedCost: number;
}

/**
 * Of the one way that would do it for least, each tried at the largest of a few sizes that it takes and nothing split: what a band's width stands on, asked at every block,
 * where the routing itself is asked when there is something to send.
 */
export function correctionCost(input: HedgeRouteInput): CorrectionCost {
  const { snapshot, venues, missing, limits } = input;
  const rule = boundedRule(input);
  const [wanted, side] = [Math.abs(missing), missing > 0 ? 'Buy' : 'Sell'] as const;
  const underlying = input.underlying ?? rule.underlying;
  let least: (CorrectionCost & { total: number }) | null = null;
  for (const way of waysTo(snapshot, venues, rule, underlying, side, wanted, input.loose).ways) {
    if (way.closed !== null) continue;
    const { probe } = trialOf(groundOf(input), snapshot, way, wanted, limits.order);
    if (!probe) continue;
    const { fee, impact, gas, keeper } = probe.cost;
    const cost = Math.max(0, fee + impact) / (probe.quantity * way.price);
    const fixedCost = gas + keeper;
    const total = cost * wanted * way.price + fixedCost;
    if (!least || total < least.total || Number.isNaN(least.total)) least = { cost, fixedCost, total };
  }
  return least ? { cost: least.cost, fixedCost: least.fixedCost } : { cost: Number.NaN, fixedCost: Number.NaN };
}
