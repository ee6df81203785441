import { sayNumber } from '../../assess/sayNumber.js';
import { buildModel } from './buildModel.js';
import type { LinearSolver } from './linear.js';
import type { CollateralProblem, CollateralSolution } from './problem.js';

/** What would have made a plan better, had there been more of it. */
export interface Binding {
  symbol: string;
  /** Whole tokens more in the wallet. */
  more: number;
  avoids: 'shortfall' | 'reduction' | 'swap';
  /** In a sentence. */
  says: string;
}

/**
 * Of each token, how much more of it in the wallet would have avoided what hurts most of the solution: that accounts stay short, else
 * that positions are reduced, else that tokens are sold. A token of which no amount would is left out. Least sizes and fixed costs
 * are not counted.
 */
export function whatBinds(problem: CollateralProblem, solution: CollateralSolution, solver: LinearSolver): Binding[] {
  const avoids =
    solution.shortfalls.length > 0
      ? 'shortfall'
      : solution.reduced > 0
        ? 'reduction'
        : solution.swaps.length > 0
          ? 'swap'
          : null;
  if (avoids === null || solution.status === 'failed') return [];
  return problem.wallet.flatMap(({ symbol, price }) => {
    const more = moreOf(problem, symbol, avoids, solver);
    if (more === null || more * price < 0.01) return [];
    const amount = `${sayNumber(more)} ${symbol} more in the wallet`;
    const says = {
      shortfall: `${amount} would have brought every account to its target`,
      reduction: `${amount} would have avoided reducing any position`,
      swap: `${amount} would have avoided this sale`,
    }[avoids];
    return [{ symbol, more, avoids, says }];
  });
}

/** Whole tokens; null when no amount of it would do. */
function moreOf(
  problem: CollateralProblem,
  symbol: string,
  avoids: Binding['avoids'],
  solver: LinearSolver,
): number | null {
  const price = problem.wallet.find((token) => token.symbol === symbol)?.price ?? Number.NaN;
  const need = problem.accounts.reduce(
    (sum, { survive, target, maintenance, equity }) =>
      sum + Math.max(0, Math.max(survive ?? 0, target ?? 0) * maintenance - equity),
    0,
  );
  // As a reserve that everybody may use: the least of it that is used is what was missing. Ten times what is needed is beyond any weight.
  const extra = (10 * need) / price;
  const richer: CollateralProblem = {
    ...problem,
    accounts: problem.accounts.map((account) => ({ ...account, survive: null })),
    wallet: problem.wallet.map((token) => {
      const free = Math.max(0, token.balance - token.keep);
      return token.symbol === symbol
        ? { ...token, balance: free + extra, keep: extra }
        : { ...token, balance: free, keep: 0 };
    }),
    swaps: avoids === 'swap' ? [] : problem.swaps,
    reductions: avoids === 'shortfall' ? problem.reductions : [],
    ways: problem.ways.map((way) => ({ ...way, fixed: 0, least: 0 })),
  };
  const model = buildModel(richer, false);
  return solver.within(model.linear, (session) => {
    for (const { column } of model.demands) session.setColumn(column, 0, 0);
    session.setCosts(model.costsOf.keep);
    const { status, objective } = session.run();
    return status === 'optimal' ? (objective * model.scale) / price : null;
  });
}
