import { and, eq, gte, inArray, max, min, or } from 'drizzle-orm';
import type { RecentOrder } from '../../guard/surroundings.js';
import { isOpen, isTurnover, orderStatuses } from '../../model/order.js';
import { isParentOpen, parentStatuses } from '../../model/parentOrder.js';
import type { Strategy } from '../../model/strategy.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { orders } from '../tables/orders.js';
import { parentOrders } from '../tables/parentOrders.js';

/** So many open orders of one book, instrument and side are told of: one is enough to be crossed, and two to cross another's. */
const tellsOf = 2;

/**
 * Trades and parent orders that are open, of all live books and of this one; and of this one those since a moment too. Oldest first.
 * Stops and other orders that only reduce and wait at a venue are not among them: they are meant to be on the other side.
 */
export async function recentOrders(
  ledger: Ledger,
  { name, mode }: Pick<Strategy, 'name' | 'mode'>,
  since: UnixMillis,
): Promise<RecentOrder[]> {
  const ofBook = and(eq(orders.strategy, name), eq(orders.mode, mode));
  const children = await ledger.db
    .select()
    .from(orders)
    .where(
      or(
        and(ofBook, gte(orders.createdAt, since)),
        and(or(ofBook, eq(orders.mode, 'live')), inArray(orders.status, orderStatuses.filter(isOpen))),
      ),
    );
  const parentOfBook = and(eq(parentOrders.strategy, name), eq(parentOrders.mode, mode));
  const isOpenParent = and(
    or(parentOfBook, eq(parentOrders.mode, 'live')),
    inArray(parentOrders.status, parentStatuses.filter(isParentOpen)),
  );
  // The database picks those that are told of: a desk may have ten thousand.
  const ends = await ledger.db
    .select({ first: min(parentOrders.id), last: max(parentOrders.id) })
    .from(parentOrders)
    .where(isOpenParent)
    .groupBy(parentOrders.strategy, parentOrders.instrument, parentOrders.side);
  const told = ends.flatMap(({ first, last }) => [first, last]).filter((id) => id !== null);
  const { id, strategy, terms, status, createdAt } = parentOrders;
  const parents = await ledger.db
    .select({ id, strategy, terms, status, createdAt })
    .from(parentOrders)
    .where(or(and(parentOfBook, gte(parentOrders.createdAt, since)), inArray(parentOrders.id, told)));
  const all = [
    ...children.flatMap(({ id, strategy, parent, terms, status, createdAt }): RecentOrder[] =>
      isTurnover(terms)
        ? [
            {
              ...{ id, strategy, instrument: terms.instrument, side: terms.side, quantity: String(terms.quantity) },
              ...{ isOpen: isOpen(status), at: createdAt, ...(parent === null ? {} : { parent }) },
            },
          ]
        : [],
    ),
    ...parents.map(
      ({ id, strategy, terms, status, createdAt }): RecentOrder => ({
        ...{ id, strategy, instrument: terms.instrument, side: terms.side, quantity: String(terms.quantity) },
        ...{ isParent: true, isOpen: isParentOpen(status), at: createdAt },
      }),
    ),
  ].sort((a, b) => (a.id < b.id ? -1 : 1));
  return few(all, name, since);
}

/** What is recorded with every decision must not grow with all that is open. */
function few(all: readonly RecentOrder[], book: string, since: UnixMillis): RecentOrder[] {
  const told = new Map<string, number>();
  return all.filter(({ strategy, instrument, side, at }) => {
    if (strategy === book && at >= since) return true;
    const key = `${strategy} ${side} ${instrument}`;
    const count = (told.get(key) ?? 0) + 1;
    told.set(key, count);
    return count <= tellsOf;
  });
}
