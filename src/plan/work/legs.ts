import type { Desk, WorkedParent } from '../../model/desk.js';

/**
 * Legs are one trade: to be checked together before the first is sent, and worked with a bound on how far they are apart. The keeper
 * cannot do that yet, and half a trade is worse than none: so legs are not taken on. In a sentence; null for what is no leg.
 */
export function whyNoLeg({ list }: Pick<WorkedParent, 'list'>, { lists }: Pick<Desk, 'lists'>): string | null {
  const legs = lists.find(({ id, kind }) => id === list && kind === 'legs');
  return legs
    ? `it is a leg of ${legs.id}, and legs cannot be worked together yet: ask for each as an order of its own`
    : null;
}
