import type { Decision, Subject } from '../model/decision.js';
import { type DeskEvent, emptyDesk } from '../model/desk.js';
import { type OrderClass, orderClasses } from '../model/order.js';
import type { MarginRisk } from '../model/riskReport.js';
import type { RebalanceRule, Rule } from '../model/strategy.js';
import { considerBlock } from './blocks/considerBlock.js';
import { undecidableBlock } from './blocks/undecidableBlock.js';
import { closeReviews } from './closeReviews.js';
import { type Judged, judgeCondition, sayMetric } from './condition.js';
import { consider } from './consider.js';
import { considerHedge } from './considerHedge.js';
import { considerRebalance, type Needy } from './considerRebalance.js';
import type { RowDecided } from './decideRow.js';
import { withEvents } from './deskEvents.js';
import { expiriesOf } from './expire.js';
import { expireOne } from './expireOne.js';
import { inFlightOf, openOrdersOf } from './inFlight.js';
import { isCalm } from './isCalm.js';
import { mergeUndoing } from './mergeUndoing.js';
import { outlookOf } from './outlookOf.js';
import type { DecisionDraft, Plan, PlanInput } from './plan.js';
import { type Portfolio, portfolioOf, withOrders } from './portfolio.js';
import { historyKey, subjectKey } from './ruleHistory.js';
import { subjectsOf, subjectUnread, venuesOf } from './subjects.js';
import { draftOf, sayInFlight, type Turn } from './turn.js';
import { undecidableReview } from './undecidableReview.js';
import { byUrgency } from './urgency.js';
import { begunOnly } from './work/begun.js';
import { considerParents } from './work/considerParents.js';
import { createHappened } from './work/happened.js';
import { draftFor } from './work/parentTerms.js';
import { sayOrder } from './work/sayOrder.js';

export type { DecisionDraft, Plan, PlanInput } from './plan.js';

/**
 * One tick's decisions: which rules' conditions hold, what each wants, and what becomes of it.
 *
 * Classes go first to last: survive, margin, delta, cost. Survival goes account by account, the one that may be liquidated
 * soonest first. Within the other classes what takes back orders of ours that wait in vain comes first, then rules as in
 * the file (stops last, for what the others leave), and within a rule the sickest account first. Every chosen action is projected into the portfolio before the next rule is judged, so a hedge is
 * sized after a deleveraging (and does not open again what that has closed), and a deleveraging that a top-up has made
 * needless is held. Orders in flight count as filled throughout, but survival counts only those that are certain to be
 * on their way.
 */
export function planTick(input: PlanInput): Plan {
  const { venues, snapshot, strategy } = input;
  const openOrders = openOrdersOf(input.openOrders, snapshot);
  const flying = inFlightOf(openOrders, snapshot);
  const { doubtful } = flying;
  const asItIs = portfolioOf(snapshot, venues, outlookOf(input));
  const vouched = withOrders(asItIs, venues, flying.vouched);
  const projected = withOrders(vouched.portfolio, venues, doubtful);
  const isNothing = flying.vouched.length + doubtful.length === 0;

  const deltaOf = ({ risk }: Portfolio, name: string) =>
    risk.underlyings.find((u) => u.underlying === name)?.delta ?? 0;
  let turn: Turn = {
    input,
    openOrders,
    flying,
    portfolio: vouched.portfolio,
    usage: input.usage,
    desk: begunOnly(input.desk ?? emptyDesk),
    decided: [],
    unseen: [...snapshot.unread, ...flying.untold, ...vouched.unseen, ...projected.unseen],
    inFlight: (name) => (isNothing ? null : deltaOf(projected.portfolio, name) - deltaOf(asItIs, name)),
  };
  const decisions: DecisionDraft[] = [];
  let deskEvents: readonly DeskEvent[] = [];
  const decided = new Set<string>();
  const seenTo = new Set<string>();
  const act = (rule: Exclude<Rule, RebalanceRule>, subject: Subject, orderClass: OrderClass, judged: Judged) => {
    decided.add(historyKey(rule.name, subject));
    const now = { ...turn, decided: decisions };
    const outcome =
      rule.kind === 'hedge'
        ? considerHedge(now, rule, subject, judged)
        : consider(now, rule, subject, orderClass, judged);
    if (outcome !== null) take(outcome);
  };
  /** All accounts of a rule that need something, as one: what matters less than `orderClass` has its turn later. */
  const together = (rule: RebalanceRule, orderClass: OrderClass) => {
    const urgency = byUrgency(turn.portfolio);
    const needy = subjectsOf(rule, turn.portfolio.snapshot, snapshot)
      .flatMap((subject): Needy[] => {
        if (!('marginAccount' in subject) || decided.has(historyKey(rule.name, subject)) || orderClass === 'cost')
          return [];
        const own = accountClass(turn, subject);
        const judged = judgeCondition(rule.when, subject, turn.portfolio);
        return judged.holds && (own === 'survive' || orderClass === 'margin')
          ? [{ subject, judged, orderClass: own }]
          : [];
      })
      .sort((a, b) => urgency(a.subject.marginAccount, b.subject.marginAccount));
    if (needy.length === 0 && !(orderClass === 'cost' && tidies(rule, input) && isCalm(turn, rule))) return;
    for (const { subject } of needy) decided.add(historyKey(rule.name, subject));
    const outcome = considerRebalance({ ...turn, decided: decisions }, rule, needy, orderClass);
    if (outcome !== null) take(outcome);
  };
  const happened = createHappened(turn.desk);
  const take = ({ decisions: wished, portfolio, usage, events = [] }: RowDecided) => {
    const defect = happened.problemOf(events);
    if (defect !== null) {
      // A defect of ours: that order goes without its turn, and nothing else does.
      decisions.push(...(wished.length > 0 ? wished : draftsOf(turn, events)).map((one) => impossible(one, defect)));
      return;
    }
    const merges = wished.map((decision) => mergeUndoing(decisions, decision));
    const held = merges.find(({ kind }) => kind === 'held');
    if (held?.kind === 'held') {
      // They were sized on each other.
      const not = [`planned together with what ${held.decision.not.join(', ')}`];
      for (const [i, decision] of wished.entries()) {
        const merge = merges[i];
        if (merge?.kind === 'held') decisions.push(merge.decision);
        else
          decisions.push(decision.verdict === 'act' ? { ...decision, verdict: 'hold', action: null, not } : decision);
      }
      return;
    }
    deskEvents = withEvents(deskEvents, events);
    happened.note(events);
    for (const [i, merge] of merges.entries()) {
      if (merge.kind === 'merged') decisions[merge.index] = merge.above;
      const decision = merge.kind === 'merged' ? merge.decision : wished[i];
      if (decision) decisions.push(decision);
    }
    turn = { ...turn, portfolio, usage };
  };
  const expiries = expiriesOf(openOrders, snapshot);
  const expire = (orderClass: OrderClass) => {
    for (const expiry of expiries.filter((one) => one.orderClass === orderClass)) {
      const { decision, usage } = expireOne(turn, expiry);
      turn = { ...turn, usage };
      decisions.push(decision);
    }
  };

  // Account by account, the first to die first, and each by its rules as in the file.
  const survive = () => {
    for (const rule of strategy.rules) if (rule.kind === 'rebalance') together(rule, 'survive');
    const rescues = strategy.rules.filter((rule) => rule.kind === 'topUp' || rule.kind === 'deleverage');
    const urgency = byUrgency(turn.portfolio);
    const subjects = rescues
      .flatMap((rule) => subjectsOf(rule, turn.portfolio.snapshot, snapshot).map((subject) => ({ rule, subject })))
      .sort((a, b) => urgency(subjectKey(a.subject), subjectKey(b.subject)));
    for (const { rule, subject } of subjects) {
      if (decided.has(historyKey(rule.name, subject)) || accountClass(turn, subject) !== 'survive') continue;
      const judged = judgeCondition(rule.when, subject, turn.portfolio);
      if (judged.holds) act(rule, subject, 'survive', judged);
    }
  };
  survive();
  if (doubtful.length > 0) {
    turn = { ...turn, portfolio: withOrders(turn.portfolio, venues, doubtful).portfolio };
    // What may never rescue may still do harm.
    survive();
  }

  expire('survive');

  const consult = (rule: Rule, asked: OrderClass) => {
    if (!isRead(input, rule)) {
      if (rule.kind !== 'rebalance' || asked !== 'cost') decisions.push(unread(input, rule));
      return;
    }
    if (rule.kind === 'rebalance') {
      together(rule, asked);
      return;
    }
    for (const subject of subjectsOf(rule, turn.portfolio.snapshot, snapshot)) {
      if (decided.has(historyKey(rule.name, subject))) continue;
      const orderClass = classOf(turn, rule, subject);
      const judged = judgeCondition(rule.when, subject, turn.portfolio);
      if (judged.holds) {
        act(rule, subject, orderClass, judged);
        continue;
      }
      if (rule.kind === 'protect' || rule.kind === 'claim') continue;
      const before = [asItIs, projected.portfolio]
        .map((portfolio) => judgeCondition(rule.when, subject, portfolio))
        .find(({ holds }) => holds);
      if (!before) continue;
      seenTo.add(historyKey(rule.name, subject));
      decisions.push(displaced(turn, decisions, rule, subject, orderClass, before, judged));
    }
  };
  for (const orderClass of orderClasses.filter((one) => one !== 'survive')) {
    expire(orderClass);
    // Before hedges, which see what they leave; after what margin accounts need.
    if (orderClass === 'delta') considerParents(() => ({ ...turn, decided: decisions }), orderClass, take);
    for (const kinds of kindsOf[orderClass]) {
      for (const rule of strategy.rules) if (kinds.includes(rule.kind)) consult(rule, orderClass);
    }
    if (orderClass !== 'delta') considerParents(() => ({ ...turn, decided: decisions }), orderClass, take);
  }
  for (const block of turn.desk.blocks) {
    try {
      const outcome = considerBlock({ ...turn, decided: decisions }, block);
      if (outcome !== null) take(outcome);
    } catch (error) {
      decisions.push(...undecidableBlock(block, error));
    }
  }
  const closed = closeReviews(turn, deskEvents, (review, error) => {
    decisions.push(undecidableReview(strategy, review, error));
  });
  deskEvents = withEvents(deskEvents, closed);
  const desk = deskEvents.length > 0 ? { desk: deskEvents } : {};
  const held = seenTo.size > 0 ? { displaced: seenTo } : {};
  return { risk: asItIs.risk, projected: projected.portfolio.risk, decisions, ...held, ...desk };
}

const draftsOf = ({ desk }: Turn, events: readonly DeskEvent[]): DecisionDraft[] => {
  const about = events.find((one) => one.kind === 'parent');
  const parent = desk.parents.find(({ id }) => about?.kind === 'parent' && id === about.parent);
  return parent ? [draftFor(parent, 'work', [sayOrder(parent)])] : [];
};

/** What cannot be written is not done; it is told as what holds an order up is. */
const impossible = (decision: DecisionDraft, why: string): DecisionDraft => ({
  ...{ ...decision, verdict: 'refused', action: null },
  not: [...decision.not, `stalled: what was decided of it cannot happen: ${why}`],
});

/** Which rules have their turn in a class, each group as in the file. */
const kindsOf: Readonly<Record<Exclude<OrderClass, 'survive'>, readonly (readonly Rule['kind'][])[]>> = {
  margin: [['rebalance', 'topUp', 'deleverage'], ['protect']],
  delta: [['hedge']],
  cost: [['claim', 'rebalance']],
};

/** Whether a rule may have something to do where nobody needs anything. */
const tidies = ({ returnAbove, lend }: RebalanceRule, { loose = [] }: PlanInput): boolean =>
  Number.isFinite(returnAbove) || lend !== null || loose.length > 0;

/**
 * A stop lowers risk, so nothing that is meant for new risk may stop it; but no account dies for want of one now, so it
 * never is `survive`.
 */
function classOf(turn: Turn, rule: Exclude<Rule, RebalanceRule>, subject: Subject): OrderClass {
  if (rule.kind === 'hedge') return 'delta';
  if (rule.kind === 'claim') return 'cost';
  return rule.kind === 'protect' ? 'margin' : accountClass(turn, subject);
}

const isRead = ({ snapshot }: PlanInput, rule: Rule): boolean =>
  snapshot.readings.some((reading) => venuesOf(rule).includes(reading.venue));

function accountClass({ input, portfolio }: Turn, subject: Subject): 'survive' | 'margin' {
  const isSubject = (risk: MarginRisk) => 'marginAccount' in subject && risk.marginAccount === subject.marginAccount;
  const health = portfolio.risk.marginAccounts.find(isSubject)?.health ?? Number.NaN;
  return health < input.strategy.surviveBelow ? 'survive' : 'margin';
}

/** A rule whose venue told nothing: its condition cannot even be judged. */
function unread({ snapshot }: PlanInput, rule: Rule): DecisionDraft {
  const venues = venuesOf(rule);
  const why = venues.map((venue) => {
    const error = snapshot.unread.find((candidate) => candidate.venue === venue)?.error ?? 'it is not watched';
    return `${venue} was not read: ${error}`;
  });
  const orderClass = rule.kind === 'hedge' ? 'delta' : rule.kind === 'claim' ? 'cost' : 'margin';
  const draft = draftOf(rule, subjectUnread(rule), orderClass, { holds: false, values: [] });
  return {
    ...draft,
    verdict: 'refused',
    because: [`cannot judge ${rule.when.source}`],
    not: why,
  };
}

/** A rule that would have acted, had not an earlier one or an order in flight seen to it. */
function displaced(
  { flying }: Turn,
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
  const cause = nearest
    ? `the ${named[nearest.kind]} above`
    : sayInFlight([...flying.vouched, ...flying.doubtful].map(({ name }) => name));
  const joint = nearest ? 'brings' : 'and brings';
  const not = [brought === '' ? cause : `${cause} ${joint} ${brought}`];
  return { ...draftOf(rule, subject, orderClass, before), not };
}

const named: Readonly<Record<Decision['kind'], string>> = {
  hedge: 'hedge',
  topUp: 'top-up',
  deleverage: 'deleveraging',
  rebalance: 'rebalancing',
  protect: 'stop',
  claim: 'claim',
  expire: 'cancelling',
  capture: 'order',
  work: 'order',
};
