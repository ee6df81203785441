import { eq, inArray } from 'drizzle-orm';
import type { Child, WorkedParent } from '../../model/desk.js';
import { type AttemptState, type Id, isOpen } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { attempts, orders } from '../tables/orders.js';
import { inPieces } from './inPieces.js';

/**
 * Orders with how far the transactions of their children got. What a shadow would have sent is left out: it neither moved anything nor
 * failed to.
 */
export async function withReach(ledger: Ledger, parents: readonly WorkedParent[]): Promise<WorkedParent[]> {
  const ids = parents.map(({ id }) => id);
  const rows = await inPieces(ids, (some) =>
    ledger.db
      .select({ id: orders.id, mode: orders.mode, state: attempts.state })
      .from(orders)
      .leftJoin(attempts, eq(attempts.order, orders.id))
      .where(inArray(orders.parent, some)),
  );
  const shadows = new Set(rows.flatMap(({ id, mode }) => (mode === 'shadow' ? id : [])));
  const states = new Map<Id, AttemptState[]>();
  for (const { id, state } of rows) if (state !== null) states.set(id, [...(states.get(id) ?? []), state]);
  return parents.map((parent) => ({
    ...parent,
    children: parent.children.flatMap((child): Child[] => {
      if (shadows.has(child.id)) return [];
      const reach = reachOf(child, states.get(child.id) ?? []);
      return [reach === null ? child : { ...child, reach }];
    }),
  }));
}

function reachOf({ status, fills }: Child, states: readonly AttemptState[]): NonNullable<Child['reach']> | null {
  if (states.length === 0) return !isOpen(status) && fills.length === 0 ? 'unsent' : null;
  return fills.length > 0 && states.includes('Mined') ? 'unsettled' : null;
}
