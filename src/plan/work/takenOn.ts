import type { WorkedParent } from '../../model/desk.js';
import type { RowDecided } from '../decideRow.js';

/** Which of these orders a decision takes on: each with as much of it as was approved, where that is less. */
export function takenOn(parents: readonly WorkedParent[], { events = [] }: RowDecided): readonly WorkedParent[] {
  return parents.flatMap((parent) => {
    const own = events.flatMap((one) => (one.kind === 'parent' && one.parent === parent.id ? one.event : []));
    if (!own.some(({ kind }) => kind === 'accept')) return [];
    const cuts = own.flatMap((event) => (event.kind === 'requestReplace' ? (event.change.quantity ?? []) : []));
    return { ...parent, state: { ...parent.state, quantity: cuts.at(-1) ?? parent.state.quantity } };
  });
}
