import { holdingsUnder } from '../assess/holdings/holdingsUnder.js';
import { runwayNow } from '../assess/runway/runwayNow.js';
import type { CheckContext } from '../guard/check.js';
import { exposureOf } from '../guard/exposure.js';
import { alone } from '../guard/surroundings.js';
import type { Action } from '../model/decision.js';
import type { LevelLimits } from '../model/limits.js';
import type { OrderTerms } from '../model/order.js';
import { marketOf, type Snapshot } from '../model/snapshot.js';
import { HOUR } from '../model/time.js';
import type { Venue } from '../venues/venue.js';
import { judgeCondition } from './condition.js';
import { type Portfolio, portfolioAfter } from './portfolio.js';
import { project } from './project.js';
import type { Turn } from './turn.js';
import { mayHold } from './unseen.js';

/** What pre-trade checks look at, where an action would meet `snapshot`. What takes long is worked out once it is asked for. */
export function contextOf(turn: Turn, action: Action, snapshot: Snapshot, venue: Venue, least: number): CheckContext {
  const { input, unseen, usage, openOrders, portfolio, desk } = turn;
  const underlying = underlyingOf(action, snapshot);
  return {
    action,
    snapshot,
    venue,
    limits: input.strategy.limits,
    tradingState: input.tradingState,
    usage,
    unseen: underlying === undefined ? [] : mayHold(unseen, underlying, input.strategy, input.snapshot),
    unknownOrders: openOrders.filter((order) => order.status === 'Unknown'),
    breaks: desk.breaks,
    atStake: input.strategy.atStake,
    agreement: input.agreement ?? null,
    now: input.now,
    headAge: input.headAge ?? null,
    least,
    levels: levelsOf(input),
    exposure: () => exposureOf(portfolio),
    surroundings: input.surroundings ?? alone,
    strategy: input.strategy.name,
    parent: desk.parents.find(({ id }) => id === action.parent) ?? null,
    runway: (terms) => runwayOf(turn, terms),
    undoneBy: (terms) => undoneBy(turn, terms),
    approval: null,
  };
}

/** Whose delta it changes: what a hedge is for, or what an order that a person asked for trades. */
function underlyingOf({ subject, terms }: Action, snapshot: Snapshot): string | undefined {
  if ('underlying' in subject) return subject.underlying;
  const isTraded = 'parent' in subject && (terms.kind === 'trade' || terms.kind === 'rest');
  return isTraded ? (marketOf(snapshot, terms.instrument)?.instrument.underlying ?? undefined) : undefined;
}

/** The strategy's own limits, and what is set above it. */
const levelsOf = ({ strategy: { limits }, surroundings }: Turn['input']): readonly LevelLimits[] => [
  ...(limits.standing ? [{ level: 'strategy' as const, limits: limits.standing }] : []),
  ...(surroundings?.above ?? []),
];

const asItIs = new WeakMap<Portfolio, number>();

/** Milliseconds until margin accounts are as likely as not to have been liquidatable, these terms filled. */
function runwayOf({ input, portfolio }: Turn, terms: OrderTerms | null): number {
  const known = terms === null ? asItIs.get(portfolio) : undefined;
  if (known !== undefined) return known;
  const { venues, strategy, forecast } = input;
  const snapshot = terms === null ? portfolio.snapshot : project(portfolio.snapshot, venues, terms);
  const holdings = holdingsUnder(snapshot, venues, strategy.risk);
  const left = runwayNow(holdings, forecast ?? null).portfolio.runwayHours * HOUR;
  if (terms === null) asItIs.set(portfolio, left);
  return left;
}

/** Which hedge has a reason to act on the portfolio after, further from its target than it is now. */
function undoneBy({ input, portfolio }: Turn, terms: OrderTerms): string | null {
  if (terms.kind !== 'trade') return null;
  const underlying = marketOf(portfolio.snapshot, terms.instrument)?.instrument.underlying;
  const hedges = input.strategy.rules.flatMap((rule) =>
    rule.kind === 'hedge' && rule.underlying === underlying ? [rule] : [],
  );
  if (hedges.length === 0) return null;
  const after = portfolioAfter(portfolio, input.venues, terms);
  const deltaOf = ({ risk }: Portfolio) => risk.underlyings.find((one) => one.underlying === underlying)?.delta ?? 0;
  const found = hedges.find(
    ({ to, when, underlying: hedged }) =>
      Math.abs(deltaOf(after) - to) > Math.abs(deltaOf(portfolio) - to) &&
      judgeCondition(when, { underlying: hedged }, after).holds,
  );
  return found?.name ?? null;
}
