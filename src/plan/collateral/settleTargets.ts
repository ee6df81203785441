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
    const reduced = minimise(session, model.costsOf.reduced);
    if (reduced === null) return null;
    session.setRow(model.reducedRow, Number.NEGATIVE_INFINITY, reduced);
    const taken = minimise(session, model.costsOf.keep);
    if (taken === null) return null;
    keep = taken;
    session.setRow(model.reducedRow, Number.NEGATIVE_INFINITY, everything.reduced);
  }
  session.setRow(model.keepRow, Number.NEGATIVE_INFINITY, keep);
  const restored = serve(session, model, demands.slice(endangered.length));
  if (restored === null) return null;
  const reduced = minimise(session, model.costsOf.reduced);
  if (reduced === null) return null;
  session.setRow(model.reducedRow, Number.NEGATIVE_INFINITY, reduced);
  return { short: [...saved, ...restored], keep, reduced };
}

const everything = { keep: Number.POSITIVE_INFINITY, reduced: Number.POSITIVE_INFINITY };

/** Bounds the model by what is settled. */
export function holdTo(session: LinearSession, model: CollateralModel, { short, keep, reduced }: Settled): void {
  const columns = model.demands.map(({ column }) => column);
  session.setColumns(
    columns,
    columns.map(() => 0),
    short,
  );
  session.setRow(model.keepRow, Number.NEGATIVE_INFINITY, keep);
  session.setRow(model.reducedRow, Number.NEGATIVE_INFINITY, reduced);
}

/**
 * Holds each to the least that it can be short of, in their order. How many of the next can be served in full is searched by
 * doubling and halving; the first that cannot gets all that is left to get, and so on behind it.
 */
function serve(session: LinearSession, model: CollateralModel, demands: readonly Demand[]): number[] | null {
  const costs = new Float64Array(model.linear.costs.length);
  const shortOf = (some: readonly Demand[]): number | null => {
    costs.fill(0);
    for (const { column } of some) costs[column] = 1;
    return minimise(session, costs);
  };
  /** How many of them are served in full where each counts a little less than the one before: near to the truth, and one question. */
  const guessed = (some: readonly Demand[]): number | null => {
    costs.fill(0);
    for (const [i, { column }] of some.entries()) costs[column] = 4 ** (-(8 * i) / some.length);
    session.setCosts(costs);
    const { status, values } = session.run();
    if (status !== 'optimal') return null;
    const unserved = some.findIndex(({ column }) => (values[column] ?? 0) > tiny);
    return unserved < 0 ? some.length : unserved;
  };
  const short: number[] = [];
  const hold = (some: readonly Demand[], uppers: readonly number[]): void => {
    session.setColumns(
      some.map(({ column }) => column),
      some.map(() => 0),
      uppers,
    );
    short.push(...uppers);
  };
  while (short.length < demands.length) {
    const rest = demands.slice(short.length);
    const left = shortOf(rest);
    if (left === null) return null;
    if (left === 0) {
      hold(rest, zeros(rest.length));
      break;
    }
    // Nothing is left that any of them could get.
    if (left >= rest.reduce((sum, { need }) => sum + need * (1 - 1e-9) - tiny, 0)) {
      hold(
        rest,
        rest.map(({ need }) => need),
      );
      break;
    }
    const guess = guessed(rest);
    if (guess === null) return null;
    let [served, unserved, step] = [0, rest.length, 1];
    let next = Math.min(Math.max(1, guess), rest.length - 1);
    while (unserved - served > 1) {
      const missing = shortOf(rest.slice(0, next));
      if (missing === null) return null;
      if (missing === 0) served = next;
      else unserved = next;
      // Away from the guess by ever longer steps, until the end lies between two; then by halves.
      const half = Math.floor((served + unserved) / 2);
      if (missing === 0) next = unserved === rest.length ? Math.min(served + step, unserved - 1) : half;
      else next = served === 0 ? Math.max(unserved - step, 1) : half;
      step *= 2;
    }
    hold(rest.slice(0, served), zeros(served));
    // Behind the first that stays short there is seldom one that does not: one by one, until there is.
    while (short.length < demands.length) {
      const next = demands.slice(short.length, short.length + 1);
      // The guess leaves the solver close to where the question ends.
      if (guessed(demands.slice(short.length)) === null) return null;
      const least = shortOf(next);
      if (least === null) return null;
      hold(next, [least]);
      if (least === 0) break;
    }
  }
  return short;
}

const zeros = (length: number): number[] => Array.from({ length }, () => 0);

/** The least that the objective can be, 0 where it is only rounding above it; null without an answer. */
function minimise(session: LinearSession, costs: Float64Array): number | null {
  session.setCosts(costs);
  const { status, objective } = session.run();
  if (status !== 'optimal') return null;
  return objective < tiny ? 0 : objective;
}
