import { sayNumber } from '../../assess/sayNumber.js';
import type { Alternative } from '../../model/decision.js';
import type { Underlying } from '../../model/instrument.js';
import type { Side } from '../../model/order.js';
import type { Snapshot } from '../../model/snapshot.js';
import type { HedgeRule } from '../../model/strategy.js';
import { bps } from '../../model/units.js';
import { type GasPrices, gasPricesOf } from '../cost/gasPrices.js';
import { unknownParts } from './compared.js';
import type { HedgeLeg } from './hedgeLeg.js';
import type { LooseToken } from './poolWay.js';
import { alternativesOf, sayRouting } from './sayRouting.js';
import { type SettledPart, settle } from './settle.js';
import { trialOf } from './trialOf.js';
import type { Ground } from './tryOut.js';
import { waysTo } from './waysTo.js';

export interface HedgeRouteInput {
  rule: HedgeRule;
  /** As the portfolio will be: orders in flight as if filled. */
  snapshot: Snapshot;
  venues: Ground['venues'];
  /** Delta to add, units of the underlying; negative is to be sold. */
  missing: number;
  /**
   * The operator's: no margin account is left below `health`, no order is for more than `order` USD, none asks for more `slippage`.
   * Infinity: no limit.
   */
  limits: { health: number; order: number; slippage: number };
  /** The snapshot's own, unless told. */
  prices?: GasPrices;
  /** Why a guard would not let terms pass, in a sentence; null when it would. */
  objection?: Ground['objection'];
  /** What rows that broke off have left in the wallet. */
  loose?: readonly LooseToken[];
  /** What is traded, where it is not the rule's own underlying. */
  underlying?: Underlying;
}

export interface HedgeRouting {
  /** What shrinks positions first, then in the operator's order. Each was tried out on what the ones before it leave. */
  legs: readonly HedgeLeg[];
  /** Every way that could have done it alone, with what it would have cost, and every way that could not. */
  alternatives: readonly Alternative[];
  says: readonly string[];
  /** Delta that the legs add, units of the underlying, signed: `missing`, or as much of it as can be. */
  reached: number;
}

/** A part smaller than this share of the whole is not worth an order of its own. */
const smallestPart = 0.005;

/**
 * Where a missing delta is traded, at the least expected cost: split over a rule's ways at equal marginal cost, in one place where
 * that is as cheap. What a venue, a bound or a limit would refuse is not counted on, and said. Parts of the cost that are not known
 * of some way are left out of the comparison for all, and said.
 */
export function routeHedge(input: HedgeRouteInput): HedgeRouting {
  const { snapshot, venues, missing, limits } = input;
  const rule = boundedRule(input);
  const underlying = input.underlying ?? rule.underlying;
  const [wanted, side] = [Math.abs(missing), missing > 0 ? 'Buy' : 'Sell'] as const;
  const ground = groundOf(input);
  const { ways, none } = waysTo(snapshot, venues, rule, underlying, side, wanted, input.loose);
  const trials = ways
    .filter(({ closed }) => closed === null)
    // Of equal ones, what shrinks a position: less is held afterwards, and less can go wrong.
    .sort((a, b) => Number(b.shrinks) - Number(a.shrinks))
    .map((way) => trialOf(ground, snapshot, way, wanted, limits.order));
  const leftOut = unknownParts(trials.flatMap(({ probe }) => (probe ? [probe.cost] : [])));
  const least = Math.min(wanted, Math.max(rule.minimum, smallestPart * wanted));
  const settled = settle(snapshot, trials, wanted, least, leftOut);
  const legs = settled.parts.map((part) => legOf(part, side));
  const told = { snapshot, trials, settled, legs, wanted, underlying, leftOut };
  return {
    legs,
    alternatives: [
      ...alternativesOf(told),
      ...ways.flatMap(({ name, closed }) => (closed === null ? [] : [{ describe: name, cost: null, not: closed }])),
      ...none.map(({ on, why }) => ({ describe: on, cost: null, not: why })),
    ],
    says: sayRouting(told),
    reached: legs.reduce((sum, { delta }) => sum + delta, 0),
  };
}

/** No order asks for more slippage than the operator allows. */
export const boundedRule = ({ rule, limits }: HedgeRouteInput): HedgeRule => ({
  ...rule,
  maxSlippage: bps(Math.min(rule.maxSlippage, limits.slippage)),
});

export const groundOf = ({ rule, snapshot, venues, limits, prices, objection }: HedgeRouteInput): Ground => ({
  venues,
  prices: prices ?? gasPricesOf(snapshot),
  hold: rule.hold,
  health: limits.health,
  ...(objection && { objection }),
});

function legOf({ trial: { way }, quantity, done }: SettledPart, side: Side): HedgeLeg {
  return {
    on: way.on,
    underlying: way.underlying,
    delta: side === 'Buy' ? quantity : -quantity,
    terms: done.steps,
    costs: done.each,
    cost: done.cost,
    against: done.against,
    describe: `${side.toLowerCase()} ${sayNumber(quantity)} ${way.underlying} on ${way.name}`,
    shrinks: way.shrinks,
  };
}
