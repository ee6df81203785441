import type { Action } from '../model/decision.js';
import type { Id, OrderStep } from '../model/order.js';

/**
 * The rows that the actions of one tick stand in, named by the id of each row's first order.
 * @param made - Actions in their order, with the ids of the orders that they become.
 * @returns for each the step it is, in the same order; null for one that stands for itself
 */
export function programmesOf(made: readonly { id: Id; step: Action['step'] }[]): (OrderStep | null)[] {
  const first = new Map<string, Id>();
  for (const { id, step } of made) if (step && !first.has(step.key)) first.set(step.key, id);
  return made.map(({ id, step }) => {
    if (!step) return null;
    return { programme: first.get(step.key) ?? id, index: step.index, of: step.of };
  });
}
