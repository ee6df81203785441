import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Child, WorkedParent, WorkingMark } from '../../model/desk.js';
import type { Fill, Id } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { fills, orders } from '../tables/orders.js';
import { inPieces } from './inPieces.js';
import type { RecordedParent } from './parentOrders.js';
import { newestMarks } from './workingMarks.js';

/** Samples of the market that a plan is told of: enough to tell how it moves, of each of a few hundred orders at every block. */
const marksKept = 20;

/** Orders with the orders that were made for them, and what came of those. In the order they are given. */
export async function workedParents(ledger: Ledger, parents: readonly RecordedParent[]): Promise<WorkedParent[]> {
  const children = new Map<Id, Child[]>();
  const ids = parents.map(({ id }) => id);
  for (const { parent, ...child } of await inPieces(ids, (some) => childrenOf(ledger, some))) {
    if (parent === null) continue;
    const own = children.get(parent) ?? [];
    own.push(child);
    children.set(parent, own);
  }
  const marks = await marksFor(ledger, parents);
  return parents.map(({ holder: _, updatedAt: __, ...parent }) => {
    const own = marks.get(parent.id);
    return { ...parent, children: children.get(parent.id) ?? [], ...(own === undefined ? {} : { marks: own }) };
  });
}

/** Only of orders that are worked in parts: what is done at once looks at nothing but this block. */
async function marksFor(ledger: Ledger, parents: readonly RecordedParent[]): Promise<Map<Id, WorkingMark[]>> {
  const patient = parents.filter(
    ({ acceptedAt, terms }) => acceptedAt !== null && terms.algorithm.kind !== 'immediate',
  );
  const found = await Promise.all(
    patient.map(async ({ id }) => [id, await newestMarks(ledger, id, marksKept)] as const),
  );
  return new Map(found.filter(([, own]) => own.length > 0));
}

async function childrenOf(ledger: Ledger, parents: readonly Id[]): Promise<(Child & { parent: Id | null })[]> {
  const ofThem = inArray(orders.parent, [...parents]);
  const { id, parent, terms, status, text, createdAt, updatedAt } = orders;
  const [made, filled] = await Promise.all([
    ledger.db
      .select({ id, parent, terms, status, text, createdAt, updatedAt })
      .from(orders)
      .where(ofThem)
      .orderBy(asc(orders.id)),
    ledger.db
      .select({ order: fills.order, fill: fills.fill })
      .from(fills)
      .innerJoin(orders, eq(fills.order, orders.id))
      .where(and(ofThem, eq(fills.voided, false)))
      .orderBy(asc(fills.id)),
  ]);
  const byOrder = new Map<Id, Fill[]>();
  for (const { order, fill } of filled) byOrder.set(order, [...(byOrder.get(order) ?? []), fill]);
  return made.map((order) => ({ ...order, fills: byOrder.get(order.id) ?? [] }));
}
