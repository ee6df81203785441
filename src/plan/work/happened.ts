import type { Desk, DeskEvent } from '../../model/desk.js';
import type { Id } from '../../model/order.js';
import type { ParentOrder } from '../../model/parentOrder.js';
import { IllegalEventError, orderAfter } from '../../model/parentState.js';

/** What a plan lets happen to orders, as it is made. */
export interface Happened {
  /** Why some of it cannot happen to an order as it stands by then, in a sentence; null when all of it can. */
  problemOf(events: readonly DeskEvent[]): string | null;
  note(events: readonly DeskEvent[]): void;
}

/** From orders as they are known: each event is tried on its order, after those noted before. */
export function createHappened({ parents, blocks }: Pick<Desk, 'parents' | 'blocks'>): Happened {
  const known = new Map<Id, ParentOrder>();
  for (const parent of [...blocks.flatMap((block) => block.parents), ...parents]) known.set(parent.id, parent);
  const after = (events: readonly DeskEvent[]): Map<Id, ParentOrder> => {
    const changed = new Map<Id, ParentOrder>();
    for (const one of events) {
      if (one.kind !== 'parent') continue;
      const order = changed.get(one.parent) ?? known.get(one.parent);
      if (order) changed.set(one.parent, orderAfter(order, one.event));
    }
    return changed;
  };
  return {
    problemOf(events) {
      try {
        after(events);
        return null;
      } catch (error) {
        if (error instanceof IllegalEventError) return [error.shortMessage, ...error.facts].join(': ');
        throw error;
      }
    },
    note(events) {
      for (const [id, order] of after(events)) known.set(id, order);
    },
  };
}
