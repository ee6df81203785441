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
  const more = moreOf(problem, avoids, solver);
  return problem.wallet.flatMap(({ symbol, price }) => {
    const missing = more.get(symbol);
    if (missing === undefined || missing * price < 0.01) return [];
    const amount = `${sayNumber(missing)} ${symbol} more in the wallet`;
    const says = {
      shortfall: `${amount} would have brought every account to its target`,
      reduction: `${amount} would have avoided reducing any position`,
      swap: `${amount} would have avoided this sale`,
    }[avoids];
    return [{ symbol, more: missing, avoids, says }];
  });
}

/** Whole tokens, of each token of which some amount would do. */
function moreOf(problem: CollateralProblem, avoids: Binding['avoids'], solver: LinearSolver): Map<string, number> {
  const need = problem.accounts.reduce(
    (sum, { survive, target, maintenance, equity }) =>
      sum + Math.max(0, Math.max(survive ?? 0, target ?? 0) * maintenance - equity),
    0,
  );
  // As a reserve that everybody may use: the least of it that is used is what was missing. Ten times what is needed is beyond any weight.
  const richer: CollateralProblem = {
    ...problem,
    accounts: problem.accounts.map((account) => ({ ...account, survive: null })),
    wallet: problem.wallet.map((token) => {
      const extra = (10 * need) / token.price;
      return { ...token, balance: Math.max(0, token.balance - token.keep) + extra, keep: extra };
    }),
    swaps: avoids === 'swap' ? [] : problem.swaps,
    reductions: avoids === 'shortfall' ? problem.reductions : [],
    ways: problem.ways.map((way) => ({ ...way, fixed: 0, least: 0 })),
  };
  const model = buildModel(richer, false);
  const { keep: costs } = model.costsOf;
  if (costs === null) return new Map();
  return solver.within(model.linear, (session) => {
    const none = new Float64Array(model.demands.length);
    session.setRange(model.moved, none, none);
    session.setCosts(costs);
    for (const { column } of model.keeps) session.setColumn(column, 0, 0);
    const found = new Map<string, number>();
    // One token at a time has a reserve.
    for (const { symbol, column, upper, price } of model.keeps) {
      session.setColumn(column, 0, upper);
      const { status, objective } = session.run();
      session.setColumn(column, 0, 0);
      if (status === 'optimal') found.set(symbol, (objective * model.scale) / price);
    }
    return found;
  });
}
