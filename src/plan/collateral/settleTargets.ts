import type { CollateralModel, Demand } from './buildModel.js';
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
  const { demands } = model;
  const nothing: Settled = { short: demands.map(() => 0), keep: 0, reduced: 0 };
  // Mostly there is enough for everybody, and one question tells.
  holdTo(session, model, nothing);
  // With the costs that come next, so that what is found is already close to what is sought.
  session.setCosts(spreadCosts(model));
  if (session.run().status === 'optimal') return nothing;

  holdTo(session, model, { short: demands.map(({ need }) => need), ...everything });
  const endangered = demands.filter(({ stage }) => stage === 'survive');
  const saved = serve(session, model, endangered);
  if (saved === null) return null;
  let keep = 0;
  if (endangered.length > 0) {
    const reduced = leastOf(session, model.costsOf.reduced);
    if (reduced === null) return null;
    session.setRow(model.reducedRow, Number.NEGATIVE_INFINITY, reduced);
    const taken = leastOf(session, model.costsOf.keep);
    if (taken === null) return null;
    keep = taken;
    session.setRow(model.reducedRow, Number.NEGATIVE_INFINITY, everything.reduced);
  }
  session.setRow(model.keepRow, Number.NEGATIVE_INFINITY, keep);
  const restored = serve(session, model, demands.slice(endangered.length));
  if (restored === null) return null;
  const reduced = leastOf(session, model.costsOf.reduced);
  if (reduced === null) return null;
  session.setRow(model.reducedRow, Number.NEGATIVE_INFINITY, reduced);
  return { short: [...saved, ...restored], keep, reduced };
}

/** Scaled: what a guess may be off by and still be taken for the truth, well within what the solver lets a bound be missed by. */
const exact = 1e-9;

const everything = { keep: Number.POSITIVE_INFINITY, reduced: Number.POSITIVE_INFINITY };

/** Bounds the model by what is settled. */
export function holdTo(session: LinearSession, model: CollateralModel, { short, keep, reduced }: Settled): void {
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
function serve(session: LinearSession, model: CollateralModel, demands: readonly Demand[]): number[] | null {
  const costs = new Float64Array(model.linear.costs.length);
  const short: number[] = [];
  /** How much `count` of those who are next are short of together at least. */
  const shortOf = (count: number): number | null => {
    costs.fill(0);
    for (const { column } of demands.slice(short.length, short.length + count)) costs[column] = 1;
    return minimise(session, costs);
  };
  const guessed = (): Float64Array | null => {
    costs.fill(0);
    const rest = demands.slice(short.length);
    for (const [i, { column }] of rest.entries()) costs[column] = 4 ** (-(8 * i) / rest.length);
    session.setCosts(costs);
    const { status, values } = session.run();
    return status === 'optimal' ? values : null;
  };
  const hold = (uppers: readonly number[]): void => {
    const [next] = demands.slice(short.length);
    session.setRange(next?.column ?? 0, new Float64Array(uppers.length), Float64Array.from(uppers));
    short.push(...uppers);
  };
  let guess: Float64Array | null = null;
  const run = (is: (short: number, need: number) => boolean): number => {
    let count = 0;
    for (const { column, need } of demands.slice(short.length)) {
      if (!is(guess?.[column] ?? 0, need)) break;
      count++;
    }
    return count;
  };
  while (short.length < demands.length) {
    guess ??= guessed();
    if (guess === null) return null;
    const served = run((missing) => missing <= exact);
    if (served > 0) {
      hold(Array.from({ length: served }, () => 0));
      continue;
    }
    let unserved = run(isUnserved);
    while (unserved > 1) {
      const needs = demands.slice(short.length, short.length + unserved).map(({ need }) => need);
      const left = shortOf(unserved);
      if (left === null) return null;
      if (
        isUnserved(
          left,
          needs.reduce((sum, need) => sum + need, 0),
        )
      ) {
        hold(needs);
        break;
      }
      // One of them gets something: the guess was wrong.
      guess = null;
      unserved = Math.floor(unserved / 2);
    }
    if (unserved > 1) continue;
    const next = demands[short.length];
    const least = shortOf(1);
    if (least === null || next === undefined) return null;
    if (guess !== null && Math.abs(least - (guess[next.column] ?? 0)) > exact) guess = null;
    hold([least]);
  }
  return short;
}

/** Nothing of it is given, but for rounding. */
const isUnserved = (short: number, need: number): boolean => short >= need * (1 - 1e-9) - tiny;

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
