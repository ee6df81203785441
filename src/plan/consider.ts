import type { Subject } from '../model/decision.js';
import type { OrderClass, OrderTerms } from '../model/order.js';
import type { Rule } from '../model/strategy.js';
import { DAY } from '../model/time.js';
import { milliseconds } from '../model/units.js';
import type { Venue } from '../venues/venue.js';
import type { Judged } from './condition.js';
import { sayRefusal } from './decide.js';
import { decideRow, type RowDecided } from './decideRow.js';
import type { DecisionDraft } from './plan.js';
import { subjectKey } from './ruleHistory.js';
import { sizeClaim } from './sizeClaim.js';
import { sizeDeleverage } from './sizeDeleverage.js';
import { sizeProtect } from './sizeProtect.js';
import { sizeTopUp } from './sizeTopUp.js';
import { idle, refused, type Sizing } from './sizing.js';
import { venuesOf } from './subjects.js';
import { draftOf, sayInFlight, saySuspended, type Turn, whyWait } from './turn.js';

/** Over which the cost of what a margin account gets is told: it stays for as long as it is needed, which nobody knows. */
const aDay = milliseconds(DAY);

/** What wants one order for one subject. */
export type SubjectRule = Exclude<Rule, { kind: 'hedge' | 'rebalance' }>;

/**
 * A rule whose condition holds, about one subject: sized, checked, rehearsed; and what is left for the next rule. null
 * when all is as the rule wants it, which is not worth a decision.
 */
export function consider(
  turn: Turn,
  rule: SubjectRule,
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

  const waits = () => whyWait(turn, rule, subject, orderClass);
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
    const { terms } = sizing;
    return decideRow(turn, { ...draft, size }, [{ terms, size: [] }], { least: sizing.least, hold: aDay });
  } catch (error) {
    return settle({ verdict: 'refused', not: [sayRefusal(venue, error)] });
  }
}

function sizeOf(turn: Turn, rule: SubjectRule, subject: Subject, orderClass: OrderClass, venue: Venue): Sizing {
  const { portfolio, input } = turn;
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
