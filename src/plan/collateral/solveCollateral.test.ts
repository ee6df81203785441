import { beforeAll, describe, expect, test } from 'vitest';
import { createSolver } from './createSolver.js';
import type { LinearSolver } from './linear.js';
import type { CollateralProblem } from './problem.js';
import { solveCollateral } from './solveCollateral.js';
import { amountsOf, bruteForce, judge } from './testing/bruteForce.js';
import { randomProblem } from './testing/randomProblem.js';

let solver: LinearSolver;
beforeAll(async () => {
  solver = await createSolver();
});

/** USD; the problems are of thousands. */
const tolerance = 1e-5;

/** Everything that is USD or tokens so many times larger; what is a share or a price stays. */
function scaled(problem: CollateralProblem, by: number): CollateralProblem {
  const movement = <One extends { fixed: number; least: number }>(one: One): One => ({
    ...one,
    fixed: one.fixed * by,
    least: one.least * by,
  });
  return {
    accounts: problem.accounts.map((one) => ({ ...one, equity: one.equity * by, maintenance: one.maintenance * by })),
    wallet: problem.wallet.map((one) => ({ ...one, balance: one.balance * by, keep: one.keep * by })),
    ways: problem.ways.map((one) => ({ ...movement(one), most: one.most * by })),
    swaps: problem.swaps.map((one) => ({
      ...movement(one),
      points: one.points.map((point) => ({ in: point.in * by, out: point.out * by })),
    })),
    reductions: problem.reductions.map((one) => ({ ...movement(one), most: one.most * by })),
  };
}

test('invariant: a book that is larger by a power of two is planned to the same digits', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const problem = randomProblem(seed);
    const one = solveCollateral(problem, solver);
    for (const by of [2 ** -12, 2 ** 17]) {
      const many = solveCollateral(scaled(problem, by), solver);
      expect({ ...many, cost: many.cost / by, gap: many.gap / by, reduced: many.reduced / by }).toEqual({
        ...one,
        ways: one.ways.map(({ id, amount }) => ({ id, amount: amount * by })),
        swaps: one.swaps.map((swap) => ({ ...swap, in: swap.in * by, out: swap.out * by })),
        reductions: one.reductions.map(({ id, notional }) => ({ id, notional: notional * by })),
        shortfalls: one.shortfalls.map((short) => ({ ...short, usd: short.usd * by })),
        keepUsed: one.keepUsed.map(({ symbol, amount }) => ({ symbol, amount: amount * by })),
      });
    }
  }
});

describe('against every corner', () => {
  test('invariant: 1,000 small problems are solved as well as by looking at all there is', () => {
    const counts = { short: 0, moved: 0, reduced: 0, kept: 0 };
    for (let seed = 1; seed <= 1_000; seed++) {
      const problem = randomProblem(seed);
      const solution = solveCollateral(problem, solver);
      const ours = judge(problem, amountsOf(problem, solution), tolerance);
      const best = bruteForce(problem, tolerance);
      const close = (a: number, b: number) =>
        Math.abs(a - b) <= 3 * tolerance + 1e-6 * Math.max(Math.abs(a), Math.abs(b));
      const say = `problem ${seed}: ${JSON.stringify({ ours, best, solution })}`;
      expect(ours.isFeasible, say).toBe(true);
      expect(solution.status, say).toBe('optimal');
      for (const [i, short] of ours.survive.entries())
        expect(close(short, best.survive[i] ?? Number.NaN), say).toBe(true);
      for (const [i, short] of ours.margin.entries())
        expect(close(short, best.margin[i] ?? Number.NaN), say).toBe(true);
      expect(close(ours.reduced, best.reduced), say).toBe(true);
      expect(close(ours.cost, best.cost), say).toBe(true);
      expect(close(solution.cost, ours.cost), say).toBe(true);
      if (solution.shortfalls.length > 0) counts.short++;
      if (solution.ways.length > 0) counts.moved++;
      if (solution.reduced > 0) counts.reduced++;
      if (solution.keepUsed.length > 0) counts.kept++;
    }
    // The draw is worth nothing unless it has all of these.
    expect(Math.min(...Object.values(counts)), JSON.stringify(counts)).toBeGreaterThan(20);
  });
});
