import { sayNumber } from '../../assess/sayNumber.js';
import { notionalOf } from '../../guard/notional.js';
import type { CostEstimate } from '../../model/cost.js';
import type { MarginAccount, MarginAccountId } from '../../model/marginAccount.js';
import { isPaidIn, movesCollateral, type OrderTerms, type TradeTerms } from '../../model/order.js';
import { positionsOf, type Snapshot } from '../../model/snapshot.js';
import {
  amountFromFloat,
  divide,
  fromFloat,
  smallest,
  toFloat,
  tokenAmount,
  unixSeconds,
  wad,
} from '../../model/units.js';
import { VenueRefusal } from '../../venues/venue.js';
import { costOf } from '../cost/costOf.js';
import { project } from '../project.js';
import { reducing } from '../reducing.js';
import type { CollateralSolution } from './problem.js';
import { type RebalanceInput, readingOf, type StatedProblem } from './problemOf.js';
import type { CollateralStep } from './stepsOf.js';
import { tokensOf } from './tokensOf.js';

/** A step as its venue would take it, with what it is expected to cost there. */
export interface ProjectedStep extends CollateralStep {
  cost: CostEstimate;
  /** USD. */
  notional: number;
}

export interface CarriedOut {
  steps: ProjectedStep[];
  /** Once all of them are done. */
  snapshot: Snapshot;
  /** The first that could not be done: why, and how much of it might; null when all can. */
  refused: { index: number; id: string; reason: string; cap: number } | null;
}

/** What an account may lie below its floor or target by, as a share: rounding to base units and in the protocol. */
export const roundings = 1e-6;
/** How often what is put in is made a little more, until the protocol's own arithmetic says that the target is met. */
const refinements = 4;

/**
 * The steps one after the other, each on what the one before leaves, by the venues' own arithmetic. What is put in last into an
 * account that is to reach its target is made to reach it; what is reduced is asked of the venue then, when all collateral is in.
 */
export function carryOut(
  input: RebalanceInput,
  stated: StatedProblem,
  solution: CollateralSolution,
  planned: readonly CollateralStep[],
): CarriedOut {
  const { rule, venues } = input;
  const short = new Set(solution.shortfalls.map(({ account }) => account));
  const lastPut = new Map(
    planned.flatMap((step, i) => (step.kind === 'put' ? [[step.marginAccount, i] as const] : [])),
  );
  const reduces = new Set(planned.flatMap(({ kind, marginAccount }) => (kind === 'reduce' ? [marginAccount] : [])));
  const steps: ProjectedStep[] = [];
  let current = input.snapshot;
  for (const [index, step] of planned.entries()) {
    const { marginAccount } = step;
    const isLast = lastPut.get(marginAccount) === index && !short.has(marginAccount) && !reduces.has(marginAccount);
    const found =
      step.kind === 'reduce'
        ? attempt(input, current, reducedStep(input, stated, solution, current, step))
        : isLast
          ? attemptToReach(input, stated, current, step)
          : attempt(input, current, step);
    if ('reason' in found) {
      return { steps, snapshot: current, refused: { index, id: step.id, reason: found.reason, cap: 0 } };
    }
    const slipped = step.kind === 'take' ? belowFloor(found.after, stated, marginAccount) : null;
    if (slipped !== null) {
      const moved = solution.ways.find(({ id }) => id === step.id)?.amount ?? 0;
      const reason = `${marginAccount} would be left at a health of ${sayNumber(slipped.health)}`;
      return {
        steps,
        snapshot: current,
        refused: { index, id: step.id, reason, cap: Math.max(0, moved - slipped.tooMuch(step.id)) },
      };
    }
    steps.push(found.step);
    current = found.after;
  }
  return { steps, snapshot: current, refused: null };

  function belowFloor(after: Snapshot, { problem }: StatedProblem, id: MarginAccountId) {
    const account = accountOf(after, id);
    const floor = problem.accounts.find((one) => one.id === id)?.floor ?? rule.to;
    if (!account || account.health >= floor * (1 - roundings)) return null;
    const missing = floor * toFloat(account.maintenance) - toFloat(account.equity);
    return {
      health: account.health,
      /** Whole tokens that were moved too much, and a hundredth more. */
      tooMuch: (wayId: string): number => {
        const way = problem.ways.find((one) => one.id === wayId);
        const each = way ? floor * way.maintenance - way.equity : 0;
        return each > 0 ? (missing / each) * 1.01 : Number.POSITIVE_INFINITY;
      },
    };
  }

  function attempt(
    { snapshot: asItIs, prices }: RebalanceInput,
    before: Snapshot,
    step: CollateralStep | null,
  ): { step: ProjectedStep; after: Snapshot } | { reason: string } {
    if (step === null) return { reason: 'nothing is left to reduce' };
    const venue = venues.get(step.terms.venue);
    const reading = readingOf(before, step.terms.venue);
    if (!venue || !reading) return { reason: `${step.terms.venue} was not read at this block` };
    try {
      const after = project(before, venues, step.terms);
      venue.prepare(reading, step.terms, unixSeconds(asItIs.block.timestamp + 120));
      const cost = costOf({ venue, reading, terms: step.terms, prices, hold: rule.hold });
      return { step: { ...step, cost, notional: notionalOf(before, step.terms) }, after };
    } catch (error) {
      if (error instanceof VenueRefusal) return { reason: error.shortMessage };
      throw error;
    }
  }

  function attemptToReach(given: RebalanceInput, { problem }: StatedProblem, before: Snapshot, step: CollateralStep) {
    let tried = attempt(given, before, step);
    const target = problem.accounts.find(({ id }) => id === step.marginAccount)?.target ?? 0;
    const way = problem.ways.find(({ id }) => id === step.id);
    for (let i = 0; i < refinements && way && !('reason' in tried); i++) {
      const account = accountOf(tried.after, step.marginAccount);
      const { terms } = tried.step;
      if (!account || account.health >= target || !movesCollateral(terms) || !isPaidIn(terms)) break;
      const missing = target * toFloat(account.maintenance) - toFloat(account.equity);
      const each = way.equity - target * way.maintenance;
      const held = tokensOf(before, venues).get(terms.token)?.balance ?? tokenAmount(0n);
      const more = tokenAmount(amountFromFloat(Math.max(0, missing / each), terms.decimals, 'up') + 1n);
      const amount = smallest(tokenAmount(terms.amount + more), held);
      if (amount <= terms.amount) break;
      const again = attempt(given, before, withAmount(step, { ...terms, amount }));
      if ('reason' in again) break;
      tried = again;
    }
    return tried;
  }
}

const withAmount = (step: CollateralStep, terms: Extract<OrderTerms, { token: string }>): CollateralStep => ({
  ...step,
  terms,
  takes: { token: terms.token, amount: terms.amount },
});

export const accountOf = (snapshot: Snapshot, id: MarginAccountId): MarginAccount | undefined =>
  snapshot.readings.flatMap(({ marginAccounts }) => marginAccounts).find((account) => account.id === id);

/** The reduction that is still needed; where the venue names none, the share of the whole one that the plan has. */
function reducedStep(
  { rule, venues, surviveBelow }: RebalanceInput,
  { problem, reductions }: StatedProblem,
  solution: CollateralSolution,
  current: Snapshot,
  step: CollateralStep,
): CollateralStep | null {
  const account = accountOf(current, step.marginAccount);
  const venue = account ? venues.get(account.venue) : undefined;
  const reading = account ? readingOf(current, account.venue) : undefined;
  const whole = reductions.get(step.id);
  if (!account || !venue || !reading || !whole) return null;
  const stated = problem.accounts.find(({ id }) => id === account.id);
  const isShort = solution.shortfalls.some((one) => one.account === account.id && one.stage === 'margin');
  const target = isShort && stated?.survive !== null ? surviveBelow : rule.to;
  const exact = isShort ? null : venue.reductionFor(reading, account, target, rule.maxSlippage);
  const terms = reducing(exact ?? shareOf(whole, problem, solution, step.id), positionsOf(current));
  return terms === null || terms.quantity <= 0n ? null : { ...step, terms };
}

function shareOf(
  whole: TradeTerms,
  problem: StatedProblem['problem'],
  solution: CollateralSolution,
  id: string,
): TradeTerms {
  const most = problem.reductions.find((one) => one.id === id)?.most ?? 0;
  const notional = solution.reductions.find((one) => one.id === id)?.notional ?? 0;
  const share = most > 0 ? Math.min(1, notional / most) : 0;
  return { ...whole, quantity: wad(divide(whole.quantity * fromFloat(share, 'up'), 10n ** 18n, 'up')) };
}
