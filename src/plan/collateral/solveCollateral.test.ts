import { beforeAll, describe, expect, test } from 'vitest';
import { createSolver } from './createSolver.js';
import type { LinearSolver } from './linear.js';
import { solveCollateral } from './solveCollateral.js';
import { amountsOf, bruteForce, judge } from './testing/bruteForce.js';
import { randomProblem } from './testing/randomProblem.js';

let solver: LinearSolver;
beforeAll(async () => {
  solver = await createSolver();
});

/** USD; the problems are of thousands. */
const tolerance = 1e-5;

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
