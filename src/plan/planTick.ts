import type { Subject } from '../model/decision.js';
import type { OrderClass } from '../model/order.js';
import type { MarginRisk } from '../model/riskReport.js';
import type { Rule } from '../model/strategy.js';
import { type Judged, judgeCondition, sayMetric } from './condition.js';
import { consider, draftOf, sayInFlight, type Turn } from './consider.js';
import { isVouchedFor, openOrdersOf } from './inFlight.js';
import type { DecisionDraft, Plan, PlanInput } from './plan.js';
import { type Portfolio, portfolioOf, withOrders } from './portfolio.js';
import { subjectKey } from './ruleHistory.js';
import { subjectsOf, subjectUnread, venueOf } from './subjects.js';

export type { DecisionDraft, Plan, PlanInput } from './plan.js';

/**
 * One tick's decisions: which rules' conditions hold, what each wants, and what becomes of it.
 *
 * Classes go first to last: survive, margin, delta; within a class rules go as in the file, and within a rule the
 * sickest account first. Every chosen action is projected into the portfolio before the next rule is judged, so a
 * hedge is sized after a deleveraging (and does not open again what that has closed), and a deleveraging that a top-up has made needless is held. Orders in flight
 * count as filled throughout, but survival counts only those that are certain to be on their way.
 */
export function planTick(input: PlanInput): Plan {
  const { venues, snapshot, strategy } = input;
  const openOrders = openOrdersOf(input.openOrders, snapshot);
  const asItIs = portfolioOf(snapshot, venues);
  const vouched = withOrders(asItIs, venues, openOrders.filter(isVouchedFor));
  const doubtful = openOrders.filter((order) => !isVouchedFor(order));
  const projected = withOrders(vouched.portfolio, venues, doubtful);

  const deltaOf = ({ risk }: Portfolio, name: string) =>
    risk.underlyings.find((u) => u.underlying === name)?.delta ?? 0;
  let turn: Turn = {
    input,
    openOrders,
    portfolio: vouched.portfolio,
    usage: input.usage,
    decided: [],
    unseen: [...snapshot.unread, ...vouched.unseen, ...projected.unseen],
    inFlight: (name) => (openOrders.length === 0 ? null : deltaOf(projected.portfolio, name) - deltaOf(asItIs, name)),
  };
  const decisions: DecisionDraft[] = [];
  const decided = new Set<string>();
  const decide = (rule: Rule, subject: Subject, orderClass: OrderClass, judged: Judged) => {
    const { decision, portfolio, usage } = consider({ ...turn, decided: decisions }, rule, subject, orderClass, judged);
    turn = { ...turn, portfolio, usage };
    decisions.push(decision);
    decided.add(keyOf(rule, subject));
  };

  const survive = () => {
    for (const rule of strategy.rules.filter(({ kind }) => kind !== 'hedge')) {
      for (const subject of subjectsOf(rule, turn.portfolio.snapshot, snapshot)) {
        if (decided.has(keyOf(rule, subject)) || accountClass(turn, subject) !== 'survive') continue;
        const judged = judgeCondition(rule.when, subject, turn.portfolio);
        if (judged.holds) decide(rule, subject, 'survive', judged);
      }
    }
  };
  survive();
  if (doubtful.length > 0) {
    turn = { ...turn, portfolio: withOrders(turn.portfolio, venues, doubtful).portfolio };
    // What may never rescue may still do harm.
    survive();
  }

  const ordered = [...strategy.rules].sort((a, b) => Number(a.kind === 'hedge') - Number(b.kind === 'hedge'));
  for (const rule of ordered) {
    if (!isRead(input, rule)) {
      decisions.push(unread(input, rule));
      continue;
    }
    for (const subject of subjectsOf(rule, turn.portfolio.snapshot, snapshot)) {
      if (decided.has(keyOf(rule, subject))) continue;
      const orderClass = rule.kind === 'hedge' ? 'delta' : accountClass(turn, subject);
      const judged = judgeCondition(rule.when, subject, turn.portfolio);
      if (judged.holds) {
        decide(rule, subject, orderClass, judged);
        continue;
      }
      const before = [asItIs, projected.portfolio]
        .map((portfolio) => judgeCondition(rule.when, subject, portfolio))
        .find(({ holds }) => holds);
      if (before) decisions.push(displaced(turn, decisions, rule, subject, orderClass, before, judged));
    }
  }
  return { risk: asItIs.risk, projected: projected.portfolio.risk, decisions };
}

const keyOf = (rule: Rule, subject: Subject): string => `${rule.name}|${subjectKey(subject)}`;

const isRead = ({ snapshot }: PlanInput, rule: Rule): boolean =>
  snapshot.readings.some((reading) => reading.venue === venueOf(rule));

function accountClass({ input, portfolio }: Turn, subject: Subject): 'survive' | 'margin' {
  const isSubject = (risk: MarginRisk) => 'marginAccount' in subject && risk.marginAccount === subject.marginAccount;
  const health = portfolio.risk.marginAccounts.find(isSubject)?.health ?? Number.NaN;
  return health < input.strategy.surviveBelow ? 'survive' : 'margin';
}

/** A rule whose venue told nothing: its condition cannot even be judged. */
function unread({ snapshot }: PlanInput, rule: Rule): DecisionDraft {
  const venue = venueOf(rule);
  const error = snapshot.unread.find((candidate) => candidate.venue === venue)?.error ?? 'it is not watched';
  const draft = draftOf(rule, subjectUnread(rule), rule.kind === 'hedge' ? 'delta' : 'margin', {
    holds: false,
    values: [],
  });
  return {
    ...draft,
    verdict: 'refused',
    because: [`cannot judge ${rule.when.source}`],
    not: [`${venue} was not read: ${error}`],
  };
}

/** A rule that would have acted, had not an earlier one or an order in flight seen to it. */
function displaced(
  { openOrders }: Turn,
  decisions: readonly DecisionDraft[],
  rule: Rule,
  subject: Subject,
  orderClass: OrderClass,
  before: Judged,
  after: Judged,
): DecisionDraft {
  const chosen = decisions.filter((decision) => decision.verdict === 'act');
  const nearest = chosen.findLast((decision) => subjectKey(decision.subject) === subjectKey(subject)) ?? chosen.at(-1);
  const changes = after.values.filter(({ value }, index) => !Object.is(value, before.values[index]?.value));
  const brought = changes.map((change) => sayMetric(change, subject).replace(' ', ' to ')).join(', ');
  const cause = nearest ? `the ${named[nearest.kind]} above` : sayInFlight(openOrders);
  const joint = nearest ? 'brings' : 'and brings';
  const not = [brought === '' ? cause : `${cause} ${joint} ${brought}`];
  return { ...draftOf(rule, subject, orderClass, before), not };
}

const named = { hedge: 'hedge', topUp: 'top-up', deleverage: 'deleveraging' } as const;
