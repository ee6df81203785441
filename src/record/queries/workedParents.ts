import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Child, WorkedParent, WorkingMark } from '../../model/desk.js';
import type { Fill, Id } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { fills, orders } from '../tables/orders.js';
import { workingMarks } from '../tables/parentOrders.js';
import { newestChildren } from './newestChildren.js';
import type { RecordedParent } from './parentOrders.js';
import { prepareInPieces, prepareQuery } from './prepareQuery.js';

/** Samples of the market that a plan is told of: enough to tell how it moves, of each of a few hundred orders at every block. */
const marksKept = 20;

/** Of which nothing has been done yet: the same each time, for as long as the order is. */
const untouched = new WeakMap<RecordedParent, WorkedParent>();

/**
 * Orders with the orders that were made for them, and what came of those. In the order they are given.
 * @param long - Of these, what is long over is told of in sums only.
 */
export async function workedParents(
  ledger: Ledger,
  parents: readonly RecordedParent[],
  long: ReadonlySet<Id> = new Set(),
): Promise<WorkedParent[]> {
  const children = await childrenOf(
    ledger,
    parents.flatMap(({ id }) => (long.has(id) ? [] : id)),
  );
  const marks = await marksFor(ledger, parents);
  const shortened = new Map<Id, Pick<WorkedParent, 'children' | 'earlier'>>();
  for (const parent of parents) if (long.has(parent.id)) shortened.set(parent.id, await newestChildren(ledger, parent));
  return parents.map((recorded) => {
    const [own, marked] = [children.get(recorded.id), marks.get(recorded.id)];
    const short = shortened.get(recorded.id);
    const known = own || short || marked ? undefined : untouched.get(recorded);
    if (known) return known;
    const { holder: _, updatedAt: __, ...parent } = recorded;
    const worked = { ...parent, children: own ?? [], ...short, ...(marked === undefined ? {} : { marks: marked }) };
    if (!own && !short && !marked) untouched.set(recorded, worked);
    return worked;
  });
}

/** Only of orders that are worked in parts: what is done at once looks at nothing but this block. */
async function marksFor(ledger: Ledger, parents: readonly RecordedParent[]): Promise<Map<Id, WorkingMark[]>> {
  const patient = parents.filter(
    ({ acceptedAt, terms }) => acceptedAt !== null && terms.algorithm.kind !== 'immediate',
  );
  const found = new Map<Id, WorkingMark[]>();
  for (const { id } of patient) {
    const newest = await marksOf(ledger.db, { parent: id });
    if (newest.length > 0) found.set(id, newest.toReversed());
  }
  return found;
}

const marksOf = prepareQuery((db) => {
  const { mark, last, turnover, volume, at } = workingMarks;
  return db
    .select({ mark, last, turnover, volume, at })
    .from(workingMarks)
    .where(eq(workingMarks.parent, sql.placeholder('parent')))
    .orderBy(desc(workingMarks.at), desc(workingMarks.id))
    .limit(marksKept);
});

/** By their parents; oldest first. */
async function childrenOf({ db }: Ledger, parents: readonly Id[]): Promise<Map<Id, Child[]>> {
  const made = await ordersFor(db, parents);
  const fillsOf = new Map<Id, Fill[]>();
  const filled = made.length === 0 ? [] : await fillsFor(db, parents);
  for (const { order, fill } of filled) {
    const own = fillsOf.get(order);
    if (own) own.push(fill);
    else fillsOf.set(order, [fill]);
  }
  const children = new Map<Id, Child[]>();
  for (const { parent, ...order } of made) {
    if (parent === null) continue;
    const child = { ...order, fills: fillsOf.get(order.id) ?? [] };
    const own = children.get(parent);
    if (own) own.push(child);
    else children.set(parent, [child]);
  }
  return children;
}

const ordersFor = prepareInPieces((db, parents) => {
  const { id, parent, terms, status, text, createdAt, updatedAt } = orders;
  return db
    .select({ id, parent, terms, status, text, createdAt, updatedAt })
    .from(orders)
    .where(inArray(orders.parent, parents))
    .orderBy(asc(orders.id));
});

const fillsFor = prepareInPieces((db, parents) =>
  db
    .select({ order: fills.order, fill: fills.fill })
    .from(fills)
    .innerJoin(orders, eq(fills.order, orders.id))
    .where(and(inArray(orders.parent, parents), eq(fills.voided, false)))
    .orderBy(asc(fills.id)),
);
