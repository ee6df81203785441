import { checkAction } from '../guard/checkAction.js';
import { notionalOf } from '../guard/notional.js';
import { type Usage, usageAfter } from '../guard/usage.js';
import type { Action, Subject } from '../model/decision.js';
import { shortMessageOf } from '../model/error.js';
import { type Order, type OrderClass, shortId } from '../model/order.js';
import type { UnreadVenue } from '../model/snapshot.js';
import type { Rule } from '../model/strategy.js';
import { unixSeconds } from '../model/units.js';
import type { Venue } from '../venues/venue.js';
import { type Judged, recordable, sayMetric } from './condition.js';
import { ordersAbout } from './inFlight.js';
import type { DecisionDraft, PlanInput } from './plan.js';
import { type Portfolio, portfolioAfter } from './portfolio.js';
import { reducedLately } from './reducedLately.js';
import { historyKey } from './ruleHistory.js';
import { sizeDeleverage } from './sizeDeleverage.js';
import { sizeHedge } from './sizeHedge.js';
import { sizeTopUp } from './sizeTopUp.js';
import { refused, type Sizing } from './sizing.js';
import { venueOf } from './subjects.js';
import { mayHold } from './unseen.js';
import { waitingFor } from './waiting.js';

/** What a rule sees when its turn comes: orders in flight and what was chosen before it as if filled. */
export interface Turn {
  input: PlanInput;
  openOrders: readonly Order[];
  portfolio: Portfolio;
  usage: Usage;
  /** What was decided before it in this tick. */
  decided: readonly DecisionDraft[];
  /** Venues of which this block, or an order in flight, tells nothing. */
  unseen: readonly UnreadVenue[];
  /** Delta that orders in flight add to an underlying; null when nothing is in flight. */
  inFlight(underlying: string): number | null;
}

/** Only asks the venue whether it would take the order; the real deadline is set when the order is sent. */
const rehearsalSeconds = 60;

/** A rule whose condition holds, about one subject: sized, checked, rehearsed; and what is left for the next rule. */
export function consider(
  turn: Turn,
  rule: Rule,
  subject: Subject,
  orderClass: OrderClass,
  judged: Judged,
): { decision: DecisionDraft; portfolio: Portfolio; usage: Usage } {
  const { input, portfolio, usage } = turn;
  const draft = draftOf(rule, subject, orderClass, judged);
  const settle = (change: Partial<DecisionDraft>) => ({ decision: { ...draft, ...change }, portfolio, usage });

  const pending = ordersAbout(turn.openOrders, input.strategy.name, rule, subject, input.snapshot);
  // Survival is sized on top of what is in flight, so there is nothing to wait for.
  const [first] = orderClass === 'survive' ? [] : pending;
  if (first) return settle({ verdict: 'hold', not: [sayInFlight(pending)] });
  const waiting = waitingFor(rule, input.history.get(historyKey(rule.name, subject)), orderClass, input.now);
  if (waiting !== null) return settle({ verdict: 'hold', not: [waiting] });

  const venue = input.venues.get(venueOf(rule));
  if (!venue) return settle({ verdict: 'refused', not: [`no adapter is open for ${venueOf(rule)}`] });
  try {
    const sizing = sizeOf(turn, rule, subject, orderClass, venue);
    if (sizing.kind !== 'sized') return settle({ verdict: sizing.kind, size: sizing.size, not: sizing.not });
    const { terms, least } = sizing;
    if (rule.kind === 'hedge' && terms.kind === 'trade') {
      const reduced = reducedLately(terms, input, portfolio.snapshot, turn.openOrders, turn.decided);
      if (reduced !== null) return settle({ verdict: 'hold', size: [...sizing.size], not: [reduced] });
    }
    const wanted: Action = {
      rule: rule.name,
      subject,
      orderClass,
      terms,
      notional: notionalOf(portfolio.snapshot, terms),
    };
    const checked = checkAction({
      action: wanted,
      snapshot: portfolio.snapshot,
      venue,
      limits: input.strategy.limits,
      tradingState: input.tradingState,
      usage,
      unseen: 'underlying' in subject ? mayHold(turn.unseen, subject.underlying, input.strategy, input.snapshot) : [],
      unknownOrders: turn.openOrders.filter((order) => order.status === 'Unknown'),
      least,
    });
    const { checks, action } = checked;
    const size = [...sizing.size, ...checked.size];
    const objections = checks.filter((check) => check.verdict === 'reject');
    const not = objections.map(({ code, text }) => `${code}: ${text}`);
    if (action === null) return settle({ verdict: 'refused', size, not, checks });
    try {
      rehearse(venue, action, portfolio);
      const after = portfolioAfter(portfolio, input.venues, action.terms);
      return {
        decision: { ...draft, verdict: 'act', size, not, checks, action },
        portfolio: after,
        usage: usageAfter(usage, action),
      };
    } catch (error) {
      return settle({ verdict: 'refused', size, not: [...not, sayRefusal(venue, error)], checks });
    }
  } catch (error) {
    return settle({ verdict: 'refused', not: [sayRefusal(venue, error)] });
  }
}

/** A decision on which nothing is known yet but why the rule woke up. */
export function draftOf(rule: Rule, subject: Subject, orderClass: OrderClass, judged: Judged): DecisionDraft {
  const facts = judged.values.map((value) => sayMetric(value, subject)).join(', ');
  return {
    rule: rule.name,
    kind: rule.kind,
    subject,
    orderClass,
    verdict: 'hold',
    because: [facts === '' ? rule.when.source : `${facts}: ${rule.when.source}`],
    size: [],
    not: [],
    checks: [],
    metrics: recordable(judged),
    action: null,
  };
}

export const sayInFlight = (orders: readonly Order[]): string =>
  orders.length === 1
    ? `order ${shortId(orders[0]?.id ?? '')} is in flight`
    : `orders ${orders.map((order) => shortId(order.id)).join(', ')} are in flight`;

/** Most refusals name their venue; the others are given its name. */
function sayRefusal({ id }: Venue, error: unknown): string {
  const message = shortMessageOf(error);
  return message.includes(id) ? message : `${id}: ${message}`;
}

function sizeOf(turn: Turn, rule: Rule, subject: Subject, orderClass: OrderClass, venue: Venue): Sizing {
  const { portfolio, input } = turn;
  if (rule.kind === 'hedge') return sizeHedge(rule, portfolio, turn.inFlight(rule.underlying));
  const reading = portfolio.snapshot.readings.find((candidate) => candidate.venue === rule.accounts.venue);
  const account = reading?.marginAccounts.find(
    (candidate) => 'marginAccount' in subject && candidate.id === subject.marginAccount,
  );
  if (!reading || !account) return refused('the margin account is not in the snapshot');
  if (rule.kind === 'topUp') return sizeTopUp(rule, account, reading, venue, orderClass);
  const { surviveBelow } = input.strategy;
  return sizeDeleverage(rule, account, reading, venue, orderClass, portfolio.snapshot, surviveBelow);
}

/** @throws VenueRefusal when the protocol would not take the order. */
function rehearse(venue: Venue, action: Action, { snapshot }: Portfolio): void {
  const reading = snapshot.readings.find((candidate) => candidate.venue === action.terms.venue);
  if (!reading) return;
  venue.prepare(reading, action.terms, unixSeconds(snapshot.block.timestamp + rehearsalSeconds));
}
