import type { Usage } from '../guard/usage.js';
import type { Subject } from '../model/decision.js';
import type { Desk } from '../model/desk.js';
import type { Order, OrderClass } from '../model/order.js';
import { shortId } from '../model/order.js';
import type { UnreadVenue } from '../model/snapshot.js';
import type { Rule } from '../model/strategy.js';
import { type Judged, recordable, sayMetric } from './condition.js';
import { type InFlight, ordersAbout, shortVenueOrder, touching } from './inFlight.js';
import type { DecisionDraft, PlanInput } from './plan.js';
import type { Portfolio } from './portfolio.js';
import { historyKey, type RuleRecord } from './ruleHistory.js';
import { undecided } from './undecided.js';
import { waitingFor } from './waiting.js';

/** What a rule sees when its turn comes: orders in flight and what was chosen before it as if filled. */
export interface Turn {
  input: PlanInput;
  openOrders: readonly Order[];
  flying: InFlight;
  portfolio: Portfolio;
  usage: Usage;
  /** What people have asked for. */
  desk: Desk;
  /** What was decided before it in this tick. */
  decided: readonly DecisionDraft[];
  /** Venues of which this block, or an order in flight, tells nothing. */
  unseen: readonly UnreadVenue[];
  /** Delta that orders in flight add to an underlying; null when nothing is in flight. */
  inFlight(underlying: string): number | null;
}

/** A decision on which nothing is known yet but why the rule woke up. */
export function draftOf(rule: Rule, subject: Subject, orderClass: OrderClass, judged: Judged): DecisionDraft {
  const facts = judged.values.map((value) => sayMetric(value, subject)).join(', ');
  const because = [facts === '' ? rule.when.source : `${facts}: ${rule.when.source}`];
  const { name, kind } = rule;
  return { ...undecided({ rule: name, kind, subject, orderClass, because }), metrics: recordable(judged) };
}

export const sayInFlight = (names: readonly string[]): string =>
  names.length === 1
    ? `${names[0]} is in flight`
    : `orders ${names.map((name) => name.replace(/^order /, '')).join(', ')} are in flight`;

/** What became of a rule's orders about one subject; undefined: there were none. */
export const recordOf = ({ input }: Turn, { name }: Pick<Rule, 'name'>, subject: Subject): RuleRecord | undefined =>
  input.history.get(historyKey(name, subject));

/** Why a rule has to wait, in a sentence. Survival is sized on top of what is in flight: it waits for nothing of that. */
export function whyWait(turn: Turn, rule: Rule, subject: Subject, orderClass: OrderClass): string | null {
  const { input } = turn;
  if (orderClass !== 'survive') {
    const pending = ordersAbout(turn.openOrders, input.strategy.name, rule, subject, input.snapshot);
    if (pending.length > 0) return sayInFlight(pending.map(({ id }) => `order ${shortId(id)}`));
    const [byHand] = touching(turn.flying.byHand, rule, subject, input.snapshot);
    if (byHand) {
      const late = byHand.overdue ? '; it is overdue: take it back, or wait for it' : '';
      return `an order by hand waits on ${byHand.venue}: ${byHand.describe} (${shortVenueOrder(byHand.id)})${late}`;
    }
  }
  return waitingFor(rule, recordOf(turn, rule, subject), orderClass, input.now);
}

/** Orders that the venue has suspended change nothing, and the operator should know. */
export function saySuspended({ flying, input }: Turn, rule: Rule, subject: Subject): string[] {
  return touching(flying.suspended, rule, subject, input.snapshot).map(
    ({ describe, id, venue }) => `not counted: ${describe} (${shortVenueOrder(id)}), suspended by ${venue}`,
  );
}
