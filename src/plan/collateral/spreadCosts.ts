import type { CollateralModel } from './buildModel.js';

/** Fixed costs over the most that each movement can move: with these, nothing costs more than it does. */
export const overTheMost = ({ moves }: CollateralModel): number[] =>
  moves.map(({ fixed, upper }) => (upper > 0 ? fixed / upper : 0));

/** The costs of a model's columns, with so much for each unit on top of what each movement costs by itself. */
export function spreadCosts(model: CollateralModel, over: readonly number[] = overTheMost(model)): Float64Array {
  const costs = new Float64Array(model.linear.costs.length);
  for (const [at, { columns, slopes }] of model.moves.entries()) {
    for (const [i, column] of columns.entries()) costs[column] = (slopes[i] ?? 0) + (over[at] ?? 0);
  }
  return costs;
}
