import type { CollateralModel } from './buildModel.js';

/** Fixed costs over the most that each movement can move: with these, nothing costs more than it does. */
export const overTheMost = ({ moves }: CollateralModel): Float64Array =>
  Float64Array.from(moves, ({ fixed, upper }) => (upper > 0 ? fixed / upper : 0));

/** The costs of a model's columns, with so much for each unit on top of what each movement costs by itself; null: nothing. */
export function spreadCosts(
  model: CollateralModel,
  over: Float64Array | null = overTheMost(model),
  costs = new Float64Array(model.linear.costs.length),
): Float64Array {
  costs.set(model.slopes);
  if (over === null) return costs;
  for (const [at, { first, end }] of model.moves.entries()) {
    for (let i = first; i < end; i++) costs[i] = (costs[i] ?? 0) + (over[at] ?? 0);
  }
  return costs;
}
