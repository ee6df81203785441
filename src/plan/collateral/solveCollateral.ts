import { buildModel, type CollateralModel } from './buildModel.js';
import { type Choice, type Chosen, chooseMoves, isNearly, movedBy, onlyWith } from './chooseMoves.js';
import type { LinearSession, LinearSolver } from './linear.js';
import type { CollateralProblem, CollateralSolution } from './problem.js';
import { holdTo, type Settled, settleTargets, tiny } from './settleTargets.js';

/** With more movements than this that have a fixed cost or a least size, whole numbers take longer than a plan can wait. */
const mostSwitches = 24;

/**
 * Which collateral is moved where, so that every margin account reaches its target at the least cost.
 *
 * First come the targets (`settleTargets`), then the cost. What may be done is linear but for fixed costs and least sizes: a
 * relaxation bounds the cost from below, a repair of it gives a choice, and where the two differ and the problem is small the
 * mixed-integer programme is solved; where it is not, the difference is stated.
 *
 * @throws RangeError when the problem names what it does not have, or a token has no price
 */
export function solveCollateral(problem: CollateralProblem, solver: LinearSolver): CollateralSolution {
  const model = buildModel(problem, false);
  if (model.demands.length === 0) return told(problem, model, nothingSettled, emptyChoice(model), 0, 'optimal');

  // A least size can leave an account short that could be served without: then even the targets are in whole numbers.
  const hasLeast = model.moves.some(({ least, upper }) => upper > 0 && least > 0);
  const wholly = isSmall(model) && hasLeast ? solveWholly(problem, solver, null) : null;
  const first = solver.within(model.linear, (session) => {
    const settled = wholly?.settled ?? settleTargets(session, model);
    if (settled === null) return null;
    // What is left to choose from is so much less that it is quicker stated anew.
    if (idleIn(settled) > model.moves.length / 2) return { settled, chosen: null };
    holdTo(session, model, settled);
    return { settled, chosen: chooseMoves(session, model) };
  });
  if (first === null) return failed(problem, model);
  const { settled, chosen } = first;
  if (chosen !== null) return cheapestOf(problem, solver, model, settled, chosen, wholly);
  const idle = new Set(model.moves.flatMap(({ id }, i) => (settled.idle?.[i] === 1 ? [id] : [])));
  const narrow = without(problem, idle);
  const narrowModel = buildModel(narrow, false);
  const again = solver.within(narrowModel.linear, (session) => {
    holdTo(session, narrowModel, settled);
    return chooseMoves(session, narrowModel);
  });
  return cheapestOf(narrow, solver, narrowModel, settled, again, null);
}

/** @param chosen - Of the relaxation. @param wholly - In whole numbers, where that is known already. */
function cheapestOf(
  problem: CollateralProblem,
  solver: LinearSolver,
  model: CollateralModel,
  settled: Settled,
  chosen: Chosen,
  wholly: Wholly | null,
): CollateralSolution {
  let { best, bound } = chosen;
  let isProven = best !== null && isNearly(best.cost, bound);
  if (isSmall(model) && !isProven) {
    const found = wholly ?? solveWholly(problem, solver, settled);
    if (found !== null) {
      bound = Math.max(bound, found.bound);
      const again = solver.within(model.linear, (session) => {
        holdTo(session, model, settled);
        return onlyWith(session, model, found.used);
      });
      if (again !== null && (best === null || again.cost < best.cost)) best = again;
      isProven = best !== null && (found.isProven || isNearly(best.cost, bound));
    }
  }
  if (best === null) {
    // Too many for whole numbers, and least sizes that not all can have: those that would be too small are left out.
    return chosen.small.size === 0 ? failed(problem, model) : solveCollateral(without(problem, chosen.small), solver);
  }
  return told(
    problem,
    model,
    settled,
    best,
    isProven ? 0 : Math.max(0, best.cost - bound),
    isProven ? 'optimal' : 'within',
  );
}

/** Whether whole numbers take no longer than a plan can wait, where there are any. */
function isSmall({ moves }: CollateralModel): boolean {
  const switches = moves.filter(({ fixed, least, upper }) => upper > 0 && (fixed > 0 || least > 0)).length;
  return switches > 0 && switches <= mostSwitches;
}

const idleIn = ({ idle }: Settled): number => idle?.reduce((sum, is) => sum + is, 0) ?? 0;

function without(problem: CollateralProblem, ids: ReadonlySet<string>): CollateralProblem {
  const others = <Movement extends { id: string }>(all: readonly Movement[]) => all.filter(({ id }) => !ids.has(id));
  return {
    ...problem,
    ways: others(problem.ways),
    swaps: others(problem.swaps),
    reductions: others(problem.reductions),
  };
}

interface Wholly {
  settled: Settled;
  used: Uint8Array;
  bound: number;
  isProven: boolean;
}

/** @param settled - What is decided already; null: nothing is. */
function solveWholly(problem: CollateralProblem, solver: LinearSolver, settled: Settled | null): Wholly | null {
  const model = buildModel(problem, true);
  return solver.within(model.linear, (session) => {
    const held = settled ?? settleTargets(session, model);
    if (held === null) return null;
    return cheapest(session, model, held);
  });
}

function cheapest(session: LinearSession, model: CollateralModel, settled: Settled): Wholly | null {
  holdTo(session, model, settled);
  const costs = new Float64Array(model.linear.costs.length);
  costs.set(model.slopes);
  for (const { on, fixed } of model.moves) if (on !== null) costs[on] = fixed;
  session.setCosts(costs);
  const { status, values, bound } = session.run();
  if (values.length === 0) return null;
  const used = Uint8Array.from(model.moves, ({ on }) => (on === null || (values[on] ?? 0) > 0.5 ? 1 : 0));
  return { settled, used, bound, isProven: status === 'optimal' };
}

const nothingSettled: Settled = { short: [], keep: 0, reduced: 0, idle: null };

const emptyChoice = ({ linear }: CollateralModel): Choice => ({
  values: new Float64Array(linear.costs.length),
  cost: 0,
});

/** Nobody can be helped by a solver that does not answer: every account stays as short as it is. */
function failed(problem: CollateralProblem, model: CollateralModel): CollateralSolution {
  const settled = { short: model.demands.map(({ need }) => need), keep: 0, reduced: 0, idle: null };
  return told(problem, model, settled, emptyChoice(model), 0, 'failed');
}

function told(
  problem: CollateralProblem,
  model: CollateralModel,
  settled: Settled,
  { values, cost }: Choice,
  gap: number,
  status: CollateralSolution['status'],
): CollateralSolution {
  const { scale, costScale, moves, demands, keeps } = model;
  const prices = new Map(problem.wallet.map(({ symbol, price }) => [symbol, price]));
  const done = moves
    .map((move) => ({ move, usd: movedBy(move, values) * scale }))
    .filter(({ usd }) => usd > tiny * scale);
  const ways = done.flatMap(({ move, usd }) => {
    const way = move.kind === 'way' ? problem.ways[move.index] : undefined;
    return way ? [{ id: way.id, amount: Math.min(way.most, usd / (prices.get(way.token) ?? Number.NaN)) }] : [];
  });
  const swaps = done.flatMap(({ move, usd }) => {
    const swap = move.kind === 'swap' ? problem.swaps[move.index] : undefined;
    if (!swap) return [];
    const [from, to] = [prices.get(swap.from) ?? Number.NaN, prices.get(swap.to) ?? Number.NaN];
    // Along the straight lines of the problem, which are at or above what the model counted on.
    let out = 0;
    for (let i = move.first; i < move.end; i++) out += (values[i] ?? 0) * (model.gives[i] ?? 0);
    return [{ id: swap.id, in: usd / from, out: (out * scale) / to }];
  });
  const reductions = done.flatMap(({ move, usd }) =>
    move.kind === 'reduction' ? [{ id: move.id, notional: usd }] : [],
  );
  return {
    status,
    ways,
    swaps,
    reductions,
    cost: (cost * scale) / costScale,
    gap: (gap * scale) / costScale,
    shortfalls: demands.flatMap(({ account, stage }, i) => {
      const usd = (settled.short[i] ?? 0) * scale;
      return usd > 0 ? [{ account: problem.accounts[account]?.id ?? '', stage, usd }] : [];
    }),
    keepUsed: keeps.flatMap(({ symbol, column, price }) => {
      const amount = ((values[column] ?? 0) * scale) / price;
      return amount > (tiny * scale) / price ? [{ symbol, amount }] : [];
    }),
    reduced: reductions.reduce((sum, { notional }) => sum + notional, 0),
  };
}
