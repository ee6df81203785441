import { sayNumber } from '../../assess/sayNumber.js';
import { type CostEstimate, sumCosts } from '../../model/cost.js';
import type { Alternative } from '../../model/decision.js';
import type { MarginAccountId } from '../../model/marginAccount.js';
import type { OrderClass } from '../../model/order.js';
import type { Snapshot } from '../../model/snapshot.js';
import { amountToFloat, type TokenAmount, tokenAmount } from '../../model/units.js';
import { accountOf, type CarriedOut, carryOut, type ProjectedStep } from './carryOut.js';
import type { LinearSolver } from './linear.js';
import type { CollateralSolution } from './problem.js';
import { type LooseToken, problemOf, type RebalanceInput, type StatedProblem } from './problemOf.js';
import { saySources } from './sayRebalance.js';
import { solveCollateral } from './solveCollateral.js';
import { type CollateralStep, stepsOf } from './stepsOf.js';
import { lent, putBack, returned, type Tidying } from './tidyUp.js';
import { type Binding, whatBinds } from './whatBinds.js';

/** Steps that make sense together only, in the order in which they are done; a row of one stands for itself. */
export interface RebalanceRow {
  /** Unique within the plan. */
  key: string;
  orderClass: OrderClass;
  /** Whom it is for, the most urgent first. */
  marginAccounts: readonly MarginAccountId[];
  steps: readonly ProjectedStep[];
  cost: CostEstimate;
  /** What it does and where from, in sentences. */
  says: readonly string[];
}

export interface RebalancePlan {
  /** In the order in which they are done. */
  rows: readonly RebalanceRow[];
  cost: CostEstimate;
  /** Of each account that needed something, most urgent first. */
  reached: readonly { marginAccount: MarginAccountId; before: number; after: number; target: number }[];
  /** What the plan stands on, and what could not be counted. */
  says: readonly string[];
  /** What could not be done, and why: accounts that stay short, rows that are cut. */
  not: readonly string[];
  alternatives: readonly Alternative[];
  binding: readonly Binding[];
  solution: CollateralSolution;
  /** The portfolio once all of it is done. */
  snapshot: Snapshot;
}

/** How often a plan is made anew without what a venue has refused, before it is cut there. */
const mostTries = 6;

/**
 * Which collateral goes where, in steps that their venues take: stated as a programme, solved, put in order, and done on paper by the
 * venues' own arithmetic. What a venue refuses there, or would leave below its floor, is planned without.
 */
export function rebalance(input: RebalanceInput, solver: LinearSolver): RebalancePlan {
  const caps = new Map<string, number>();
  const refusals: string[] = [];
  let stated = problemOf(input, caps);
  let solution = solveCollateral(stated.problem, solver);
  let done = carry(input, stated, solution);
  for (let i = 0; i < mostTries && done.refused !== null; i++) {
    refusals.push(`planned again: ${done.refused.id}: ${done.refused.reason}`);
    caps.set(done.refused.id, done.refused.cap);
    stated = problemOf(input, caps);
    solution = solveCollateral(stated.problem, solver);
    done = carry(input, stated, solution);
  }
  const cut = done.refused;
  if (cut !== null) done = withoutCut(input, stated, solution, cut.index);
  const { tokens, problem, accounts } = stated;
  const sources = saySources(done.steps, tokens);
  const says = [...stated.says, ...refusals];
  if (solution.status === 'within') {
    says.push(`too many choices to try all: something may cost less, by ${sayNumber(solution.gap)} USD at most`);
  }
  const not: string[] = [];
  if (solution.status === 'failed') not.push('the solver gave no answer: nothing is moved');
  if (cut !== null) not.push(`cut at ${cut.id}: ${cut.reason}`);
  const reached = input.needs.map(({ marginAccount }) => ({
    marginAccount,
    before: accounts.get(marginAccount)?.health ?? Number.NaN,
    after: accountOf(done.snapshot, marginAccount)?.health ?? Number.POSITIVE_INFINITY,
    target: input.rule.to,
  }));
  for (const { account, usd, stage } of solution.shortfalls) {
    const health = stage === 'survive' ? input.surviveBelow : input.rule.to;
    not.push(`${account} stays short of a health of ${sayNumber(health)}: ${sayNumber(usd)} USD of equity are missing`);
  }
  const binding = whatBinds(problem, solution, solver);
  const rows = rowsOf(done.steps).map((steps, i): RebalanceRow => {
    const marginAccounts = [...new Set(steps.filter(isFor).map(({ marginAccount }) => marginAccount))];
    const isUrgent = marginAccounts.some((id) =>
      input.needs.some((n) => n.marginAccount === id && n.orderClass === 'survive'),
    );
    const told = marginAccounts.flatMap((id) => {
      const account = reached.find(({ marginAccount }) => marginAccount === id);
      const moves = sources.get(id) ?? [];
      return account && moves.length > 0
        ? [`${id} ${sayNumber(account.before)} to ${sayNumber(account.after)}: ${moves.join('; ')}`]
        : [];
    });
    const orderClass = isUrgent ? 'survive' : 'margin';
    return { key: `${input.rule.name} ${i}`, orderClass, marginAccounts, steps, cost: costsOf(steps), says: told };
  });
  rows.sort((a, b) => Number(b.orderClass === 'survive') - Number(a.orderClass === 'survive'));

  const tidied = tidyUp(input, cut === null ? done : null, solution, done.snapshot);
  not.push(...tidied.not);
  return {
    rows: [...rows, ...tidied.rows],
    cost: costsOf([...rows, ...tidied.rows].flatMap(({ steps }) => steps)),
    reached,
    says,
    not,
    alternatives: alternativesOf(input, stated, solution, solver),
    binding,
    solution,
    snapshot: tidied.snapshot,
  };
}

const isFor = ({ kind }: CollateralStep): boolean => kind === 'put' || kind === 'reduce';

const costsOf = (steps: readonly ProjectedStep[]): CostEstimate => sumCosts(steps.map(({ cost }) => cost));

function carry(input: RebalanceInput, stated: StatedProblem, solution: CollateralSolution): CarriedOut {
  return carryOut(input, stated, solution, stepsOf(solution, stated, input.rule.maxSlippage));
}

/** Where a step cannot be done, nothing of its row is: what is taken out for it would lie in the wallet. */
function withoutCut(
  input: RebalanceInput,
  stated: StatedProblem,
  solution: CollateralSolution,
  index: number,
): CarriedOut {
  const planned = stepsOf(solution, stated, input.rule.maxSlippage);
  const whole = rowsOf(planned.map((step, at) => ({ ...step, at }))).filter((row) => row.every(({ at }) => at < index));
  const kept = whole.flat().sort((a, b) => a.at - b.at);
  const moved = kept.map((step) => ({
    ...step,
    needs: (planned[step.at]?.needs ?? []).map((before) => kept.findIndex(({ at }) => at === before)),
  }));
  return carryOut(input, stated, solution, moved);
}

/** Steps that need each other, directly or not, are one row; the rows by their first steps. */
function rowsOf<Step extends CollateralStep>(steps: readonly Step[]): Step[][] {
  const rowOf = steps.map((_, i) => i);
  const rootOf = (i: number): number => (rowOf[i] === i || rowOf[i] === undefined ? i : rootOf(rowOf[i] ?? i));
  for (const [i, { needs }] of steps.entries()) {
    for (const before of needs) {
      const [a, b] = [rootOf(before), rootOf(i)];
      rowOf[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const roots = [...new Set(steps.map((_, i) => rootOf(i)))];
  return roots.map((root) => {
    const members = steps.map((_, i) => i).filter((i) => rootOf(i) === root);
    return members.flatMap((i) => {
      const step = steps[i];
      return step ? [{ ...step, needs: step.needs.map((before) => members.indexOf(before)) }] : [];
    });
  });
}

/** What is done once everybody has what is needed; nothing of it while somebody has not. */
function tidyUp(
  input: RebalanceInput,
  done: CarriedOut | null,
  solution: CollateralSolution,
  snapshot: Snapshot,
): { rows: RebalanceRow[]; not: string[]; snapshot: Snapshot } {
  if (done === null || solution.shortfalls.length > 0 || solution.status === 'failed') {
    return { rows: [], not: [], snapshot };
  }
  const rows: RebalanceRow[] = [];
  let current: Pick<CarriedOut, 'snapshot'> = done;
  const add = (some: readonly Tidying[]): void => {
    for (const { terms, why } of some) {
      const step: CollateralStep = {
        id: `${terms.kind} ${terms.token} ${terms.marginAccount}`,
        kind: terms.kind === 'removeCollateral' ? 'take' : 'put',
        terms,
        marginAccount: terms.marginAccount,
        needs: [],
        gives: null,
        takes: null,
      };
      const on = { ...input, snapshot: current.snapshot };
      const found = carryOut(on, problemOf({ ...on, needs: [] }, new Map()), nothing, [step]);
      if (found.refused !== null) {
        not.push(`${why}; not done: ${found.refused.reason}`);
        continue;
      }
      current = found;
      const { marginAccount } = terms;
      const key = `${input.rule.name} tidy ${rows.length}`;
      rows.push({
        key,
        orderClass: 'cost',
        marginAccounts: [marginAccount],
        steps: found.steps,
        cost: costsOf(found.steps),
        says: [why],
      });
    }
  };
  const { back, not } = putBack(input, done.snapshot, looseLeft(input, done.steps));
  add(back);
  // Told together, so that what goes back is not lent in the same plan: it is not there yet.
  const rest = current.snapshot;
  add(lent(input, rest));
  add(returned(input, rest));
  return { rows, not, snapshot: current.snapshot };
}

const nothing: CollateralSolution = {
  status: 'optimal',
  ways: [],
  swaps: [],
  reductions: [],
  cost: 0,
  gap: 0,
  shortfalls: [],
  keepUsed: [],
  reduced: 0,
};

/** What the plan spends of a token is what lies loose of it, before anything else. */
function looseLeft({ loose }: RebalanceInput, steps: readonly ProjectedStep[]): LooseToken[] {
  const spent = new Map<string, bigint>();
  for (const { takes, gives } of steps) {
    if (takes) spent.set(takes.token, (spent.get(takes.token) ?? 0n) + takes.amount);
    if (gives) spent.set(gives.token, (spent.get(gives.token) ?? 0n) - gives.amount);
  }
  return loose.flatMap((one): LooseToken[] => {
    const used = spent.get(one.token) ?? 0n;
    const taken = used <= 0n ? 0n : used < one.amount ? used : one.amount;
    spent.set(one.token, used - taken);
    const amount: TokenAmount = tokenAmount(one.amount - taken);
    return amount > 0n ? [{ ...one, amount }] : [];
  });
}

/** What doing without the swaps, or without collateral at all, would have come to. */
function alternativesOf(
  input: RebalanceInput,
  { problem, tokens }: StatedProblem,
  solution: CollateralSolution,
  solver: LinearSolver,
): Alternative[] {
  if (solution.status === 'failed' || input.needs.length === 0) return [];
  const found: Alternative[] = [];
  const weigh = (describe: string, other: typeof problem): void => {
    const one = solveCollateral(other, solver);
    const missing = one.shortfalls.reduce((sum, { usd }) => sum + usd, 0);
    const ours = solution.shortfalls.reduce((sum, { usd }) => sum + usd, 0);
    if (one.status === 'failed') return;
    if (missing > ours + 0.005) {
      found.push({ describe, cost: null, not: `leaves accounts ${sayNumber(missing)} USD short` });
    } else if (one.reduced > solution.reduced + 0.005) {
      found.push({ describe, cost: null, not: `reduces positions by ${sayNumber(one.reduced)} USD` });
    } else if (one.cost > solution.cost) {
      found.push({ describe, cost: null, not: `costs ${sayNumber(one.cost - solution.cost)} USD more` });
    }
  };
  if (solution.swaps.length > 0) weigh('without any swap', { ...problem, swaps: [] });
  if (solution.ways.some(({ id }) => problem.ways.some((way) => way.id === id && isOut(way.kind)))) {
    weigh('from the wallet alone', { ...problem, ways: problem.ways.filter(({ kind }) => !isOut(kind)) });
  }
  for (const { symbol } of problem.wallet) {
    const token = tokens.get(symbol);
    const uses = solution.ways.some(({ id }) => problem.ways.some((way) => way.id === id && way.token === symbol));
    if (!token || !uses || problem.wallet.length < 2) continue;
    const kept = `${sayNumber(amountToFloat(token.balance, token.decimals))} ${symbol}`;
    weigh(`without the wallet's ${kept}`, {
      ...problem,
      wallet: problem.wallet.map((one) => (one.symbol === symbol ? { ...one, balance: 0, keep: 0 } : one)),
    });
  }
  return found;
}

const isOut = (kind: string): boolean => kind === 'removeCollateral' || kind === 'borrow';
