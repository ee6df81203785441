import { lowersRisk, reducingPart } from '../guard/lowersRisk.js';
import type { Usage } from '../guard/usage.js';
import type { Subject } from '../model/decision.js';
import type { Order, OrderClass, OrderTerms } from '../model/order.js';
import { shortId } from '../model/order.js';
import type { UnreadVenue } from '../model/snapshot.js';
import type { Rule } from '../model/strategy.js';
import type { Venue } from '../venues/venue.js';
import { type Judged, recordable, sayMetric } from './condition.js';
import { sayRefusal } from './decide.js';
import { decideRow, type RowDecided } from './decideRow.js';
import { heldAsDoomed } from './doomed.js';
import { type InFlight, ordersAbout, shortVenueOrder, touching } from './inFlight.js';
import type { DecisionDraft, PlanInput } from './plan.js';
import type { Portfolio } from './portfolio.js';
import { reducedLately } from './reducedLately.js';
import { historyKey, type RuleRecord, subjectKey } from './ruleHistory.js';
import { sizeClaim } from './sizeClaim.js';
import { sizeDeleverage } from './sizeDeleverage.js';
import { sizeHedge } from './sizeHedge.js';
import { sizeProtect } from './sizeProtect.js';
import { sizeTopUp } from './sizeTopUp.js';
import { idle, refused, type Sizing } from './sizing.js';
import { venuesOf } from './subjects.js';
import { waitingFor } from './waiting.js';

/** What a rule sees when its turn comes: orders in flight and what was chosen before it as if filled. */
export interface Turn {
  input: PlanInput;
  openOrders: readonly Order[];
  flying: InFlight;
  portfolio: Portfolio;
  usage: Usage;
  /** What was decided before it in this tick. */
  decided: readonly DecisionDraft[];
  /** Venues of which this block, or an order in flight, tells nothing. */
  unseen: readonly UnreadVenue[];
  /** Delta that orders in flight add to an underlying; null when nothing is in flight. */
  inFlight(underlying: string): number | null;
}

/**
 * A rule whose condition holds, about one subject: sized, checked, rehearsed; and what is left for the next rule. null
 * when all is as the rule wants it, which is not worth a decision.
 */
export function consider(
  turn: Turn,
  rule: Rule,
  subject: Subject,
  orderClass: OrderClass,
  judged: Judged,
): RowDecided | null {
  const { input, portfolio, usage } = turn;
  const draft = draftOf(rule, subject, orderClass, judged);
  const settle = (change: Partial<DecisionDraft>): RowDecided => ({
    decisions: [{ ...draft, ...change }],
    portfolio,
    usage,
  });
  const venue = venuesOf(rule).flatMap((id) => input.venues.get(id) ?? [])[0];
  if (!venue) return settle({ verdict: 'refused', not: [`no adapter is open for ${venuesOf(rule).join(', ')}`] });

  const record = input.history.get(historyKey(rule.name, subject));
  const waits = () => whyWait(turn, rule, subject, orderClass, record);
  // Where nothing is the usual answer, it is asked for first: a rule that wants nothing does not wait for anything.
  const isKept = rule.kind === 'protect' || rule.kind === 'claim';
  const waiting = isKept ? null : waits();
  if (waiting !== null) return settle({ verdict: 'hold', not: [waiting] });
  try {
    const sizing = sizeOf(turn, rule, subject, orderClass, venue);
    if (sizing.kind === 'idle') return null;
    if (sizing.kind !== 'sized') return settle({ verdict: sizing.kind, size: sizing.size, not: sizing.not });
    const keptWaiting = isKept ? waits() : null;
    if (keptWaiting !== null) return settle({ verdict: 'hold', size: sizing.size, not: [keptWaiting] });

    const size = [...sizing.size, ...saySuspended(turn, rule, subject)];
    let { terms } = sizing;
    if (rule.kind === 'hedge' && terms.kind === 'trade') {
      const reduced = reducedLately(terms, input, portfolio.snapshot, turn.openOrders, turn.decided);
      if (reduced !== null) return settle({ verdict: 'hold', size, not: [reduced] });
    }
    const doomed = whyDoomed(turn, terms, orderClass, record);
    if (doomed !== null) {
      const smaller = terms.kind === 'trade' ? reducingPart(terms, portfolio.snapshot) : null;
      if (smaller === null) return settle({ verdict: 'hold', size, not: [doomed] });
      size.push(`only what reduces: ${doomed}`);
      terms = smaller;
    }
    return decideRow(turn, { ...draft, size }, [{ terms, size: [] }], sizing.least);
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

export const sayInFlight = (names: readonly string[]): string =>
  names.length === 1
    ? `${names[0]} is in flight`
    : `orders ${names.map((name) => name.replace(/^order /, '')).join(', ')} are in flight`;

/** Why a rule has to wait, in a sentence. Survival is sized on top of what is in flight: it waits for nothing of that. */
function whyWait(
  turn: Turn,
  rule: Rule,
  subject: Subject,
  orderClass: OrderClass,
  record: RuleRecord | undefined,
): string | null {
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
  return waitingFor(rule, record, orderClass, input.now);
}

/** Survival, and what can only lower risk, may always be tried again: it backs off, and no more. */
function whyDoomed(
  { input, portfolio }: Turn,
  terms: OrderTerms,
  orderClass: OrderClass,
  record: RuleRecord | undefined,
): string | null {
  if (orderClass === 'survive' || terms.kind !== 'trade' || lowersRisk(terms)) return null;
  const { strategy, now } = input;
  return heldAsDoomed(record, terms, { snapshot: portfolio.snapshot, strategyHash: strategy.hash, now });
}

/** Orders that the venue has suspended change nothing, and the operator should know. */
function saySuspended({ flying, input }: Turn, rule: Rule, subject: Subject): string[] {
  return touching(flying.suspended, rule, subject, input.snapshot).map(
    ({ describe, id, venue }) => `not counted: ${describe} (${shortVenueOrder(id)}), suspended by ${venue}`,
  );
}

function sizeOf(turn: Turn, rule: Rule, subject: Subject, orderClass: OrderClass, venue: Venue): Sizing {
  const { portfolio, input } = turn;
  if (rule.kind === 'hedge') return sizeHedge(rule, rule.on[0] ?? '', portfolio, turn.inFlight(rule.underlying));
  // A stop is for what is held, and not for what is on its way.
  const { readings } = rule.kind === 'protect' ? input.snapshot : portfolio.snapshot;
  const reading = readings.find((candidate) => candidate.venue === venue.id);
  if (rule.kind === 'claim') {
    return reading ? sizeClaim(rule, reading, input.snapshot) : refused(`${rule.venue} was not read`);
  }
  const account = reading?.marginAccounts.find(
    (candidate) => 'marginAccount' in subject && candidate.id === subject.marginAccount,
  );
  // Of a position that is yet to be opened, there is nothing to protect.
  if (rule.kind === 'protect' && reading && !account) return idle;
  if (!reading || !account) return refused('the margin account is not in the snapshot');
  if (rule.kind === 'topUp') return sizeTopUp(rule, account, reading, venue, orderClass);
  if (rule.kind === 'protect') {
    const { openOrders } = turn;
    return sizeProtect({ rule, account, reading, venue, openOrders, changing: whatChanges(turn, subject) });
  }
  if (rule.kind === 'rebalance') return idle;
  const { surviveBelow } = input.strategy;
  return sizeDeleverage(rule, account, reading, venue, orderClass, portfolio.snapshot, surviveBelow);
}

/** What on its way, or chosen above, changes a margin account; empty when nothing does. */
function whatChanges({ flying, decided, input }: Turn, subject: Subject): string {
  const account = 'marginAccount' in subject ? subject.marginAccount : '';
  const positions = input.snapshot.readings
    .flatMap(({ marginAccounts }) => marginAccounts)
    .find(({ id }) => id === account)?.positions;
  const touches = (terms: OrderTerms) =>
    ('marginAccount' in terms && terms.marginAccount === account) ||
    (terms.kind === 'trade' && terms.position !== null && (positions?.includes(terms.position) ?? false));
  const above = decided.find(({ verdict, action }) => verdict === 'act' && action !== null && touches(action.terms));
  if (above) return `\`${above.rule}\` above changes ${subjectKey(subject)}`;
  const names = [...flying.vouched, ...flying.doubtful].filter(({ terms }) => touches(terms)).map(({ name }) => name);
  return names.length === 0 ? '' : sayInFlight(names);
}
