import type { Subject } from '../model/decision.js';
import type { DeskEvent } from '../model/desk.js';
import { shortMessageOf } from '../model/error.js';
import type { MarginAccountId } from '../model/marginAccount.js';
import { type Id, isPaidIn, movesCollateral, type OrderClass, shortId } from '../model/order.js';
import type { Snapshot } from '../model/snapshot.js';
import type { RebalanceRule, Strategy } from '../model/strategy.js';
import type { LinearSolver } from './collateral/linear.js';
import type { RebalanceInput } from './collateral/problemOf.js';
import { type RebalancePlan, type RebalanceRow, rebalance } from './collateral/rebalance.js';
import type { Judged } from './condition.js';
import { gasPricesOf } from './cost/gasPrices.js';
import { decideRow, type RowDecided } from './decideRow.js';
import { deskAfter } from './deskEvents.js';
import type { DecisionDraft } from './plan.js';
import { subjectsOf } from './subjects.js';
import { draftOf, recordOf, sayInFlight, type Turn, whyWait } from './turn.js';

/** A margin account that a rule's condition holds for. */
export interface Needy {
  subject: Subject & { marginAccount: string };
  orderClass: 'survive' | 'margin';
  judged: Judged;
}

/**
 * All that one rule wants for its margin accounts, planned as one. Of the plan only what is of `orderClass` is done now: what
 * matters less is planned again when its turn comes, on what is left.
 * @param needy - Nearest to its liquidation first; none for what is only tidied up.
 * @returns null when there is nothing to say
 */
export function considerRebalance(
  turn: Turn,
  rule: RebalanceRule,
  needy: readonly Needy[],
  orderClass: OrderClass,
): RowDecided | null {
  const { input, portfolio, usage } = turn;
  const decisions: DecisionDraft[] = [];
  const coming = comingOf(turn, rule);
  const free = needy.filter(({ subject, judged, orderClass: own }) => {
    const waiting = whyWait(turn, rule, subject, own) ?? (own === 'survive' ? null : whyComing(coming));
    if (waiting !== null) decisions.push({ ...draftOf(rule, subject, own, judged), not: [waiting] });
    return waiting === null;
  });
  const only = (): RowDecided | null => (decisions.length > 0 ? { decisions, portfolio, usage } : null);
  if (free.length === 0 && orderClass !== 'cost') return only();
  const drafts = new Map(
    free.map((one) => [one.subject.marginAccount, draftOf(rule, one.subject, one.orderClass, one.judged)]),
  );
  const refuse = (not: readonly string[], size: readonly string[] = []): RowDecided => ({
    decisions: [
      ...decisions,
      ...[...drafts.values()].map((draft) => ({ ...draft, verdict: 'refused' as const, size, not })),
    ],
    portfolio,
    usage,
  });
  if (!input.solver) return free.length > 0 ? refuse(['no solver could be loaded: nothing can be planned']) : only();

  const askFor = (asked: RebalanceRule) => ({
    rule: asked,
    snapshot: portfolio.snapshot,
    venues: input.venues,
    needs: free.map(({ subject, orderClass: own }) => ({ marginAccount: subject.marginAccount, orderClass: own })),
    surviveBelow: input.strategy.surviveBelow,
    // Taken already, and not for anything else: survival does not take it a second time.
    loose: [...(input.loose ?? []), ...(orderClass === 'cost' ? [] : coming.map(({ terms }) => terms))],
    prices: gasPricesOf(portfolio.snapshot, input.tip),
    priceDeviation: input.strategy.limits.priceDeviation,
    // Nothing that is wanted for later keeps collateral from who is about to be liquidated.
    ...(orderClass === 'survive' ? {} : { floors: floorsOf(input.strategy, portfolio.snapshot) }),
  });
  const plan =
    plannedPlainly(turn, rule, free, orderClass, askFor, input.solver) ?? planned(askFor(rule), input.solver);
  if (typeof plan === 'string') return free.length > 0 ? refuse([plan]) : only();
  const rows = plan.rows.filter((row) => row.orderClass === orderClass);
  if (rows.length === 0) return plan.not.length > 0 && free.length > 0 ? refuse(plan.not, saysOf(plan)) : only();
  const done = decideRows(turn, rule, plan, rows, drafts);
  return { ...done, decisions: [...decisions, ...done.decisions] };
}

/** What steps of the rule's rows are on their way to bring, at venues that carry orders out later. */
const comingOf = ({ openOrders, input }: Turn, rule: RebalanceRule) =>
  openOrders.flatMap(({ id, strategy, rule: name, terms, step }) => {
    const isLast = step === undefined || step.index === step.of - 1;
    const isOurs = strategy === input.strategy.name && name === rule.name;
    return isOurs && !isLast && movesCollateral(terms) && !isPaidIn(terms) ? [{ id, terms }] : [];
  });

const whyComing = (coming: readonly { id: Id }[]): string | null =>
  coming.length === 0 ? null : sayInFlight(coming.map(({ id }) => `order ${shortId(id)}`));

/** The highest target that any rule has for an account: who takes from it leaves it that, or two rules would take turns for ever. */
function floorsOf({ rules }: Strategy, snapshot: Snapshot): Map<MarginAccountId, number> {
  const floors = new Map<MarginAccountId, number>();
  for (const rule of rules) {
    if (rule.kind !== 'rebalance' && rule.kind !== 'topUp' && rule.kind !== 'deleverage') continue;
    for (const subject of subjectsOf(rule, snapshot, snapshot)) {
      if (!('marginAccount' in subject)) continue;
      const { marginAccount } = subject;
      floors.set(marginAccount, Math.max(rule.to, floors.get(marginAccount) ?? 0));
    }
  }
  return floors;
}

/** So many rows in a row that came to nothing, and survival is planned without what may have kept them from it. */
const mostFailures = 2;

/**
 * A pool, a venue or a key's own policy may refuse the same withdrawal, loan or swap again and again, and no account may die of that:
 * after two failures survival is planned from the wallet alone, and by reducing where the rule may. null where that does nothing, or
 * nothing has failed.
 */
function plannedPlainly(
  turn: Turn,
  rule: RebalanceRule,
  free: readonly Needy[],
  orderClass: OrderClass,
  askFor: (rule: RebalanceRule) => RebalanceInput,
  solver: LinearSolver,
): RebalancePlan | null {
  const failures = free.map(({ subject }) => recordOf(turn, rule, subject)?.failures ?? 0);
  if (orderClass !== 'survive' || Math.max(0, ...failures) < mostFailures) return null;
  const plain = { ...rule, from: rule.from.filter((source) => 'token' in source), swap: [] };
  const plan = planned(askFor(plain), solver);
  if (typeof plan === 'string' || !plan.rows.some((row) => row.orderClass === 'survive')) return null;
  const why = `after ${Math.max(...failures)} failures without withdrawals, loans and swaps`;
  return { ...plan, says: [why, ...plan.says] };
}

/** What keeps one rule from planning is no reason for the others not to. */
function planned(input: RebalanceInput, solver: LinearSolver): RebalancePlan | string {
  try {
    return rebalance(input, solver);
  } catch (error) {
    return `nothing could be planned: ${shortMessageOf(error)}`;
  }
}

/** Each row on what the ones before it leave: they stand for themselves, and one that is refused leaves the others. */
function decideRows(
  turn: Turn,
  rule: RebalanceRule,
  plan: RebalancePlan,
  rows: readonly RebalanceRow[],
  drafts: ReadonlyMap<string, DecisionDraft>,
): RowDecided {
  let { portfolio, usage, desk } = turn;
  const decisions: DecisionDraft[] = [];
  const events: DeskEvent[] = [];
  for (const [i, row] of rows.entries()) {
    const [marginAccount = rule.name] = row.marginAccounts;
    const needed = drafts.get(marginAccount);
    const draft = needed ?? tidying(rule, marginAccount, row.orderClass);
    const { not, alternatives } = plan;
    const size = [...row.says, ...(i === 0 ? [...saysOf(plan), ...not] : [])];
    // Whom it is for has waited already. What is tidied up and refused would be wanted anew at every block, and use up the limits of
    // what matters more.
    const waiting = needed ? null : whyWait(turn, rule, { marginAccount }, row.orderClass);
    if (waiting !== null) {
      decisions.push({ ...draft, size, not: [waiting] });
      continue;
    }
    const told: DecisionDraft = {
      ...draft,
      size,
      ...(i === 0 && alternatives.length > 0 ? { alternatives } : {}),
    };
    const steps = row.steps.map(({ id, terms }) => ({ terms, size: row.steps.length > 1 ? [id] : [] }));
    const now: Turn = { ...turn, portfolio, usage, desk, decided: [...turn.decided, ...decisions] };
    const decided = decideRow(now, told, steps, { least: rule.minimum, hold: rule.hold });
    decisions.push(...decided.decisions);
    events.push(...(decided.events ?? []));
    portfolio = decided.portfolio;
    usage = decided.usage;
    desk = deskAfter(desk, decided.decisions, decided.events);
  }
  return { decisions, portfolio, usage, events };
}

/** What the plan stands on, what could not be counted, and what more of which would have helped. */
const saysOf = ({ says, binding }: RebalancePlan): string[] => [...says, ...binding.map((one) => one.says)];

/** What is done for no need: it is idle, or came loose. */
const tidying = (rule: RebalanceRule, marginAccount: string, orderClass: OrderClass): DecisionDraft => ({
  ...draftOf(rule, { marginAccount }, orderClass, { holds: false, values: [] }),
  because: ['collateral lies where it is not needed'],
});
