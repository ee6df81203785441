import type { CollateralModel, Move } from './buildModel.js';
import type { LinearSession } from './linear.js';
import { tiny } from './settleTargets.js';
import { overTheMost, spreadCosts } from './spreadCosts.js';

/** Values of all columns, and what they cost with what is fixed, in units of the model. */
export interface Choice {
  values: Float64Array;
  cost: number;
}

export interface Chosen {
  best: Choice | null;
  /** No choice costs less. */
  bound: number;
  /** Movements that would be smaller than their least size. */
  small: ReadonlySet<string>;
}

/** How often the fixed costs are spread anew over what is moved. */
const spreadings = 4;
/** Where there are more movements than this, once does: a plan cannot wait. */
const many = 1_000;
/** What is used is taken away one by one, to see whether it costs less without; the larger the model, the less often. */
const trialsOf = ({ moved }: CollateralModel): number => (moved > many ? 0 : Math.floor(6_000 / Math.max(moved, 100)));

/**
 * A cheap choice of what is done at all, without whole numbers: fixed costs are spread over what each movement moves, solved, and
 * spread anew (dynamic slope scaling, Kim and Pardalos 1999); then what is used is taken away one by one where that costs less, with
 * whatever else takes its place. The first spreading, over the most that each can move, is a bound that nothing can be cheaper than.
 *
 * @returns null when the solver gave no answer, or least sizes leave nothing that it could find
 */
export function chooseMoves(session: LinearSession, model: CollateralModel): Chosen {
  const { moves } = model;
  const small = new Set<string>();
  const fixedOver = overTheMost(model);
  const costs = new Float64Array(model.linear.costs.length);
  let best: Choice | null = null;
  let bound = Number.NEGATIVE_INFINITY;
  const tried = new Set<string>();
  for (let round = 0; round <= (moves.length > many ? 1 : spreadings); round++) {
    session.setCosts(spreadCosts(model, fixedOver, costs));
    const relaxed = session.run();
    if (relaxed.status !== 'optimal') return { best, bound, small };
    if (round === 0) bound = relaxed.objective;
    const used = usedBy(model, relaxed.values);
    for (const move of moves) {
      const moved = movedBy(move, relaxed.values);
      if (moved > tiny && moved < move.least) small.add(move.id);
    }
    const key = used.join('');
    if (!tried.has(key)) {
      tried.add(key);
      const choice = onlyWith(session, model, used);
      if (choice !== null && (best === null || choice.cost < best.cost)) best = choice;
    }
    if (best !== null && isNearly(best.cost, bound)) return { best, bound, small };
    let isChanged = false;
    for (const [i, move] of moves.entries()) {
      const moved = movedBy(move, relaxed.values);
      if (move.fixed === 0 || moved <= tiny) continue;
      const slope = move.fixed / moved;
      isChanged ||= slope !== fixedOver[i];
      fixedOver[i] = slope;
    }
    if (!isChanged) break;
  }
  return { best: best === null ? null : withoutIdle(session, model, best), bound, small };
}

/** Costs that differ by less than a part in a million, or by nothing that can be told. */
export const isNearly = (cost: number, bound: number): boolean => cost - bound <= 1e-7 * Math.max(Math.abs(cost), 1e-3);

/** The cheapest in which nothing is done but what is `used`, and that at its least size or more; null when there is none. */
export const onlyWith = (session: LinearSession, model: CollateralModel, used: Uint8Array): Choice | null =>
  cheapestWith(session, model, used, spreadCosts(model, null));

function cheapestWith(
  session: LinearSession,
  model: CollateralModel,
  used: Uint8Array,
  costs: Float64Array,
): Choice | null {
  boundMoves(session, model, used);
  session.setCosts(costs);
  const { status, values } = session.run();
  boundMoves(session, model, null);
  return status === 'optimal' ? { values, cost: costOf(model, values) } : null;
}

/** What is fixed counts for whatever moves at all. */
function costOf({ moves, moved, slopes }: CollateralModel, values: Float64Array): number {
  let cost = 0;
  for (let i = 0; i < moved; i++) cost += (slopes[i] ?? 0) * (values[i] ?? 0);
  for (const move of moves) if (move.fixed > 0 && movedBy(move, values) > tiny) cost += move.fixed;
  return cost;
}

export function movedBy({ first, end }: Move, values: Float64Array): number {
  let sum = 0;
  for (let i = first; i < end; i++) sum += values[i] ?? 0;
  return sum;
}

/** What moves, and what costs nothing to leave free. */
const usedBy = ({ moves }: CollateralModel, values: Float64Array): Uint8Array =>
  Uint8Array.from(moves, (move) => ((move.fixed === 0 && move.least === 0) || movedBy(move, values) > tiny ? 1 : 0));

/**
 * Each that is used is barred in turn: what is paid for already costs nothing more, all else what it costs over the most that it can
 * move. Until nothing is found that is better, or it has been tried often enough.
 */
function withoutIdle(session: LinearSession, model: CollateralModel, first: Choice): Choice {
  const { moves } = model;
  const hasLeast = moves.some(({ least, upper }) => upper > 0 && least > 0);
  const spread = overTheMost(model);
  const costs = new Float64Array(model.linear.costs.length);
  const all = new Uint8Array(moves.length).fill(1);
  const dearest = moves
    .map(({ fixed }, i) => ({ i, fixed }))
    .filter(({ fixed }) => fixed > 0)
    .sort((a, b) => b.fixed - a.fixed || a.i - b.i);
  let best = first;
  let used = usedBy(model, best.values);
  let left = trialsOf(model);
  for (let isBetter = true; isBetter; ) {
    isBetter = false;
    for (const { i } of dearest) {
      if (!used[i]) continue;
      if (left-- <= 0) return best;
      used[i] = 0;
      all[i] = 0;
      const found = hasLeast
        ? onlyWith(session, model, used)
        : cheapestWith(
            session,
            model,
            all,
            spreadCosts(
              model,
              spread.map((over, at) => (used[at] ? 0 : over)),
              costs,
            ),
          );
      all[i] = 1;
      used[i] = 1;
      if (found === null || found.cost >= best.cost || isNearly(best.cost, found.cost)) continue;
      best = found;
      used = usedBy(model, best.values);
      isBetter = true;
    }
  }
  return best;
}

/** Where `used` is null, all movements are free, and none has to be. */
function boundMoves(session: LinearSession, { moves, moved, linear }: CollateralModel, used: Uint8Array | null): void {
  const lower = new Float64Array(moved);
  const upper = linear.upper.slice(0, moved);
  if (used !== null) {
    for (const [at, move] of moves.entries()) {
      if (used[at] === 0) {
        upper.fill(0, move.first, move.end);
        continue;
      }
      let least = Math.min(move.least, move.upper);
      // The pieces of a swap are taken in order, since each is dearer than the one before.
      for (let i = move.first; i < move.end && least > 0; i++) {
        lower[i] = Math.min(least, upper[i] ?? 0);
        least -= lower[i] ?? 0;
      }
    }
  }
  session.setRange(0, lower, upper);
}
