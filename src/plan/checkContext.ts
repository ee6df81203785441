import type { CheckContext } from '../guard/check.js';
import { exposureOf } from '../guard/exposure.js';
import { alone } from '../guard/surroundings.js';
import type { Action } from '../model/decision.js';
import type { LevelLimits } from '../model/limits.js';
import type { Snapshot } from '../model/snapshot.js';
import type { Venue } from '../venues/venue.js';
import type { Turn } from './turn.js';
import { mayHold } from './unseen.js';

/** What pre-trade checks look at, where an action would meet `snapshot`. */
export function contextOf(
  { input, unseen, usage, openOrders, portfolio }: Turn,
  action: Action,
  snapshot: Snapshot,
  venue: Venue,
  least: number,
): CheckContext {
  const { subject } = action;
  return {
    action,
    snapshot,
    venue,
    limits: input.strategy.limits,
    tradingState: input.tradingState,
    usage,
    unseen: 'underlying' in subject ? mayHold(unseen, subject.underlying, input.strategy, input.snapshot) : [],
    unknownOrders: openOrders.filter((order) => order.status === 'Unknown'),
    atStake: input.strategy.atStake,
    agreement: input.agreement ?? null,
    now: input.now,
    headAge: input.headAge ?? null,
    least,
    levels: levelsOf(input),
    exposure: () => exposureOf(portfolio),
    surroundings: input.surroundings ?? alone,
    approval: null,
  };
}

/** The strategy's own limits, and what is set above it. */
const levelsOf = ({ strategy: { limits }, surroundings }: Turn['input']): readonly LevelLimits[] => [
  ...(limits.standing ? [{ level: 'strategy' as const, limits: limits.standing }] : []),
  ...(surroundings?.above ?? []),
];
