import { createSolver } from '../../src/plan/collateral/createSolver.js';
import type { CollateralProblem, CollateralSolution } from '../../src/plan/collateral/problem.js';
import { solveCollateral } from '../../src/plan/collateral/solveCollateral.js';
import { drawsOf } from '../../src/plan/collateral/testing/randomProblem.js';
import type { Contest } from '../contest.js';

/**
 * 200 margin accounts, each of which takes any of 20 tokens of the wallet, each movement with a fixed cost: 4,000 ways. Where the
 * wallet holds `share` of what is needed.
 */
function bigProblem(accountCount: number, tokenCount: number, share: number, seed: number): CollateralProblem {
  const draw = drawsOf(seed);
  const between = (low: number, high: number) => low + (high - low) * draw();
  const accounts = Array.from({ length: accountCount }, (_, i) => {
    const maintenance = between(200, 5_000);
    const health = between(1, 1.7);
    return {
      id: `account ${i}`,
      equity: health * maintenance,
      maintenance,
      floor: 1.8,
      rank: i,
      survive: health < 1.1 ? 1.1 : null,
      target: 1.8,
    };
  });
  const needed = accounts.reduce((sum, { equity, maintenance }) => sum + 1.8 * maintenance - equity, 0);
  const wallet = Array.from({ length: tokenCount }, (_, i) => ({
    symbol: `T${i}`,
    balance: ((needed * share) / tokenCount) * between(0.5, 1.5),
    keep: 0,
    price: 1,
  }));
  const ways = accounts.flatMap(({ id }) =>
    wallet.map(({ symbol }) => ({
      id: `${symbol} to ${id}`,
      account: id,
      token: symbol,
      kind: 'addCollateral' as const,
      most: Number.MAX_SAFE_INTEGER,
      least: 0,
      equity: between(0.7, 1),
      maintenance: 0,
      variable: between(0, 0.0005),
      fixed: between(0.2, 1.5),
    })),
  );
  return { accounts, wallet, ways, swaps: [], reductions: [] };
}

export async function contests(): Promise<Contest[]> {
  const solver = await createSolver();
  const told: { name: string; solution: CollateralSolution }[] = [];
  const contestant = (name: string, problem: CollateralProblem) => ({
    name,
    per: 1,
    run: () => {
      const solution = solveCollateral(problem, solver);
      const known = told.find((one) => one.name === name);
      if (known) known.solution = solution;
      else told.push({ name, solution });
    },
  });
  return [
    {
      title: 'collateral: where to take it and where to put it',
      unit: 'ms',
      of: 'plan',
      clock: 'processor',
      contestants: [
        contestant('20 accounts x 20 tokens, enough for all', bigProblem(20, 20, 2, 1)),
        contestant('200 accounts x 20 tokens, enough for all', bigProblem(200, 20, 2, 1)),
        contestant('200 accounts x 20 tokens, not half enough', bigProblem(200, 20, 0.4, 1)),
      ],
      limits: [
        {
          of: '200 accounts x 20 tokens, enough for all',
          against: '20 accounts x 20 tokens, enough for all',
          atMost: 20,
        },
        { of: '200 accounts x 20 tokens, enough for all', atMost: 100 },
        { of: '200 accounts x 20 tokens, not half enough', atMost: 100 },
      ],
      lines: () =>
        told.map(({ name, solution: { status, cost, gap, shortfalls } }) => ({
          say: `${name}: ${status}, ${cost.toFixed(2)} USD, at most ${gap.toFixed(2)} USD from the cheapest; ${shortfalls.length} targets not reached`,
        })),
    },
  ];
}
