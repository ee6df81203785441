import { and, asc, count, desc, eq, gt, inArray, or, sql } from 'drizzle-orm';
import { ballast } from '../../model/author.js';
import type { WorkedParent } from '../../model/desk.js';
import { type Fill, type Id, isOpen, orderStatuses } from '../../model/order.js';
import type { OrderList } from '../../model/parentOrder.js';
import { wad } from '../../model/units.js';
import { filledFor } from '../../plan/work/standing.js';
import type { Ledger } from '../ledger.js';
import { fills, orders } from '../tables/orders.js';
import type { RecordedParent } from './parentOrders.js';
import { prepareInPieces, prepareQuery } from './prepareQuery.js';

/** An order with more children than that is not read whole at every block, nor written down with every decision. */
export const mostChildren = 200;
/** So many of these are: more than fail in a row before the pause between two of them grows no longer. */
export const newestKept = 100;

/**
 * Open orders that have had very many children, and of which a plan needs only the open ones, the newest and a sum: those that are
 * worked in parts and by themselves. Legs, and what blocks trade, are settled by every child.
 */
export async function longParents(
  { db }: Ledger,
  parents: readonly RecordedParent[],
  lists: readonly OrderList[],
): Promise<ReadonlySet<Id>> {
  const legs = new Set(lists.flatMap(({ id, kind }) => (kind === 'legs' ? id : [])));
  const alone = parents.filter(
    ({ acceptedAt, author, list, terms }) =>
      acceptedAt !== null &&
      terms.algorithm.kind !== 'immediate' &&
      terms.block !== true &&
      author !== ballast &&
      (list === null || !legs.has(list)),
  );
  if (alone.length === 0) return new Set();
  const found = await manyFor(
    db,
    alone.map(({ id }) => id),
  );
  return new Set(found.flatMap(({ parent }) => parent ?? []));
}

const manyFor = prepareInPieces((db, parents) =>
  db
    .select({ parent: orders.parent })
    .from(orders)
    .where(inArray(orders.parent, parents))
    .groupBy(orders.parent)
    .having(gt(count(), mostChildren)),
);

/** The children of one order that are open, and the newest; of the others how many there are, and what they have traded of it. */
export async function newestChildren(
  { db }: Ledger,
  { id: parent, terms }: Pick<RecordedParent, 'id' | 'terms'>,
): Promise<Pick<WorkedParent, 'children' | 'earlier'>> {
  const [kept, [all]] = [await keptOf(db, { parent }), await countOf(db, { parent })];
  const fillsOf = new Map<Id, Fill[]>(kept.map(({ id }) => [id, []]));
  const others: Fill[] = [];
  for (const { order, fill } of await filledOf(db, { parent })) (fillsOf.get(order) ?? others).push(fill);
  const children = kept.map((child) => ({ ...child, fills: fillsOf.get(child.id) ?? [] }));
  const earlier = { count: (all?.count ?? 0) - kept.length, filled: wad(filledFor(terms, { fills: others })) };
  return { children, ...(earlier.count > 0 ? { earlier } : {}) };
}

const keptOf = prepareQuery((db) => {
  const { id, terms, status, text, createdAt, updatedAt } = orders;
  const own = eq(orders.parent, sql.placeholder('parent'));
  const newest = db.select({ id }).from(orders).where(own).orderBy(desc(id)).limit(newestKept);
  return db
    .select({ id, terms, status, text, createdAt, updatedAt })
    .from(orders)
    .where(and(own, or(inArray(status, orderStatuses.filter(isOpen)), inArray(id, newest))))
    .orderBy(asc(id));
});

const countOf = prepareQuery((db) =>
  db
    .select({ count: count() })
    .from(orders)
    .where(eq(orders.parent, sql.placeholder('parent'))),
);

const filledOf = prepareQuery((db) =>
  db
    .select({ order: fills.order, fill: fills.fill })
    .from(fills)
    .innerJoin(orders, eq(fills.order, orders.id))
    .where(and(eq(orders.parent, sql.placeholder('parent')), eq(fills.voided, false)))
    .orderBy(asc(fills.id)),
);
