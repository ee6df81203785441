import type { CollateralModel, Demand } from './buildModel.js';
import { isShortForCertain } from './isShortForCertain.js';
import type { LinearSession } from './linear.js';
import { spreadCosts } from './spreadCosts.js';

/**
 * What is decided before costs are: how short each account stays, how much of what is kept survival takes, and how much is reduced.
 * In the units of the model. Whatever obeys these bounds is as good in all that comes before cost.
 */
export interface Settled {
  /** One a demand, in their order. */
  short: readonly number[];
  keep: number;
  reduced: number;
  /** Of each movement, 1 where nothing of it is in any solution that is as good; null where that is not known. */
  idle: Uint8Array | null;
}

/** Scaled: a billionth of the largest need. What is less is rounding. */
export const tiny = 1e-6;

/**
 * In lexical order: dangers by rank, each as far as can be before the next gets anything; as little reduced for them, and then as
 * little taken from what is kept, as does; other targets by rank; as little reduced as does. One objective at a time, what it came to
 * held fast for those after it: penalties that are steep enough for 200 ranks do not fit into a float.
 *
 * @returns null when the solver gave no answer
 */
export function settleTargets(session: LinearSession, model: CollateralModel): Settled | null {
  const { demands, costsOf } = model;
  if (!isShortForCertain(model)) {
    // Mostly there is enough for everybody, and one question tells.
    const nothing: Settled = { short: demands.map(() => 0), keep: 0, reduced: 0, idle: null };
    holdTo(session, model, nothing);
    // With the costs that come next, so that what is found is already close to what is sought.
    session.setCosts(spreadCosts(model));
    if (session.run().status === 'optimal') return nothing;
  }
  holdTo(session, model, { short: demands.map(({ need }) => need), ...everything });
  const idle = new Uint8Array(model.moves.length);
  const dangers = demands.filter(({ stage }) => stage === 'survive').length;
  // Where nothing is kept or reduced, those in danger and the others are one row.
  const isOneRow = costsOf.keep === null && costsOf.reduced === null;
  const short: number[] = [];
  if (!serve(session, model, isOneRow ? demands.length : dangers, short, idle)) return null;
  if (isOneRow) return { short, keep: 0, reduced: 0, idle };
  let keep = 0;
  if (dangers > 0) {
    const reduced = leastOf(session, costsOf.reduced);
    if (reduced === null) return null;
    session.setRow(model.reducedRow, Number.NEGATIVE_INFINITY, reduced);
    const taken = leastOf(session, costsOf.keep);
    if (taken === null) return null;
    keep = taken;
    session.setRow(model.reducedRow, Number.NEGATIVE_INFINITY, everything.reduced);
  }
  session.setRow(model.keepRow, Number.NEGATIVE_INFINITY, keep);
  if (!serve(session, model, demands.length, short, idle)) return null;
  const reduced = leastOf(session, costsOf.reduced);
  if (reduced === null) return null;
  session.setRow(model.reducedRow, Number.NEGATIVE_INFINITY, reduced);
  return { short, keep, reduced, idle };
}

/**
 * What moves in no solution that is as good as the one just found: at its bound each unit of it would make the objective worse by its
 * reduced cost, and that is held. Only where it is plain, far from rounding.
 */
function markIdle(idle: Uint8Array, moves: CollateralModel['moves'], duals: Float64Array): void {
  if (duals.length === 0) return;
  for (const [at, { first, end }] of moves.entries()) {
    let least = Number.POSITIVE_INFINITY;
    for (let i = first; i < end; i++) least = Math.min(least, duals[i] ?? 0);
    if (least > plain) idle[at] = 1;
  }
}

const plain = 1e-2;

/** Scaled: what a guess may be off by and still be taken for the truth, well within what the solver lets a bound be missed by. */
const exact = 1e-9;

const everything = { keep: Number.POSITIVE_INFINITY, reduced: Number.POSITIVE_INFINITY };

/** Bounds the model by what is settled. */
export function holdTo(
  session: LinearSession,
  model: CollateralModel,
  { short, keep, reduced }: Omit<Settled, 'idle'>,
): void {
  session.setRange(model.moved, new Float64Array(short.length), Float64Array.from(short));
  session.setRow(model.keepRow, Number.NEGATIVE_INFINITY, keep);
  session.setRow(model.reducedRow, Number.NEGATIVE_INFINITY, reduced);
}

/**
 * Holds each to the least that it can be short of, in their order, by few questions.
 *
 * A guess at all of them, where each counts a little less than the one before, mostly has it right. Those at its head that it serves
 * in full can be served in full: it is there to see. Those that it gives nothing get nothing if the most that they could get together
 * is nothing; of others that is asked for ever fewer. Whoever else comes next is asked about alone, and the rest is guessed anew only
 * where the answer is not what was guessed.
 */
function serve(
  session: LinearSession,
  { demands, linear, moves }: CollateralModel,
  end: number,
  short: number[],
  idle: Uint8Array,
): boolean {
  const costs = new Float64Array(linear.costs.length);
  const upTo = (count: number) => demands.slice(short.length, short.length + count);
  /** How much `count` of those who are next are short of together at least. */
  const shortOf = (count: number): { least: number; duals: Float64Array } | null => {
    costs.fill(0);
    for (const { column } of upTo(count)) costs[column] = 1;
    session.setCosts(costs);
    const { status, objective, columnDuals } = session.run();
    return status === 'optimal' ? { least: objective < tiny ? 0 : objective, duals: columnDuals } : null;
  };
  const guessed = (): Float64Array | null => {
    costs.fill(0);
    const rest = demands.slice(short.length, end);
    for (const [i, { column }] of rest.entries()) costs[column] = 4 ** (-(8 * i) / rest.length);
    session.setCosts(costs);
    const { status, values } = session.run();
    return status === 'optimal' ? values : null;
  };
  const hold = (uppers: readonly number[]): void => {
    const [next] = upTo(1);
    session.setRange(next?.column ?? 0, new Float64Array(uppers.length), Float64Array.from(uppers));
    short.push(...uppers);
  };
  /** What it is short of when it is given nothing more than another target has given its account. */
  const mostOf = ({ need, after }: Demand): number => {
    const other = after === null ? 0 : (demands[after]?.need ?? 0);
    // Where the other is asked about in the same breath, it is given nothing either.
    return after === null ? need : Math.max(0, need - (other - (short[after] ?? other)));
  };
  let guess: Float64Array | null = null;
  const countOf = (is: (short: number, most: number) => boolean): number => {
    const rest = demands.slice(short.length, end);
    const other = rest.findIndex((demand) => !is(guess?.[demand.column] ?? 0, mostOf(demand)));
    return other < 0 ? rest.length : other;
  };
  while (short.length < end) {
    guess ??= guessed();
    if (guess === null) return false;
    const served = countOf((missing) => missing <= exact);
    if (served > 0) {
      hold(Array.from({ length: served }, () => 0));
      continue;
    }
    let unserved = countOf(isUnserved);
    while (unserved > 1) {
      const most = upTo(unserved).map(mostOf);
      const sum = most.reduce((total, one) => total + one, 0);
      const left = shortOf(unserved);
      if (left === null) return false;
      if (isUnserved(left.least, sum)) {
        hold(most);
        markIdle(idle, moves, left.duals);
        break;
      }
      // One of them gets something: the guess was wrong.
      guess = null;
      unserved = Math.floor(unserved / 2);
    }
    if (unserved > 1) continue;
    const [next] = upTo(1);
    const alone = shortOf(1);
    if (alone === null || next === undefined) return false;
    const { least, duals } = alone;
    if (least > 0) markIdle(idle, moves, duals);
    if (guess !== null && Math.abs(least - (guess[next.column] ?? 0)) > exact) guess = null;
    hold([least]);
  }
  return true;
}

/** Nothing of it is given, but for rounding. */
const isUnserved = (short: number, most: number): boolean => short >= most * (1 - 1e-9) - tiny;

/** As `minimise`; of what nothing counts for there is none. */
const leastOf = (session: LinearSession, costs: Float64Array | null): number | null =>
  costs === null ? 0 : minimise(session, costs);

/** The least that the objective can be, 0 where it is only rounding above it; null without an answer. */
function minimise(session: LinearSession, costs: Float64Array): number | null {
  session.setCosts(costs);
  const { status, objective } = session.run();
  if (status !== 'optimal') return null;
  return objective < tiny ? 0 : objective;
}
